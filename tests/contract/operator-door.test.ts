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
      searchMessages: async (by, selection, page) => {
        asked.push([by.key, selection, page])
        return { messages: [], before: undefined }
      },
      showMessage: async () => undefined,
      downloadMessage: async () => ({ form: 'hl7v2', hash: '00', bytes: Buffer.from('MSH|') }),
      replayMessages: async (by, request) => {
        asked.push([by.key, request])
        return { messages: 1 } as never
      },
      dismissMessages: async (by, ids, because) => {
        asked.push([by.key, ids, because])
        return ids.length
      },
      merges: async () => [],
      confirmMerge: async () => true,
      undoMerge: async (by, mergeId) => {
        asked.push([by.key, mergeId])
        return mergeId === 7
      },
      registerFeed: async (_by, feed) => (feed.organisation === 'RJZ' ? feed : undefined),
      feedHealth: async () => [],
      profileLines: async () => [],
      putProfile: async (by, body, how) => {
        asked.push([by.key, body, how])
        return { outcome: 'tried' } as never
      },
      listSenders: async () => [],
      allowSender: async (by, sender) => {
        asked.push([by.key, sender])
        return { outcome: 'allowed', senderId: 5 }
      },
      endSender: async (_by, senderId) => senderId === 5,
      findByIdentifier: async () => assert.fail('nobody is signed in'),
      disableUser: async (by, userKey, because) => {
        asked.push([by.key, userKey, because])
        return 2
      },
      enableUser: async () => true,
      listDisabledUsers: async () => [],
      registerStaff: async () => {},
      importObjections: async () => assert.fail('not asked here'),
      importReckonings: async () => [],
      consentCodesHeard: async () => [],
      registerStatus: () => ({ state: 'in-step', replayed: 0, file: 'register.jsonl' }),
      registerFigures: async () => assert.fail('not asked here'),
      acceptRegister: async () => {},
      plantCanaries: async () => ({ planted: 3, unplaced: [] }),
      canaries: async () => ({ closed: [], canaries: [] }),
      lookForCanaries: async () => ({ closed: [], canaries: [] }),
      removeCanaries: async () => 3,
      reopenChannel: async () => ({ isOpen: true }),
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

it('brings a profile in the name of the operator, as large as maps of codes can be', async () => {
  const codes = Object.fromEntries(
    Array.from({ length: 5_000 }, (_, n) => [
      `C${n}`,
      { system: 'http://snomed.info/sct', code: '1' },
    ]),
  )
  const body = { profile: { name: 'x', codes }, tryOnly: true }
  const answer = await ask('/profiles', await proof(), body)
  assert.deepEqual([answer.statusCode, answer.json()], [200, { outcome: 'tried' }])
  assert.deepEqual(asked.at(-1), ['operator', body.profile, { tryOnly: true }])
  assert.equal((await ask('/profiles', await proof(), { other: 1 })).statusCode, 400)
})

it('finds nobody for who is not also signed in', async () => {
  const answer = await ask('/find', await proof(), { value: '9991043217' })
  assert.equal(answer.statusCode, 401)
})

it('searches, replays and dismisses messages in the name of the operator', async () => {
  const search = { selection: { feed: 'PAS|RJZ', state: 'set-aside' }, messagesMax: 5 }
  assert.equal((await ask('/messages/search', await proof(), search)).statusCode, 200)
  assert.deepEqual(asked.at(-1), [
    'operator',
    search.selection,
    { messagesMax: 5, before: undefined },
  ])
  const replay = { selection: { messageIds: [3] }, because: 'The profile is corrected.' }
  assert.equal((await ask('/messages/replay', await proof(), replay)).statusCode, 200)
  assert.deepEqual(asked.at(-1), ['operator', { ...replay, check: false, after: 0 }])
  const dismiss = { messageIds: [3, 4], because: 'Test messages.' }
  assert.deepEqual((await ask('/messages/dismiss', await proof(), dismiss)).json(), {
    dismissed: 2,
  })
  for (const body of [{ selection: { all: true } }, { selection: {}, because: ' ' }]) {
    assert.equal((await ask('/messages/replay', await proof(), body)).statusCode, 400)
  }
})

it('gives the bytes of a message as they came, and none that are not there', async () => {
  const bytes = await ask('/messages/bytes', await proof(), { messageId: 1 })
  assert.equal(Buffer.from(bytes.json().base64, 'base64').toString(), 'MSH|')
  assert.equal((await ask('/messages/show', await proof(), { messageId: 1 })).statusCode, 404)
})

it('allows a sender of HL7 v2 and ends it, in the name of the operator (RL-11)', async () => {
  const sender = {
    fingerprint: Array(32).fill('AB').join(':'),
    application: 'PAS',
    facility: 'RJZ*',
    organisation: 'RJZ',
  }
  const allowed = await ask('/senders', await proof(), sender)
  assert.deepEqual(allowed.json(), { outcome: 'allowed', senderId: 5 })
  assert.deepEqual(asked.at(-1), ['operator', sender])
  assert.deepEqual((await ask('/senders', await proof())).json(), { senders: [] })
  const end = async (senderId: number) =>
    (await ask('/senders/end', await proof(), { senderId })).json()
  assert.deepEqual([await end(5), await end(6)], [{ ended: true }, { ended: false }])
  const nameless = { application: '', facility: '' }
  for (const wrong of [{ fingerprint: 'ab:cd' }, nameless, { organisation: '' }]) {
    assert.equal((await ask('/senders', await proof(), { ...sender, ...wrong })).statusCode, 400)
  }
})
