/** Senders are slowed to the pace of filing, and what waits stays bounded (RL-08). */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Backlog } from './backlog.ts'

/** Time that passes only while somebody waits. */
function simulated() {
  let now = 0
  return {
    now: () => now,
    async pause(ms: number) {
      now += ms
    },
  }
}

describe('the backlog', () => {
  test('a burst is taken as it comes', async () => {
    const time = simulated()
    const backlog = new Backlog({ pendingMax: 1_000 }, time)
    for (let group = 0; group < 10; group++) {
      assert.equal(await backlog.room(40), true)
      backlog.received(40)
    }
    assert.deepEqual([time.now(), backlog.figures.pending], [0, 400])
  })

  for (const perSecond of [50, 400, 2_000]) {
    test(`senders that never pause are slowed to ${perSecond} a second (RL-08)`, async () => {
      const time = simulated()
      const backlog = new Backlog({ pendingMax: 1_000 }, time)
      let most = 0
      let taken = 0
      let filed = 0
      // A commit takes 10 ms; meanwhile filing goes on as fast as it can.
      while (time.now() < 60_000) {
        assert.equal(await backlog.room(40), true)
        await time.pause(10)
        taken += 40
        backlog.received(40)
        most = Math.max(most, backlog.figures.pending)
        const can = Math.floor((time.now() * perSecond) / 1_000) - filed
        const batch = Math.min(can, taken - filed)
        filed += batch
        if (batch > 0) backlog.settled(batch, (batch * 1_000) / perSecond)
      }
      assert.ok(most <= 1_040, `${most} waited`)
      assert.ok(taken - filed <= 1_040)
      assert.ok(filed > perSecond * 50, `only ${filed} were filed`)
    })
  }

  test('where nothing is filed at all, a sender is told to come again (RL-02)', async () => {
    const time = simulated()
    const backlog = new Backlog({ pendingMax: 100, patienceMs: 5_000 }, time)
    backlog.received(100)
    assert.equal(backlog.mayTake(), false)
    assert.equal(await backlog.room(1), false)
    assert.ok(time.now() >= 5_000)
    backlog.settled(60, 10)
    assert.equal(await backlog.room(1), true)
  })

  test('what another process filed is no longer counted', async () => {
    const backlog = new Backlog({ pendingMax: 100 }, simulated())
    backlog.received(100)
    backlog.measured(3, 1_000)
    assert.deepEqual([backlog.mayTake(), backlog.figures.pending], [true, 3])
    assert.equal(backlog.figures.oldestAt, 1_000)
  })
})
