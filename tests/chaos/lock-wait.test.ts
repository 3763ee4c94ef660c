import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { connect, type Database, isTemporary } from '#database'
import { holdFilingLock } from '#inbox'
import { type FreshDatabase, freshDatabase } from '#test-support'

describe('who waits for the filing lock', () => {
  let fresh: FreshDatabase
  let hasty: Database
  before(async () => {
    fresh = await freshDatabase()
    const poolSizes = { filing: 1, serving: 1, reading: 1 }
    hasty = await connect({ address: fresh.address, poolSizes, statementTimeoutMs: 600 })
  })
  after(async () => {
    await hasty.close()
    await fresh.close()
  })

  it('is told of the lock, so that no message is blamed for it (RL-07)', async () => {
    await fresh.database.transaction('filing', async (tx) => {
      await holdFilingLock(tx)
      const waited = await hasty.transaction('filing', holdFilingLock).catch((error) => error)
      // 57014 would say that a statement about a message takes too long.
      assert.equal(waited.code, '55P03')
      assert.ok(isTemporary(waited))
    })
    await hasty.transaction('filing', holdFilingLock)
  })
})
