import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import Fastify, { type FastifyInstance } from 'fastify'
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { Failure } from '#vocabulary'
import { type FhirArrival, type FiledReport, fhirDoor } from '../../src/doors/fhir/fhir-door.ts'

const issuer = 'https://lcr.test'
const now = Date.UTC(2026, 2, 14, 9)
const filed: FiledReport = { messageId: 'm1', state: 'filed', parts: [], entries: 1 }
const arrivals: FhirArrival[] = []
let report: FiledReport | Error = filed
let time = now
let app: FastifyInstance
let keys: { privateKey: CryptoKey; publicKey: CryptoKey }

before(async () => {
  keys = await generateKeyPair('ES384')
  const jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k1' }] }
  app = Fastify()
  await app.register(fhirDoor, {
    receive: async (arrival: FhirArrival) => {
      arrivals.push(arrival)
      if (report instanceof Error) throw report
      return report
    },
    feedByClient: async (id: string) =>
      id === 'trust' ? { name: 'trust-fhir', organisation: 'RJ1', jwks } : undefined,
    clock: { now: () => time },
    issuer,
    tokenKey: new Uint8Array(32).fill(7),
    kinds: { filed: ['Patient', 'Observation'], supporting: ['Organization'] },
    bodyBytesMax: 10_000,
  })
})
after(() => app.close())

let count = 0
function assertion(over: Record<string, unknown> = {}, client = 'trust') {
  const claims = { jti: `j${count++}`, exp: Math.floor(time / 1000) + 200, ...over }
  return new SignJWT({ iss: client, sub: client, aud: `${issuer}/oauth2/token`, ...claims })
    .setProtectedHeader({ alg: 'ES384', kid: 'k1' })
    .sign(keys.privateKey)
}

function askToken(clientAssertion: string, over: Record<string, string> = {}) {
  return app.inject({
    method: 'POST',
    url: '/oauth2/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: clientAssertion,
      scope: 'system/*.cu',
      ...over,
    }).toString(),
  })
}

async function send(
  method: 'POST' | 'PUT' | 'GET',
  url: string,
  payload?: string | Buffer,
  headers: Record<string, string> = {},
) {
  const { access_token } = (await askToken(await assertion())).json()
  return app.inject({
    method,
    url,
    payload,
    headers: {
      authorization: `Bearer ${access_token}`,
      ...(payload === undefined ? {} : { 'content-type': 'application/fhir+json' }),
      ...headers,
    },
  })
}

const observation = '{ "resourceType":"Observation", "id":"o1" }'

test('a client that signs with its key is given a token for five minutes and one scope', async () => {
  const answer = await askToken(await assertion())
  assert.equal(answer.statusCode, 200)
  assert.equal(answer.headers['cache-control'], 'no-store')
  const { access_token: _token, ...rest } = answer.json()
  assert.deepEqual(rest, { token_type: 'bearer', expires_in: 300, scope: 'system/*.cu' })
})

test('an assertion is refused when it is used again, lives too long, has ended, or is for another address', async () => {
  const once = await assertion()
  assert.equal((await askToken(once)).statusCode, 200)
  const seconds = Math.floor(now / 1000)
  const refused = [
    once,
    await assertion({ exp: seconds + 3600 }),
    await assertion({ exp: seconds - 60 }),
    await assertion({ aud: 'https://elsewhere.test/token' }),
    await assertion({ jti: undefined }),
    await assertion({ sub: 'other' }),
    await assertion({}, 'stranger'),
    'x.y.z',
  ]
  for (const each of refused) {
    const answer = await askToken(each)
    assert.equal(answer.statusCode, 401)
    assert.equal(answer.json().error, 'invalid_client')
  }
})

test('an assertion that another key signed, or no key, is refused', async () => {
  const stranger = await generateKeyPair('ES384')
  const claims = {
    iss: 'trust',
    sub: 'trust',
    aud: `${issuer}/oauth2/token`,
    jti: 'z',
    exp: now / 1000 + 60,
  }
  const forged = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES384', kid: 'k1' })
    .sign(stranger.privateKey)
  const [, body] = forged.split('.')
  const header = Buffer.from('{"alg":"none","kid":"k1"}').toString('base64url')
  for (const each of [forged, `${header}.${body}.`]) {
    assert.equal((await askToken(each)).statusCode, 401)
  }
})

test('only client credentials for the one scope are granted', async () => {
  const wrongGrant = await askToken(await assertion(), { grant_type: 'password' })
  assert.equal(wrongGrant.json().error, 'unsupported_grant_type')
  const wrongScope = await askToken(await assertion(), { scope: 'system/*.rs' })
  assert.equal(wrongScope.json().error, 'invalid_scope')
  assert.equal(wrongScope.statusCode, 400)
})

test('without a valid token everything but the statements of capability is refused, before the body is read', async () => {
  const urls = ['/fhir', '/fhir/Observation', '/fhir/Patient/9/bogus']
  for (const authorization of [undefined, 'Bearer x.y.z', 'Basic eA==']) {
    for (const url of urls) {
      const headers = {
        'content-type': 'application/fhir+json',
        ...(authorization && { authorization }),
      }
      const answer = await app.inject({ method: 'POST', url, headers, payload: 'x'.repeat(20_000) })
      assert.equal(answer.statusCode, 401)
      assert.match(String(answer.headers['www-authenticate']), /^Bearer realm="fhir"/)
      assert.equal(answer.json().resourceType, 'OperationOutcome')
    }
  }
  assert.equal((await app.inject('/fhir/metadata')).statusCode, 200)
  assert.equal((await app.inject('/fhir/.well-known/smart-configuration')).statusCode, 200)
})

test('a token ends after five minutes', async () => {
  const { access_token } = (await askToken(await assertion())).json()
  time = now + 301_000
  const headers = {
    authorization: `Bearer ${access_token}`,
    'content-type': 'application/fhir+json',
  }
  const answer = await app.inject({
    method: 'POST',
    url: '/fhir/Observation',
    headers,
    payload: observation,
  })
  time = now
  assert.equal(answer.statusCode, 401)
})

test('the body is handed on byte for byte, with the feed of the token', async () => {
  report = filed
  const bytes = Buffer.from('{ "resourceType":\t"Observation","x": 5.10, "y":"\u00e9" }\r\n')
  const answer = await send('POST', '/fhir/Observation', bytes, { 'x-request-id': 'abc-1' })
  assert.equal(answer.statusCode, 201)
  assert.equal(answer.headers['content-type'], 'application/fhir+json; charset=utf-8')
  const arrival = arrivals.at(-1)
  assert.deepEqual(Buffer.from(arrival?.bytes ?? []), bytes)
  assert.equal(arrival?.feed, 'trust-fhir')
  assert.equal(arrival?.controlId, 'abc-1')
})

test('a Bundle is answered entry by entry: filed, set aside, used, and kept but not shown', async () => {
  report = {
    ...filed,
    parts: [
      { place: 'entry[1] Observation', reason: 'invalid', words: 'Observation.code is missing' },
    ],
  }
  const kinds = ['Observation', 'Observation', 'Organization', 'Claim']
  const entry = kinds.map((resourceType) => ({ resource: { resourceType } }))
  const bundle = JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry })
  const answer = await send('POST', '/fhir', bundle)
  assert.equal(answer.statusCode, 200)
  const body = answer.json()
  assert.equal(body.type, 'transaction-response')
  const statuses = body.entry.map((each: { response: { status: string } }) =>
    each.response.status.slice(0, 3),
  )
  assert.deepEqual(statuses, ['201', '422', '202', '202'])
  assert.equal(body.entry[1].response.outcome.issue[0].details.text, 'Observation.code is missing')
})

test('each state of one resource has its status', async () => {
  const part = { place: 'Observation', reason: 'no-patient', words: 'No patient.' } as const
  const unreadable = { place: '', reason: 'unreadable', words: 'This is not JSON.' } as const
  const cases: [FiledReport, string, number][] = [
    [filed, observation, 201],
    [{ ...filed, state: 'pending' }, observation, 202],
    [{ ...filed, state: 'duplicate' }, observation, 200],
    [{ ...filed, state: 'set-aside', parts: [part] }, observation, 422],
    [{ ...filed, state: 'set-aside', parts: [unreadable] }, '{"', 400],
  ]
  for (const [state, payload, status] of cases) {
    report = state
    const answer = await send('POST', '/fhir/Observation', payload)
    assert.equal(answer.statusCode, status)
    assert.equal(answer.json().resourceType, 'OperationOutcome')
  }
})

test('what does not belong at its address is refused at once', async () => {
  report = filed
  const received = arrivals.length
  assert.equal((await send('POST', '/fhir', observation)).statusCode, 400)
  assert.equal((await send('POST', '/fhir/Patient', observation)).statusCode, 400)
  assert.equal((await send('PUT', '/fhir/Observation/other', observation)).statusCode, 400)
  assert.equal((await send('POST', '/fhir/Observation', '')).statusCode, 400)
  assert.equal(arrivals.length, received)
  assert.equal((await send('PUT', '/fhir/Observation/o1', observation)).statusCode, 201)
})

test('other formats, other releases, too much, and other interactions have their own answers', async () => {
  const status = async (headers: Record<string, string>, body = observation) =>
    (await send('POST', '/fhir/Observation', body, headers)).statusCode
  assert.equal(await status({ 'content-type': 'application/fhir+xml' }), 415)
  assert.equal(await status({ 'content-type': 'application/fhir+json; fhirVersion=3.0' }), 415)
  assert.equal(await status({ 'content-type': 'application/json; charset=iso-8859-1' }), 415)
  assert.equal(await status({ 'content-encoding': 'gzip' }), 415)
  assert.equal(await status({}, 'x'.repeat(10_001)), 413)
  const read = await send('GET', '/fhir/Observation/o1')
  assert.equal(read.statusCode, 404)
  assert.equal(read.json().issue[0].code, 'not-supported')
})

test('a fault says nothing of its cause; a temporary one asks to try again', async () => {
  report = new Error('Mrs Smith could not be filed')
  const fault = await send('POST', '/fhir/Observation', observation)
  assert.equal(fault.statusCode, 500)
  assert.doesNotMatch(fault.body, /Smith/)
  report = new Failure('unavailable', 'database', 'away')
  const away = await send('POST', '/fhir/Observation', observation)
  assert.equal(away.statusCode, 503)
  assert.ok(away.headers['retry-after'])
})

test('the CapabilityStatement states create, update, transaction and batch, and no reading', async () => {
  const statement = (await app.inject('/fhir/metadata')).json()
  assert.equal(statement.fhirVersion, '4.0.1')
  const codes = statement.rest[0].resource.flatMap((each: { interaction: { code: string }[] }) =>
    each.interaction.map((interaction) => interaction.code),
  )
  assert.deepEqual([...new Set(codes)], ['create', 'update'])
})
