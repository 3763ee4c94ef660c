/** Many arrivals in few commits: each gets its own answer, in order, and a failure is only its group's. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import * as fc from 'fast-check'
import { GroupCommit } from '../../src/doors/mllp/group-commit.ts'

interface Arrival {
  readonly n: number
  readonly bytes: number
}
const limits = { arrivalsMax: 5, commitsMax: 1, bytesMax: 100, bytesOf: (of: Arrival) => of.bytes }

/** A commit that ends only when it is told to. */
function held() {
  const groups: { arrivals: Arrival[]; end: (fails: boolean) => void }[] = []
  const commit = (arrivals: Arrival[]): Promise<number[]> =>
    new Promise((resolve, reject) => {
      groups.push({
        arrivals,
        end: (fails) => {
          if (fails) reject(new Error('not durable'))
          else resolve(arrivals.map((one) => one.n))
        },
      })
    })
  return { groups, commit }
}

describe('group commit', () => {
  test('keeps the order, answers each after its own commit, and isolates failures', async () => {
    const script = fc.array(
      fc.oneof(
        fc.record({ add: fc.integer({ min: 1, max: 60 }) }),
        fc.record({ commitFails: fc.boolean() }),
      ),
      { maxLength: 40 },
    )
    await fc.assert(
      fc.asyncProperty(script, async (steps) => {
        const { groups, commit } = held()
        const commits = new GroupCommit<Arrival, number>(commit, limits)
        const answers: { n: number; outcome: 'kept' | 'failed' }[] = []
        const expected: typeof answers = []
        let added = 0
        let ended = 0
        const endOne = async (fails: boolean): Promise<void> => {
          const group = groups[ended]
          if (!group) return
          ended += 1
          assert.ok(group.arrivals.length <= limits.arrivalsMax)
          const bytes = group.arrivals.reduce((sum, one) => sum + one.bytes, 0)
          assert.ok(group.arrivals.length === 1 || bytes <= limits.bytesMax)
          // Until its commit has ended, nobody has been told anything.
          assert.deepEqual(answers, expected)
          for (const { n } of group.arrivals)
            expected.push({ n, outcome: fails ? 'failed' : 'kept' })
          group.end(fails)
          await turn()
          await turn()
          assert.deepEqual(answers, expected)
        }
        for (const step of steps) {
          if ('add' in step) {
            const n = added++
            commits.add({ n, bytes: step.add }).then(
              (receipt) => answers.push({ n: receipt, outcome: 'kept' }),
              () => answers.push({ n, outcome: 'failed' }),
            )
          } else {
            await turn()
            await endOne(step.commitFails)
          }
          assert.ok(groups.length - ended <= limits.commitsMax, 'one commit at a time')
        }
        for (let left = 0; left <= added; left++) {
          await turn()
          await endOne(false)
        }
        assert.deepEqual(
          answers.map((one) => one.n),
          Array.from({ length: added }, (_, n) => n),
        )
        assert.equal(commits.waiting, 0)
      }),
      { numRuns: 150 },
    )
  })

  test('goes on after a commit that throws before it has begun', async () => {
    let calls = 0
    const commits = new GroupCommit<Arrival, number>((arrivals) => {
      if (calls++ === 0) throw new Error('no pool')
      return Promise.resolve(arrivals.map((one) => one.n))
    }, limits)
    await assert.rejects(commits.add({ n: 1, bytes: 1 }), /no pool/)
    assert.equal(await commits.add({ n: 2, bytes: 1 }), 2)
  })

  test('what is larger than a group may be goes by itself', async () => {
    const { groups, commit } = held()
    const commits = new GroupCommit<Arrival, number>(commit, limits)
    const all = [99, 500, 1].map((bytes, n) => commits.add({ n, bytes }))
    for (let group = 0; group < 3; group++) {
      await turn()
      groups[group]!.end(false)
      await turn()
    }
    assert.deepEqual(await Promise.all(all), [0, 1, 2])
    assert.deepEqual(
      groups.map((group) => group.arrivals.length),
      [1, 1, 1],
    )
  })
})
