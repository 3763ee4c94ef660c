import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import fastify, { type FastifyInstance } from 'fastify'
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { operatorDoor } from '../../src/doors/operator/operator.ts'

const origin = 'https://lcr.test'
const now = Date.UTC(2026, 10, 22, 9)
const asked: unknown[] = []
let app: FastifyInstance
let key: CryptoKey

before(async () => {
  const pair = await generateKeyPair('ES256')
  key = pair.privateKey
  app = fastify()
  await app.register(operatorDoor, {
    journeys: {
      countMessages: async () => ({ received: 3 }) as never,
      setAsideMessages: async () => [],
      merges: async () => [],
      undoMerge: async (by, mergeId) => {
        asked.push([by.key, mergeId])
        return mergeId === 7
      },
      registerFeed: async (_by, feed) => (feed.organisation === 'RJZ' ? feed : undefined),
      findByIdentifier: async () => assert.fail('nobody is signed in'),
    },
    sessions: {
      create: async () => assert.fail('no session is made here'),
      find: async () => undefined,
      touch: async () => undefined,
      end: async () => {},
    },
    key: await exportJWK(pair.publicKey),
    origin: () => origin,
    clock: { now: () => now },
  })
})
after(() => app.close())

let count = 0
function proof({ seconds = 30, audience = `${origin}/operator`, by = key } = {}): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: 'ES256' })
    .setAudience(audience)
    .setIssuedAt(now / 1_000)
    .setExpirationTime(now / 1_000 + seconds)
    .setJti(`j${count++}`)
    .sign(by)
}

const ask = (url: string, token: string, payload?: object) =>
  app.inject({
    method: payload ? 'POST' : 'GET',
    url: `/operator${url}`,
    headers: { authorization: `Bearer ${token}` },
    payload,
  })

it('opens for a proof of the key, once', async () => {
  const token = await proof()
  const answer = await ask('/messages', token)
  assert.deepEqual([answer.statusCode, answer.json()], [200, { received: 3 }])
  assert.equal((await ask('/messages', token)).statusCode, 401)
})

it('stays shut for another key, another server, a long life and no proof at all', async () => {
  const stranger = (await generateKeyPair('ES256')).privateKey
  const proofs = [
    await proof({ by: stranger }),
    await proof({ audience: 'https://other.test/operator' }),
    await proof({ seconds: 600 }),
    '',
  ]
  for (const token of proofs) assert.equal((await ask('/messages', token)).statusCode, 401)
})

it('undoes a merge in the name of the operator', async () => {
  assert.deepEqual((await ask('/merges/undo', await proof(), { mergeId: 7 })).json(), {
    undone: true,
  })
  assert.deepEqual(asked, [['operator', 7]])
  assert.equal((await ask('/merges/undo', await proof(), { mergeId: 'x' })).statusCode, 400)
})

it('registers a feed, and never one of another organisation', async () => {
  const feed = { name: 'gp', form: 'fhir', organisation: 'RJZ', organisationName: 'King’s' }
  assert.equal((await ask('/feeds', await proof(), feed)).statusCode, 200)
  const other = await ask('/feeds', await proof(), { ...feed, organisation: 'RJ1' })
  assert.equal(other.statusCode, 409)
})

it('finds nobody for who is not also signed in', async () => {
  const answer = await ask('/find', await proof(), { value: '9991043217' })
  assert.equal(answer.statusCode, 401)
})
