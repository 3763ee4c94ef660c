/** AC-01…AC-04 against an issuer that says whatever a test asks it to. */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { RelyingParty } from '../../src/doors/viewer/sign-in/relying-party.ts'
import { openDoor } from './sign-in-door.ts'

type Claims = Record<string, unknown>
type Signing = 'ours' | 'none' | 'HS256 with the public key' | 'of a stranger'

const keys = await generateKeyPair('RS256', { extractable: true })
const stranger = await generateKeyPair('RS256')

/** A provider whose next answer a test chooses. */
async function mockIssuer() {
  const next = { claims: {} as Claims, about: {} as Claims, signing: 'ours' as Signing }
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
        userinfo_endpoint: `${issuer}/about`,
        jwks_uri: `${issuer}/keys`,
        id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
        authorization_response_iss_parameter_supported: true,
      })
    } else if (path === '/keys') {
      send({ keys: [{ ...(await exportJWK(keys.publicKey)), alg: 'RS256', use: 'sig' }] })
    } else if (path === '/token') {
      const id_token = await sign(next.claims, next.signing)
      send({ access_token: 'opaque', token_type: 'Bearer', expires_in: 60, id_token })
    } else send(next.about)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { issuer: () => issuer, next, close: () => server.close() }
}

async function sign(claims: Claims, signing: Signing): Promise<string> {
  if (signing === 'none') return new UnsecuredJWT(claims).encode()
  if (signing === 'HS256 with the public key') {
    const secret = Buffer.from(await exportSPKI(keys.publicKey))
    return new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(secret)
  }
  const { privateKey } = signing === 'ours' ? keys : stranger
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(privateKey)
}

function role(id: string, organisation = 'RJZ') {
  return {
    person_orgid: `1-${organisation}`,
    person_roleid: id,
    org_code: organisation,
    role_code: 'S8000:G8000:R8000',
    role_name: '"Clinical":"Clinical Provision":"Clinical Practitioner Access Role"',
    activity_codes: ['B0380'],
  }
}

describe('what an identity provider may not say', () => {
  let issuer: Awaited<ReturnType<typeof mockIssuer>>
  let door: Awaited<ReturnType<typeof openDoor>>
  before(async () => {
    issuer = await mockIssuer()
    const signIn = {
      issuer: issuer.issuer,
      clientId: 'lcr',
      credential: { secret: 'not guessed by anybody' },
    }
    door = await openDoor({ signIn })
  })
  after(async () => {
    await door.close()
    issuer.close()
  })

  /** Begins, comes back with the claims of the test, and gives what the browser then sees. */
  async function signIn(said: Claims = {}, signing: Signing = 'ours', back: Claims = {}) {
    const begun = await fetch(`${door.origin}/sign-in`, { redirect: 'manual' })
    const cookie = begun.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; ')
    const asked = new URL(begun.headers.get('location') ?? '').searchParams
    assert.equal(asked.get('code_challenge_method'), 'S256')
    const now = Math.floor(Date.now() / 1000)
    const { nhsid_nrbac_roles = [role('1')], ...rest } = said
    issuer.next.signing = signing
    issuer.next.about = { sub: 'u1', name: 'Dr Example', nhsid_useruid: '9100', nhsid_nrbac_roles }
    issuer.next.claims = {
      iss: issuer.issuer(),
      aud: 'lcr',
      sub: 'u1',
      iat: now,
      exp: now + 60,
      auth_time: now,
      nonce: asked.get('nonce'),
      acr: 'AAL3_ANY',
      id_assurance_level: '3',
      ...rest,
    }
    const query = new URLSearchParams({
      code: 'c',
      state: asked.get('state') ?? '',
      iss: issuer.issuer(),
      ...(back as Record<string, string>),
    })
    const answer = await fetch(`${door.origin}/sign-in/callback?${query}`, {
      headers: { cookie },
      redirect: 'manual',
    })
    const text = await answer.text()
    const reference = /Reference: ([\w-]+)/.exec(text)?.[1]
    const session = answer.headers.getSetCookie().some((each) => /^__Host-lcr=./.test(each))
    const location = answer.headers.get('location')
    return { status: answer.status, reference, session, text, location }
  }

  async function refuses(code: string, said: Claims, signing: Signing = 'ours', back: Claims = {}) {
    const { status, reference, session } = await signIn(said, signing, back)
    assert.deepEqual(
      { status, reference, session },
      { status: 403, reference: code, session: false },
    )
    assert.equal(door.told.at(-1), `refused ${code}`)
  }

  it('takes claims that hold', async () => {
    const { status, session, location } = await signIn()
    assert.deepEqual({ status, session, location }, { status: 303, session: true, location: '/' })
    assert.equal(door.told.at(-1), 'in 9100 RJZ')
  })

  const now = Math.floor(Date.now() / 1000)
  const badTokens: [string, Claims, Signing?, Claims?][] = [
    ['another nonce', { nonce: 'another' }],
    ['no nonce', { nonce: undefined }],
    ['another audience', { aud: 'somebody' }],
    ['another issuer', { iss: 'https://example.org' }],
    ['a token that has expired', { exp: now - 120, iat: now - 180 }],
    ['a token that is not valid yet', { nbf: now + 600 }],
    ['a sign-in of long ago', { auth_time: now - 3_600 }],
    ['no time of the sign-in', { auth_time: undefined }],
    ['another state', {}, 'ours', { state: 'another' }],
    ['another issuer in the address', {}, 'ours', { iss: 'https://example.org' }],
    ['alg none', {}, 'none'],
    ['HS256 with the public key', {}, 'HS256 with the public key'],
    ['a signature of a stranger', {}, 'of a stranger'],
  ]
  for (const [what, said, signing, back] of badTokens) {
    it(`refuses ${what} (AC-01)`, () => refuses('token-refused', said, signing, back))
  }

  it('refuses a token that is also for somebody else (AC-01)', () =>
    refuses('token-audience', { aud: ['lcr', 'somebody'], azp: 'lcr' }))

  const tooLow: [string, Claims][] = [
    ['AAL2', { acr: 'AAL2_OR_AAL3_ANY' }],
    ['AAL1', { acr: 'AAL1_USERPASS' }],
    ['nothing said', { acr: undefined }],
    ['one claim against the other', { acr: 'AAL2_ANY', authentication_assurance_level: '3' }],
    ['words', { acr: 'high' }],
  ]
  for (const [what, said] of tooLow) {
    it(`refuses an assurance below the floor: ${what} (AC-02)`, () =>
      refuses('assurance-too-low', said))
  }
  it('refuses an identity that was checked to level 2, or of which nothing is said (AC-02)', async () => {
    await refuses('identity-assurance-too-low', { id_assurance_level: '2' })
    await refuses('identity-assurance-too-low', { id_assurance_level: undefined })
  })

  it('refuses a selected role that is not held (AC-04)', () =>
    refuses('role-not-held', { selected_roleid: '2' }))
  it('refuses two roles with one number (AC-04)', () =>
    refuses('roles-ambiguous', { nhsid_nrbac_roles: [role('1'), role('1', 'RJ2')] }))
  it('refuses roles that cannot be read', () =>
    refuses('claims-unreadable', { nhsid_nrbac_roles: [{ ...role('1'), org_code: '../x' }] }))

  it('with no role there is a page and no session (AC-04)', async () => {
    const { status, session, text } = await signIn({ nhsid_nrbac_roles: [] })
    assert.deepEqual({ status, session }, { status: 403, session: false })
    assert.match(text, /no role/)
  })
  it('with two roles and none selected it asks, and gives no session yet (AC-04)', async () => {
    const two = [role('1'), role('2', 'RJ2')]
    const asked = await signIn({ nhsid_nrbac_roles: two })
    assert.deepEqual([asked.location, asked.session], ['/sign-in/role', false])
    await signIn({ nhsid_nrbac_roles: two, selected_roleid: '2' })
    assert.equal(door.told.at(-1), 'in 9100 RJ2')
  })

  it('says that the provider does not answer, when it does not', async () => {
    const signIn = { issuer: () => 'http://127.0.0.1:9', clientId: 'lcr' }
    const alone = await openDoor({ signIn })
    assert.equal((await fetch(`${alone.origin}/sign-in`)).status, 503)
    await alone.close()
  })
  it('does not come back without having left: no cookie, no session', async () => {
    const answer = await fetch(`${door.origin}/sign-in/callback?code=c&state=s`)
    assert.equal(answer.status, 403)
    assert.match(await answer.text(), /attempt-unknown/)
  })
})

it('a relying party that would take HS256 or no signature cannot be made', () => {
  const settings = { issuer: () => '', clientId: 'lcr', credential: { secret: 's' } }
  for (const algorithm of ['none', 'HS256']) {
    assert.throws(() => new RelyingParty({ ...settings, algorithms: [algorithm] }), {
      code: 'sign-in-algorithm-forbidden',
    })
  }
})
