/** A launching system that does not keep to SMART App Launch 2.2, in one thing at a time (AT-27, AT-28). */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { CookieBrowser } from './cookie-browser.ts'
import { openDoor } from './sign-in-door.ts'

type Claims = Record<string, unknown>

const keys = await generateKeyPair('RS256', { extractable: true })
const stranger = await generateKeyPair('RS256')

/** A FHIR server and its authorization server, whose answers a test chooses. */
async function smartServer() {
  const next = {
    configuration: {} as Claims,
    claims: {} as Claims,
    tokens: {} as Claims,
    patient: {} as Claims,
    sign: undefined as ((claims: Claims) => Promise<string> | string) | undefined,
    asked: [] as string[],
  }
  let origin = ''
  const server = createServer(async (request, response) => {
    const send = (content: unknown) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(content))
    }
    const path = request.url ?? ''
    next.asked.push(`${request.method} ${path} ${request.headers.authorization ?? ''}`)
    if (path === '/fhir/.well-known/smart-configuration') {
      send({
        issuer: origin,
        jwks_uri: `${origin}/keys`,
        authorization_endpoint: `${origin}/auth`,
        token_endpoint: `${origin}/token`,
        code_challenge_methods_supported: ['S256'],
        ...next.configuration,
      })
    } else if (path === '/keys') {
      send({ keys: [{ ...(await exportJWK(keys.publicKey)), alg: 'RS256', use: 'sig' }] })
    } else if (path === '/token') {
      const id_token = await (next.sign ?? sign)(next.claims)
      const token = { access_token: 'opaque', token_type: 'Bearer', expires_in: 60 }
      send({ ...token, id_token, patient: 'p1', ...next.tokens })
    } else {
      send({
        resourceType: 'Patient',
        id: 'p1',
        identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '999 000 0018' }],
        birthDate: '1960-03-04',
        ...next.patient,
      })
    }
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { iss: () => `${origin}/fhir`, origin: () => origin, next, close: () => server.close() }
}

const sign = (claims: Claims, key = keys.privateKey) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(key)

describe('a launching system that says something else', () => {
  let ehr: Awaited<ReturnType<typeof smartServer>>
  let door: Awaited<ReturnType<typeof openDoor>>
  before(async () => {
    ehr = await smartServer()
    door = await openDoor({
      launchers: () => [
        {
          kind: 'smart',
          id: 'ehr',
          words: 'an EHR',
          organisations: { RJZ: "King's College Hospital" },
          identity: 'suffices',
          iss: ehr.iss,
          clientId: 'the-record',
          agreedAssurance: { authentication: 3, identity: 3 },
          claims: { everybody: { code: 'R8000', name: 'Doctor', activities: ['B0370'] } },
        },
      ],
    })
  })
  after(async () => {
    await door.close()
    ehr.close()
  })

  interface Said {
    readonly configuration?: Claims
    readonly claims?: Claims
    readonly tokens?: Claims
    readonly patient?: Claims
    readonly sign?: (claims: Claims) => Promise<string> | string
  }

  async function launch({ configuration, claims, tokens, patient, sign: signing }: Said = {}) {
    Object.assign(ehr.next, { configuration: {}, tokens: {}, patient: {}, asked: [] })
    Object.assign(ehr.next, { configuration, tokens, patient, sign: signing })
    const browser = new CookieBrowser()
    const query = new URLSearchParams({ iss: ehr.iss(), launch: 'l1' })
    const begun = await browser.step(`${door.origin}/launch?${query}`)
    const asked = new URL(begun.location ?? 'none:').searchParams
    const now = Math.floor(Date.now() / 1000)
    ehr.next.claims = {
      iss: ehr.origin(),
      aud: 'the-record',
      sub: 'u1',
      name: 'Dr Jo Bloggs',
      iat: now,
      exp: now + 60,
      nonce: asked.get('nonce'),
      ...claims,
    }
    const back = new URLSearchParams({ code: 'c', state: asked.get('state') ?? '' })
    const last = begun.location
      ? await browser.step(`${door.origin}/launch/callback?${back}`)
      : begun
    return { last, browser, reference: /Reference: ([\w-]+)/.exec(last.text)?.[1] }
  }

  it('one that keeps to it opens the record, with one role for everybody as agreed', async () => {
    assert.equal((await launch()).last.location, '/')
    assert.equal(door.told.at(-1), 'launched u1 41')
    const read = ehr.next.asked.find((one) => one.includes('/fhir/Patient/'))
    assert.equal(read, 'GET /fhir/Patient/p1 Bearer opaque')
  })

  const elsewhere = 'http://attacker.example/auth'
  const bad: [string, string, Said][] = [
    [
      'PKCE plain only (AT-28)',
      'launcher-unreadable',
      { configuration: { code_challenge_methods_supported: ['plain'] } },
    ],
    [
      'nothing of PKCE (AT-28)',
      'launcher-unreadable',
      { configuration: { code_challenge_methods_supported: undefined } },
    ],
    [
      'an endpoint without TLS',
      'launcher-unreadable',
      { configuration: { token_endpoint: elsewhere } },
    ],
    [
      'an address of another kind',
      'launcher-unreadable',
      { configuration: { authorization_endpoint: 'javascript:alert(1)' } },
    ],
    ['no keys', 'launcher-unreadable', { configuration: { jwks_uri: undefined } }],
    ['no patient', 'launch-without-patient', { tokens: { patient: undefined } }],
    [
      'a path for a patient',
      'launch-without-patient',
      { tokens: { patient: '../Practitioner/1' } },
    ],
    ['several patients', 'launch-without-patient', { tokens: { patient: ['p1', 'p2'] } }],
    ['the Patient of another id', 'launch-without-patient', { patient: { id: 'p2' } }],
    ['another resource', 'launch-without-patient', { patient: { resourceType: 'Person' } }],
    ['no NHS number', 'patient-unreadable', { patient: { identifier: [] } }],
    [
      'two NHS numbers',
      'patient-unreadable',
      {
        patient: {
          identifier: ['9990000018', '9990000026'].map((value) => ({
            system: 'https://fhir.nhs.uk/Id/nhs-number',
            value,
          })),
        },
      },
    ],
    [
      'a number of another system',
      'patient-unreadable',
      {
        patient: { identifier: [{ system: 'urn:mrn', value: '9990000018' }] },
      },
    ],
    ['another birth date', 'person-unknown', { patient: { birthDate: '1961-03-04' } }],
    ['no birth date', 'patient-unreadable', { patient: { birthDate: undefined } }],
    ['no ID token', 'token-refused', { tokens: { id_token: undefined } }],
    ['an ID token for another app', 'token-refused', { claims: { aud: 'another' } }],
    [
      'an ID token for others too',
      'token-refused',
      { claims: { aud: ['the-record', 'another'], azp: 'the-record' } },
    ],
    ['another issuer', 'token-refused', { claims: { iss: 'https://attacker.example' } }],
    ['another nonce', 'token-refused', { claims: { nonce: 'another' } }],
    ['no nonce', 'token-refused', { claims: { nonce: undefined } }],
    ['an ID token that has expired', 'token-refused', { claims: { exp: 1_000 } }],
    [
      'a signature of a stranger',
      'token-refused',
      { sign: (claims) => sign(claims, stranger.privateKey) },
    ],
    ['alg none', 'token-refused', { sign: (claims) => new UnsecuredJWT(claims).encode() }],
    [
      'HS256 with the public key',
      'token-refused',
      {
        sign: async (claims) =>
          new SignJWT(claims)
            .setProtectedHeader({ alg: 'HS256' })
            .sign(Buffer.from(await exportSPKI(keys.publicKey))),
      },
    ],
    ['an acr that was not agreed', 'assurance-too-low', { claims: { acr: 'AAL3_ANY' } }],
  ]
  for (const [what, code, said] of bad) {
    it(`refuses ${what}`, async () => {
      const { last, reference, browser } = await launch(said)
      assert.deepEqual([last.status, reference], [403, code])
      assert.doesNotMatch(browser.cookies(), /__Host-lcr=/)
      assert.match(door.told.at(-1) ?? '', new RegExp(`^launch refused ${code}`))
    })
  }

  it('says that the system does not answer, when it does not', async () => {
    const { last, reference } = await launch({
      configuration: { token_endpoint: 'http://127.0.0.1:9/' },
    })
    assert.deepEqual([last.status, reference], [503, 'provider-unavailable'])
  })
})
