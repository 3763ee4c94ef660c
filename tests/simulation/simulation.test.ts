/**
 * Whatever fails, and in whatever order things happen: what is acknowledged is kept, what is kept
 * is filed once, and the record is what the messages say (I1 to I10; RL-01, RL-05 to RL-09,
 * RL-14, RL-15). More runs: `node tests/simulation/run.ts --seeds 2000`.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { mutations } from './mutations.ts'
import { faultKinds } from './plan.ts'
import { Simulation } from './simulation.ts'

const seeds = 30
/** Within so many runs a deliberate fault of the code must be found. */
const seedsForMutation = 20

describe('the inbox and the record, simulated', () => {
  let simulation: Simulation
  before(async () => {
    simulation = await Simulation.open()
  })
  after(() => simulation.close())

  test(`${seeds} runs with faults of every kind break no law (I1 to I4, I6, I8 to I10)`, async () => {
    const kinds = new Set<string>()
    let [messages, kills] = [0, 0]
    for (let seed = 1; seed <= seeds; seed++) {
      const run = await simulation.run(seed)
      for (const kind of run.kinds) kinds.add(kind)
      messages += run.messages
      kills += run.kills
      const again = `node tests/simulation/run.ts --seed ${seed} --trace`
      assert.deepEqual(run.broken, [], again)
    }
    assert.equal(kinds.size, faultKinds.length, 'every kind of fault was drawn')
    assert.ok(messages > seeds * 10 && kills > 10)
  })

  test('the same seed is the same run, event by event', async () => {
    for (const seed of [3, 7]) {
      const [first, second] = [await simulation.run(seed), await simulation.run(seed)]
      assert.deepEqual(
        [second.digest, second.steps, second.trace],
        [first.digest, first.steps, first.trace],
      )
    }
  })

  for (const mutation of mutations) {
    const { name } = mutation()
    test(`a server that ${name} is found out`, async () => {
      for (let seed = 1; seed <= seedsForMutation; seed++) {
        if ((await simulation.run(seed, { mutation: mutation() })).broken.length > 0) return
      }
      assert.fail(`${seedsForMutation} runs did not find it`)
    })
  }
})
