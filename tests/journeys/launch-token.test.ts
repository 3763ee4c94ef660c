/** The signed launch token, and everything that it may not be (AC-10, AT-27). */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { signInAs } from '../../src/doors/identity-provider/sign-in-as.ts'
import type { SessionView } from '../../src/doors/viewer/contract.ts'
import type { TokenLauncher } from '../../src/doors/viewer/launch/needs.ts'
import { CookieBrowser } from './cookie-browser.ts'
import { openDoor } from './sign-in-door.ts'

const issuer = 'https://pas.example'
const page = 'https://pas.example'
const keys = await generateKeyPair('ES256', { extractable: true })
const rsa = await generateKeyPair('RS256', { extractable: true })
const stranger = await generateKeyPair('ES256', { extractable: true })

const launcher: TokenLauncher = {
  kind: 'token',
  id: 'pas',
  words: 'the PAS of the hospital',
  organisations: { RJZ: "King's College Hospital" },
  identity: 'suffices',
  issuer,
  keys: [
    { ...(await exportJWK(keys.publicKey)), alg: 'ES256', kid: 'pas-1' },
    { ...(await exportJWK(rsa.publicKey)), alg: 'RS256', kid: 'pas-2' },
  ],
  postedFrom: [page],
  assurance: { 'urn:pas:smartcard': { authentication: 3, identity: 3 } },
  claims: {
    role: 'groups',
    roles: { doctors: { code: 'R8000', name: 'Doctor', activities: ['B0370'] } },
  },
}

type Claims = Record<string, unknown>

describe('a launch token', () => {
  let door: Awaited<ReturnType<typeof openDoor>>
  let number = 0
  before(async () => {
    door = await openDoor({ launchers: () => [launcher] })
  })
  after(() => door.close())

  function claims(changes: Claims = {}): Claims {
    const now = Math.floor(Date.now() / 1000)
    number++
    return {
      iss: issuer,
      aud: door.origin,
      iat: now,
      exp: now + 120,
      jti: `token-number-${number}`,
      sub: 'jbloggs',
      name: 'Dr Jo Bloggs',
      acr: 'urn:pas:smartcard',
      groups: ['car-park', 'doctors'],
      patient: { nhsNumber: '9990000018', birthDate: '1960-03-04' },
      ...changes,
    }
  }
  const sign = (said: Claims, header: Claims = {}, key = keys.privateKey) =>
    new SignJWT(said).setProtectedHeader({ alg: 'ES256', kid: 'pas-1', ...header }).sign(key)

  /** As a browser does it: what the form leads to is asked for with the cookies of the record. */
  async function post(
    token: string,
    origin: string | undefined = page,
    browser = new CookieBrowser(),
  ) {
    const site = { 'sec-fetch-site': 'cross-site', ...(origin && { origin }) }
    const posted = await browser.step(`${door.origin}/launch/token`, { token }, site)
    const answer = await browser.follow(posted, ({ pathname }) => pathname === '/')
    return { ...answer, browser, reference: /Reference: ([\w-]+)/.exec(answer.text)?.[1] }
  }

  async function refuses(code: string, token: string, origin?: string) {
    const { status, reference, browser } = await post(token, origin)
    assert.deepEqual([status, reference, browser.cookies()], [403, code, ''])
    assert.match(door.told.at(-1) ?? '', new RegExp(`^launch refused ${code}`))
  }

  it('opens the record of its one patient for its one user (AC-10)', async () => {
    const { status, location, browser } = await post(await sign(claims()))
    assert.deepEqual([status, location], [303, '/'])
    assert.equal(door.told.at(-1), 'launched jbloggs 41')
    const answer = await door.post('/api/session', {}, { cookie: browser.cookies() })
    const session = (await answer.json()) as SessionView
    assert.equal(session.user.name, 'Dr Jo Bloggs')
    assert.equal(session.user.organisation, "King's College Hospital")
    assert.equal(session.launch?.system, 'the PAS of the hospital')
  })

  it('refuses a token that is shown again (AT-27)', async () => {
    const token = await sign(claims())
    assert.equal((await post(token)).status, 303)
    await refuses('launch-token-used', token)
    await refuses('launch-token-used', token)
  })

  it('of two at the same moment one opens (AT-27)', async () => {
    const token = await sign(claims())
    const both = await Promise.all([post(token), post(token)])
    assert.deepEqual(both.map((one) => one.status).sort(), [303, 403])
  })

  const now = Math.floor(Date.now() / 1000)
  const patient = { nhsNumber: '9990000018', birthDate: '1960-03-04' }
  const badClaims: [string, Claims, string?][] = [
    ['one that has expired', { iat: now - 300, exp: now - 60 }],
    ['one for longer than five minutes', { exp: now + 3_600 }],
    ['one of long ago', { iat: now - 3_600 }],
    ['one of the future', { iat: now + 600, exp: now + 700 }],
    ['one that is not valid yet', { nbf: now + 600 }],
    ['another audience', { aud: 'https://other.example' }],
    ['one that is also for others', { aud: ['AUD', 'https://other.example'] }],
    ['no audience', { aud: undefined }],
    ['no end', { exp: undefined }, 'launch-token-unreadable'],
    ['no time', { iat: undefined }],
    ['no number', { jti: undefined }, 'launch-token-unreadable'],
    ['no user', { sub: undefined }, 'launch-token-unreadable'],
    ['no patient', { patient: undefined }, 'launch-token-unreadable'],
    [
      'a patient without a birth date',
      { patient: { nhsNumber: '9990000018' } },
      'launch-token-unreadable',
    ],
    ['two patients', { patient: [patient, patient] }, 'launch-token-unreadable'],
    [
      'another patient’s birth date',
      { patient: { ...patient, birthDate: '1961-03-04' } },
      'person-unknown',
    ],
    ['another issuer', { iss: 'https://other.example' }, 'launcher-unknown'],
    ['no strong sign-in', { acr: 'urn:pas:password' }, 'assurance-too-low'],
    ['nothing said of the sign-in', { acr: undefined }, 'assurance-too-low'],
    ['no role that is known', { groups: ['car-park'] }, 'launch-without-role'],
    [
      'a role by the name of what every object has',
      { groups: ['constructor', '__proto__'] },
      'launch-without-role',
    ],
    ['two roles', { groups: ['doctors', 'doctors'] }, 'roles-ambiguous'],
  ]
  for (const [what, changes, code = 'launch-token-refused'] of badClaims) {
    it(`refuses ${what} (AT-27)`, async () => {
      const said = claims(changes)
      if (Array.isArray(said.aud)) said.aud = [door.origin, 'https://other.example']
      await refuses(code, await sign(said))
    })
  }

  it('refuses a patient that was altered after it was signed (AT-27)', async () => {
    const [header, , signature] = (await sign(claims())).split('.')
    const other = Buffer.from(JSON.stringify(claims({ patient }))).toString('base64url')
    await refuses('launch-token-refused', [header, other, signature].join('.'))
  })

  it('refuses alg none, and HS256 with the public key as its secret (AT-27)', async () => {
    await refuses('launch-token-refused', new UnsecuredJWT(claims()).encode())
    for (const secret of [
      await exportSPKI(rsa.publicKey),
      JSON.stringify(launcher.keys[1]),
      String(launcher.keys[1]?.n),
    ]) {
      const token = new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'pas-2' })
      await refuses('launch-token-refused', await token.sign(Buffer.from(secret)))
    }
  })

  it('a kid chooses among the configured keys and does nothing else (AT-27)', async () => {
    for (const kid of ['../../../../dev/null', 'file:///etc/passwd', "' OR 1=1 --", 'pas-2', '']) {
      await refuses('launch-token-refused', await sign(claims(), { kid }))
    }
    await refuses('launch-token-refused', await sign(claims(), {}, stranger.privateKey))
  })

  it('nothing that a token says leads to other keys: jku, jwk, x5u, x5c (AT-27)', async () => {
    const jwk = await exportJWK(stranger.publicKey)
    for (const header of [
      { jku: 'https://attacker.example/keys' },
      { jwk },
      { x5u: 'https://attacker.example/certificate' },
      { x5c: ['MIIB'] },
    ]) {
      await refuses('launch-token-header', await sign(claims(), header, stranger.privateKey))
      await refuses('launch-token-header', await sign(claims(), header))
    }
  })

  it('refuses what is no token at all', async () => {
    for (const token of ['x', 'a.b.c', '..', 'e30.e30.']) {
      const { status } = await post(token)
      assert.equal(status, 403, token)
    }
  })

  it('a page of another system cannot post it, nor one that does not say what it is', async () => {
    await refuses('launch-from-elsewhere', await sign(claims()), 'https://attacker.example')
    await refuses('launch-from-elsewhere', await sign(claims()), 'null')
  })

  it('is taken by POST only, so that it is in no address', async () => {
    const answer = await fetch(`${door.origin}/launch/token?token=${await sign(claims())}`)
    assert.equal(answer.status, 404)
  })

  it('the system’s next user takes the place of its last one, whose session is over', async () => {
    const { browser } = await post(await sign(claims()))
    const first = browser.cookies()
    const next = await post(await sign(claims({ sub: 'asmith' })), page, browser)
    assert.equal(next.location, '/')
    assert.equal((await door.post('/api/session', {}, { cookie: first })).status, 401)
  })

  it('AC-11: at the screen of somebody else it opens nothing, and is an alarm', async () => {
    const other = await signInAs(door.origin, 'gp')
    const browser = new CookieBrowser()
    for (const each of other.cookie.split('; ')) {
      const end = each.indexOf('=')
      browser.take(each.slice(0, end), each.slice(end + 1))
    }
    const before = browser.cookies()
    const { status, reference } = await post(await sign(claims()), page, browser)
    assert.deepEqual([status, reference], [403, 'launch-user-mismatch'])
    assert.equal(browser.cookies(), before)
    assert.equal((await door.post('/api/session', {}, { cookie: before })).status, 200)
  })

  it('what is kept between the form and its answer lasts a minute, and serves nobody else', async () => {
    const browser = new CookieBrowser()
    const site = { 'sec-fetch-site': 'cross-site', origin: page }
    const token = await sign(claims())
    await browser.step(`${door.origin}/launch/token`, { token }, site)
    door.clock.skip = 61_000
    const late = await browser.step(`${door.origin}/launch/arrived`)
    door.clock.skip = 0
    assert.equal(late.status, 403)
    const forged = new CookieBrowser()
    forged.take('__Host-lcr-arriving', 'x'.repeat(200))
    assert.equal((await forged.step(`${door.origin}/launch/arrived`)).status, 403)
  })
})
