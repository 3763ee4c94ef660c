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

  test('lanes take turns: whoever sends much makes nobody wait, and each keeps its order (RL-08)', async () => {
    const { groups, commit } = held()
    const commits = new GroupCommit<Arrival, number>(commit, limits)
    const all: Promise<number>[] = []
    for (let n = 0; n < 100; n++) all.push(commits.add({ n, bytes: 1 }, 'flood'))
    for (let n = 200; n < 203; n++) all.push(commits.add({ n, bytes: 1 }, 'quiet'))
    all.push(commits.add({ n: 300, bytes: 1 }, 'other'))
    const order: number[] = []
    for (let group = 0; order.length < all.length; group++) {
      await turn()
      await turn()
      order.push(...groups[group]!.arrivals.map((one) => one.n))
      groups[group]!.end(false)
    }
    // In the first two groups of five: all of the quiet ones, however much was there before them.
    const early = order.slice(0, 10)
    assert.ok(
      [200, 201, 202, 300].every((n) => early.includes(n)),
      early.join(),
    )
    for (const lane of [(n: number) => n < 200, (n: number) => n >= 200 && n < 300]) {
      const own = order.filter(lane)
      assert.deepEqual(
        own,
        own.toSorted((a, b) => a - b),
      )
    }
    await Promise.all(all)
  })

  test('one that can never be kept does not take its neighbours with it (RL-02)', async () => {
    const poison = new Error('never')
    const commits = new GroupCommit<Arrival, number>(
      async (arrivals) => {
        if (arrivals.some((one) => one.n === 2)) throw poison
        return arrivals.map((one) => one.n)
      },
      { ...limits, isWorthApart: (error) => error === poison },
    )
    const all = [1, 2, 3].map((n) => commits.add({ n, bytes: 1 }))
    const settled = await Promise.allSettled(all)
    assert.deepEqual(
      settled.map((one) => one.status),
      ['fulfilled', 'rejected', 'fulfilled'],
    )
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
