/** Several identity providers, each of its own organisations, and the end of what they began. */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, afterEach, before, describe, it } from 'node:test'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { signInAs } from '../../src/doors/identity-provider/sign-in-as.ts'
import type { SessionView } from '../../src/doors/viewer/contract.ts'
import type { ProviderSettings } from '../../src/doors/viewer/sign-in/providers.ts'
import { CookieBrowser } from './cookie-browser.ts'
import { openDoor } from './sign-in-door.ts'

type Claims = Record<string, unknown>
type Door = Awaited<ReturnType<typeof openDoor>>

const keys = await generateKeyPair('RS256', { extractable: true })
const stranger = await generateKeyPair('RS256')

/** A hospital's own provider, without userinfo and without RFC 9207. */
async function hospitalProvider() {
  const next: { claims: Claims } = { claims: {} }
  let issuer = ''
  const server = createServer(async (request, response) => {
    const send = (content: unknown) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(content))
    }
    const path = request.url ?? ''
    if (path.endsWith('openid-configuration')) {
      send({
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        id_token_signing_alg_values_supported: ['RS256'],
      })
    } else if (path === '/keys') {
      send({ keys: [{ ...(await exportJWK(keys.publicKey)), alg: 'RS256', use: 'sig' }] })
    } else {
      const id_token = await new SignJWT(next.claims)
        .setProtectedHeader({ alg: 'RS256' })
        .sign(keys.privateKey)
      send({ access_token: 'opaque', token_type: 'Bearer', expires_in: 60, id_token })
    }
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { issuer: () => issuer, next, close: () => server.close() }
}

const kings = (issuer: () => string): ProviderSettings => ({
  id: 'kings',
  words: 'King’s account',
  issuer,
  clientId: 'lcr',
  credential: { secret: 'not guessed by anybody' },
  organisations: { RJZ: "King's College Hospital" },
  assurance: { 'urn:kings:key': { authentication: 3, identity: 3 } },
  claims: {
    user: 'oid',
    organisation: 'ods',
    role: 'groups',
    roles: { doctors: { code: 'R8000', name: 'Doctor', activities: ['B0370'] } },
  },
})

describe('a hospital’s own identity provider beside the national one', () => {
  let issuer: Awaited<ReturnType<typeof hospitalProvider>>
  let door: Door
  before(async () => {
    issuer = await hospitalProvider()
    door = await openDoor({
      otherProviders: [kings(issuer.issuer)],
      journeys: {
        async endedByProvider({ of }) {
          door.told.push(`ended ${JSON.stringify(of)}`)
          return []
        },
      },
    })
  })
  after(async () => {
    await door.close()
    issuer.close()
  })

  const now = () => Math.floor(Date.now() / 1000)
  async function begin(browser = new CookieBrowser()) {
    const begun = await browser.step(`${door.origin}/sign-in/with/kings`)
    const asked = new URL(begun.location ?? '').searchParams
    return { browser, asked }
  }
  async function signIn(changes: Claims = {}) {
    const { browser, asked } = await begin()
    issuer.next.claims = {
      iss: issuer.issuer(),
      aud: 'lcr',
      sub: 's1',
      oid: 'u1',
      sid: 'provider-session-1',
      name: 'Dr Jo Bloggs',
      iat: now(),
      exp: now() + 60,
      auth_time: now(),
      nonce: asked.get('nonce'),
      acr: 'urn:kings:key',
      ods: 'RJZ',
      groups: ['doctors', 'car-park'],
      ...changes,
    }
    const query = new URLSearchParams({ code: 'c', state: asked.get('state') ?? '' })
    const last = await browser.step(`${door.origin}/sign-in/callback/kings?${query}`)
    return { browser, last, reference: /Reference: ([\w-]+)/.exec(last.text)?.[1] }
  }

  it('the sign-in offers the choice, and each provider its own address', async () => {
    const { text } = await new CookieBrowser().step(`${door.origin}/sign-in`)
    assert.match(text, /href="\/sign-in\/with\/national"/)
    assert.match(text, /href="\/sign-in\/with\/kings">King’s account</)
    const { asked } = await begin()
    assert.equal(asked.get('redirect_uri'), `${door.origin}/sign-in/callback/kings`)
    assert.equal(asked.get('code_challenge_method'), 'S256')
  })

  it('its roles become roles here, of its organisation; the user is issuer and subject (AC-03)', async () => {
    const { browser, last } = await signIn()
    assert.equal(last.location, '/')
    const answer = await door.post('/api/session', {}, { cookie: browser.cookies() })
    const { user } = (await answer.json()) as SessionView
    assert.deepEqual(user, {
      name: 'Dr Jo Bloggs',
      role: 'Doctor',
      organisation: "King's College Hospital",
      organisationOds: 'RJZ',
    })
    assert.equal(door.told.at(-1), 'in u1 RJZ')
  })

  const bad: [string, string, Claims][] = [
    ['a role of another organisation', 'organisation-not-theirs', { ods: 'RJ1' }],
    ['one of its own and one of another', 'organisation-not-theirs', { ods: ['RJZ', 'RJ1'] }],
    ['an acr that was not agreed (AC-02)', 'assurance-too-low', { acr: 'AAL3_ANY' }],
    ['no acr (AC-02)', 'assurance-too-low', { acr: undefined }],
    ['an acr by the name of what every object has', 'assurance-too-low', { acr: 'constructor' }],
    [
      'levels of its own beside the acr',
      'assurance-too-low',
      {
        acr: 'weak',
        authentication_assurance_level: '3',
        id_assurance_level: '3',
      },
    ],
    ['no user', 'claims-unreadable', { oid: undefined }],
    [
      'a sign-in of long ago',
      'token-refused',
      { auth_time: Math.floor(Date.now() / 1000) - 3_600 },
    ],
  ]
  for (const [what, code, changes] of bad) {
    it(`refuses ${what}`, async () => {
      const { reference, browser } = await signIn(changes)
      assert.equal(reference, code)
      assert.doesNotMatch(browser.cookies(), /__Host-lcr=/)
    })
  }

  it('roles in the shape of NHS CIS2 are not its to say', async () => {
    const held = {
      person_roleid: '1',
      org_code: 'RJZ',
      role_code: 'R8000',
      activity_codes: ['B0380'],
    }
    const { last } = await signIn({ groups: [], nhsid_nrbac_roles: [held], selected_roleid: '1' })
    assert.equal(last.status, 403)
    assert.match(last.text, /no role/)
  })

  it('AT-28: an answer is taken only for the provider that was asked (mix-up)', async () => {
    const { browser, asked } = await begin()
    const query = new URLSearchParams({ code: 'c', state: asked.get('state') ?? '' })
    const elsewhere = await browser.step(`${door.origin}/sign-in/callback?${query}`)
    assert.match(elsewhere.text, /Reference: attempt-unknown/)
    const named = await begin()
    const back = {
      code: 'c',
      state: named.asked.get('state') ?? '',
      iss: `${door.origin}/demonstration-sign-in`,
    }
    const mixed = await named.browser.step(
      `${door.origin}/sign-in/callback/kings?${new URLSearchParams(back)}`,
    )
    assert.match(mixed.text, /Reference: token-refused/)
  })

  it('AT-28: no state, or somebody else’s cookie, is refused', async () => {
    const one = await begin()
    assert.match(
      (await one.browser.step(`${door.origin}/sign-in/callback/kings?code=c`)).text,
      /Reference: token-refused/,
    )
    const [victim, thief] = [await begin(), await begin()]
    const query = new URLSearchParams({ code: 'c', state: thief.asked.get('state') ?? '' })
    assert.match(
      (await victim.browser.step(`${door.origin}/sign-in/callback/kings?${query}`)).text,
      /Reference: token-refused/,
    )
  })

  const event = { 'http://schemas.openid.net/event/backchannel-logout': {} }
  let number = 0
  const logoutToken = (changes: Claims = {}, key = keys.privateKey, header: Claims = {}) =>
    new SignJWT({
      iss: issuer.issuer(),
      aud: 'lcr',
      iat: now(),
      exp: now() + 60,
      jti: `logout-${++number}`,
      sub: 's1',
      sid: 'provider-session-1',
      events: event,
      ...changes,
    })
      .setProtectedHeader({ alg: 'RS256', typ: 'logout+jwt', ...header })
      .sign(key)
  const sendLogout = async (logout_token: string, path = '/kings') => {
    const body = new URLSearchParams({ logout_token })
    const answer = await fetch(`${door.origin}/sign-in/back-channel-logout${path}`, {
      method: 'POST',
      body,
    })
    assert.equal(answer.headers.get('cache-control'), 'no-store')
    return answer.status
  }

  it('back-channel logout: says which session of whom is over (AC-07)', async () => {
    assert.equal(await sendLogout(await logoutToken()), 200)
    const iss = issuer.issuer()
    const of = { providerSession: `${iss}|provider-session-1`, subject: `${iss}|s1` }
    assert.equal(door.told.at(-1), `ended ${JSON.stringify(of)}`)
    assert.equal(await sendLogout(await logoutToken({ sid: undefined })), 200)
    assert.equal(door.told.at(-1), `ended ${JSON.stringify({ subject: `${iss}|s1` })}`)
  })

  const badLogouts: [string, Claims, CryptoKey?, Claims?][] = [
    ['with a nonce', { nonce: 'n' }],
    ['without the event', { events: {} }],
    ['without events', { events: undefined }],
    ['of another issuer', { iss: 'https://other.example' }],
    ['for another client', { aud: 'other' }],
    ['of long ago', { iat: now() - 3_600 }],
    ['without a time', { iat: undefined }],
    ['that has expired', { exp: now() - 120 }],
    ['without a number', { jti: undefined }],
    ['about nobody', { sub: undefined, sid: undefined }],
    ['of a stranger', {}, stranger.privateKey],
    ['of another type', {}, keys.privateKey, { typ: 'at+jwt' }],
  ]
  for (const [what, changes, key, header] of badLogouts) {
    it(`back-channel logout: refuses a token ${what}`, async () => {
      const told = door.told.length
      assert.equal(await sendLogout(await logoutToken(changes, key, header)), 400)
      assert.equal(door.told.length, told)
    })
  }
  it('back-channel logout: refuses what is no token, and one for another provider', async () => {
    assert.equal(await sendLogout('x'), 400)
    assert.equal(await sendLogout(''), 400)
    assert.equal(await sendLogout(await logoutToken(), ''), 400)
  })
})

describe('the end of a session that its own browser did not ask for', () => {
  const doors: Door[] = []
  const opened = async (asked: Parameters<typeof openDoor>[0] = {}) => {
    const door = await openDoor(asked)
    doors.push(door)
    return door
  }
  afterEach(async () => {
    for (const door of doors.splice(0)) await door.close()
  })

  it('AT-05, AC-09: is over at once here although it was just remembered, and its screen closes', async () => {
    const door = await opened()
    const as = await signInAs(door.origin, 'gp')
    const view = (await (await door.post('/api/my-patients', {}, as)).json()) as {
      patients: { handle: string }[]
    }
    const stream = await fetch(`${door.origin}/api/changes?handle=${view.patients[0]?.handle}`, {
      headers: { cookie: as.cookie },
    })
    const [hash] = await hashesOf(as.cookie)
    await door.sessions.end(hash as string)
    assert.equal((await door.post('/api/session', {}, as)).status, 200, 'it is remembered')
    door.endElsewhere(hash)
    assert.equal((await door.post('/api/session', {}, as)).status, 401)
    assert.match(await stream.text(), /event: closed/)
  })

  it('AC-09: who is disabled is turned away, and it is written down', async () => {
    const disabled = { has: () => true } as unknown as ReadonlySet<string>
    const door = await opened({ disabled })
    await assert.rejects(signInAs(door.origin, 'gp'), { kind: 'refused' })
    assert.equal(door.told.at(-1), 'refused user-disabled')
  })

  it('AT-30: after a role switch in one tab, the other tab can do nothing in either role', async () => {
    const door = await opened()
    const first = await signInAs(door.origin, 'two-roles', 0)
    const patients = await (await door.post('/api/my-patients', {}, first)).json()
    const { handle } = (patients as { patients: { handle: string }[] }).patients[0]!
    const stream = await fetch(`${door.origin}/api/changes?handle=${handle}`, {
      headers: { cookie: first.cookie },
    })
    const browser = new CookieBrowser()
    browser.take('__Host-lcr', first.cookie.slice('__Host-lcr='.length))
    const page = await browser.follow(await browser.step(`${door.origin}/sign-in`))
    const next = await browser.step(new URL(formOf(page.text), door.origin), {
      professional: 'two-roles',
    })
    const roles = await browser.follow(next)
    await browser.step(new URL(formOf(roles.text), door.origin), { role: '1' })
    const cookie = browser.cookies()
    assert.notEqual(cookie, first.cookie)
    // The other tab has the new cookie, as all tabs do, and the token and handles of before.
    const other = { cookie, csrf: first.csrf }
    assert.equal((await door.post('/api/record', { handle }, other)).status, 403)
    const session = (await (await door.post('/api/session', {}, { cookie })).json()) as SessionView
    assert.notEqual(session.csrf, first.csrf)
    const renewed = { cookie, csrf: session.csrf }
    assert.equal((await door.post('/api/record', { handle }, renewed)).status, 404)
    assert.match(await stream.text(), /event: closed/)
    assert.equal((await door.post('/api/session', {}, first)).status, 401)
  })

  it('AC-07: a locked session gives nothing but its own name, and signing in again begins anew', async () => {
    const door = await opened({ lockMs: 10 * 60_000 })
    const as = await signInAs(door.origin, 'gp')
    const view = (await (await door.post('/api/session', {}, as)).json()) as SessionView
    assert.ok(view.lockAt)
    const list = await (await door.post('/api/my-patients', {}, as)).json()
    const { handle } = (list as { patients: { handle: string }[] }).patients[0]!
    door.clock.skip += 9 * 60_000
    const looked = await door.post('/api/session', { look: true }, as)
    assert.equal(((await looked.json()) as SessionView).lockAt, view.lockAt, 'looking is no use')
    const stream = await fetch(`${door.origin}/api/changes?handle=${handle}`, {
      headers: { cookie: as.cookie },
    })
    door.clock.skip += 61_000
    assert.match(await stream.text(), /event: closed/)
    for (const path of ['/api/session', '/api/my-patients', '/api/record', '/api/sign-out']) {
      const answer = await door.post(path, { handle }, as)
      const { code } = (await answer.json()) as { code: string }
      assert.deepEqual(
        [answer.status, code],
        [401, path === '/api/sign-out' ? 'not-signed-in' : 'locked'],
      )
    }
    const anew = await signInAs(door.origin, 'gp')
    assert.equal((await door.post('/api/my-patients', {}, anew)).status, 200)
  })
})

const formOf = (text: string) => /<form method="post" action="([^"]+)"/.exec(text)?.[1] ?? ''

async function hashesOf(cookie: string): Promise<string[]> {
  const secret = cookie.slice('__Host-lcr='.length)
  const digest = await crypto.subtle.digest('SHA-256', Buffer.from(secret))
  return [Buffer.from(digest).toString('hex')]
}
