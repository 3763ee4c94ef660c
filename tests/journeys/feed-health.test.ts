import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { figuresByFeed, tally } from '#inbox'
import { missingByFeed, noteSequence } from '#network'
import { type FreshDatabase, freshDatabase } from '#test-support'

let fresh: FreshDatabase
before(async () => {
  fresh = await freshDatabase()
})
after(() => fresh.close())
beforeEach(async () => {
  await fresh.superuserQuery('TRUNCATE inbox.hour, network.sequence, network.sequence_gap')
})

const hour = 3_600_000
const now = Date.UTC(2026, 2, 4, 3, 30)

test('RL-12 missing numbers are told, and a late one closes its gap', async () => {
  const { database } = fresh
  const came = (...numbers: number[]) =>
    database.transaction('filing', async (tx) => {
      await noteSequence(
        tx,
        numbers.map((number) => ({ feed: 'PAS|RJZ', number })),
        now,
      )
      const [missing] = await missingByFeed(tx)
      return missing ? [missing.gaps, missing.messages] : []
    })
  assert.deepEqual(await came(1, 2, 3), [])
  assert.deepEqual(await came(7, 8, 12), [2, 6])
  assert.deepEqual(await came(5), [3, 5])
  assert.deepEqual(await came(12), [3, 5], 'the same number again is no gap')
  assert.deepEqual(await came(4, 6, 9, 10, 11), [])
  assert.deepEqual(await came(13), [])
})

test('RL-12 a feed that begins to count anew leaves no gap', async () => {
  const { database } = fresh
  const missing = await database.transaction('filing', async (tx) => {
    const numbered = (number: number) => ({ feed: 'LAB|RJZ', number })
    await noteSequence(tx, [90_000, 90_001, 1, 2, 3].map(numbered), now)
    return missingByFeed(tx)
  })
  assert.deepEqual(missing, [])
})

test('RL-12 what is usual is the same hour of the weeks before', async () => {
  const { database } = fresh
  const figures = await database.transaction('filing', async (tx) => {
    const at = (ms: number, times: number) =>
      Array.from({ length: times }, () => ({
        feed: 'PAS|RJZ',
        receivedAt: ms,
        isSetAside: false,
      }))
    const week = 168 * hour
    await tally(tx, [
      ...at(now - 2 * week, 40),
      ...at(now - week, 60),
      ...at(now - week + 5 * hour, 500),
      ...at(now - hour, 10),
      ...at(now, 7),
      { feed: 'PAS|RJZ', receivedAt: now, isSetAside: true },
    ])
    return figuresByFeed(tx, now, 4)
  })
  assert.equal(figures.length, 1)
  const [pas] = figures
  assert.equal(pas?.usualPerHour, 50)
  assert.equal(pas?.received, 18)
  assert.equal(pas?.setAside, 1)
  assert.equal(pas?.receivedThisHour, 8 + 10 / 2)
})
