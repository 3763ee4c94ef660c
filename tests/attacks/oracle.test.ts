/**
 * AT-21: whether there is such a person, and whether they said no, to somebody with no right to
 * know: by status, bytes, headers, compression, the work that is done, and time.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import type { Answer } from './ask.ts'
import { type Cast, invite, type Kind } from './cast.ts'
import { bornOn, openProduct, type Product, type SignedIn } from './product.ts'
import { type Roles, rolesOf } from './roles.ts'

const alike: readonly Kind[] = [
  'unknown',
  'unrelated',
  'related',
  'objected',
  'guarded',
  'whereabouts',
]

describe('17: AT-21: the presence oracle', () => {
  let product: Product
  let roles: Roles
  let cast: Cast
  let reader: SignedIn
  const statements: string[] = []
  before(async () => {
    product = await openProduct()
    roles = await rolesOf(product)
    cast = (await invite(product, roles))[0]!
    // Its own, because one user may look for sixty people an hour.
    reader = await product.session({
      key: 'https://issuer.example|oracle',
      organisation: 'RYJ',
      activities: ['B0360'],
    })
  })
  after(() => product?.close())

  const questions: Readonly<Record<string, (kind: Kind, who: SignedIn) => [string, object]>> = {
    find: (kind) => ['/api/find', { nhsNumber: cast[kind].nhsNumber, birthDate: bornOn }],
    record: (kind, who) => ['/api/record', { handle: who.handle(cast[kind].personId) }],
    'a version of the record': (kind, who) => [
      '/api/record',
      { handle: who.handle(cast[kind].personId), version: 1 },
    ],
    document: (kind, who) => [
      '/api/document',
      { handle: who.handle(cast[kind].personId), hash: cast[kind].hash },
    ],
    why: (kind, who) => ['/api/why', { handle: who.handle(cast[kind].personId) }],
  }
  const asks = (question: string, kind: Kind, who = reader, headers: object = {}) =>
    product.post(...questions[question]!(kind, who), who, headers)

  /** All that an answer says; who asks knows the handle, and the date is that of the clock. */
  const seenIn = (answer: Answer): string => {
    const raw = [...answer.rawHeaders]
    const headers: string[] = []
    for (let at = 0; at < raw.length; at += 2) {
      const isOwn = /^(date|lcr-about)$/i.test(raw[at] ?? '')
      headers.push(isOwn ? `${raw[at]}` : `${raw[at]}: ${raw[at + 1]}`)
    }
    return [answer.status, ...headers, answer.bytes.toString('hex')].join('\n')
  }

  test('status, size, headers and bytes are the same, whatever compression is asked for', async () => {
    for (const question of Object.keys(questions)) {
      for (const encoding of ['identity', 'gzip, br, zstd']) {
        const seen = new Map<string, Kind[]>()
        for (const kind of alike) {
          const who = await product.session({
            key: `https://issuer.example|${crypto.randomUUID()}`,
            organisation: 'RYJ',
            activities: ['B0360'],
          })
          const told = seenIn(await asks(question, kind, who, { 'accept-encoding': encoding }))
          seen.set(told, [...(seen.get(told) ?? []), kind])
        }
        assert.equal(seen.size, 1, `${question}: ${[...seen.values()].join(' | ')}`)
      }
    }
  })

  test('the same work is done in the same order: every statement, whoever it is', async () => {
    const stop = listen()
    try {
      for (const question of Object.keys(questions)) {
        const done = new Map<string, Kind[]>()
        for (const kind of alike) {
          // The session itself is read now and then.
          await product.post('/api/session', {}, reader)
          statements.length = 0
          await asks(question, kind)
          const text = statements.toSorted().join('\n')
          assert.ok(statements.length > 1, `${question} ${kind}: ${statements}`)
          done.set(text, [...(done.get(text) ?? []), kind])
        }
        assert.equal(done.size, 1, `${question}: ${[...done.values()].join(' | ')}`)
      }
    } finally {
      stop()
    }
  })

  test('time tells nothing that can be used: measured, not asserted', async (t) => {
    const trials = 1_000
    const times = new Map<Kind, number[]>(alike.map((kind) => [kind, []]))
    for (let trial = 0; trial < trials; trial++) {
      // Another order each time, so that none is always the first.
      const kind = alike[(trial * 5 + Math.floor(trial / alike.length)) % alike.length]!
      const began = performance.now()
      await asks('record', kind)
      times.get(kind)!.push(performance.now() - began)
    }
    const median = (of: number[]) => of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)]!
    const medians = alike.map((kind) => median(times.get(kind)!))
    const apart = Math.max(...medians) - Math.min(...medians)
    const told = alike.map((kind, at) => `${kind} ${medians[at]!.toFixed(2)}`).join(', ')
    t.diagnostic(
      `medians of ${trials} trials in ms: ${told}; apart ${apart.toFixed(2)} (at most 5 wanted)`,
    )
    assert.ok(medians.every((one) => one > 0))
  })

  /** Every statement of this process, which is the server too. */
  function listen(): () => void {
    const { query } = pg.Client.prototype
    const heard = (asked: unknown) => {
      const { name, text } =
        typeof asked === 'string'
          ? { name: '', text: asked }
          : (asked as { name?: string; text?: string })
      // A decision is named by its id within the statement.
      statements.push(`${name ?? ''} ${(text ?? '').replaceAll(/[0-9a-f-]{36}/g, 'id')}`)
    }
    pg.Client.prototype.query = function listened(this: pg.Client, ...asked: never[]) {
      heard(asked[0])
      return Reflect.apply(query, this, asked) as never
    } as typeof query
    return () => {
      pg.Client.prototype.query = query
    }
  }
})
