/** What roles allow: codes and what they contain (AC-05). */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  has,
  mayDeclare,
  mayFind,
  mayGrant,
  mayGuard,
  mayKeepObjections,
  mayOpen,
  mayOperate,
} from './activities.ts'
import { standingPolicy as policy } from './policy.ts'
import { nurse } from './sample-request.ts'
import { operatorKey } from './user.ts'

const who = (...activities: string[]) => ({ ...nurse, activities })
const may = {
  find: mayFind,
  open: mayOpen,
  declare: mayDeclare,
  grant: mayGrant,
  objections: mayKeepObjections,
  guard: mayGuard,
  operate: mayOperate,
}

describe('what a role allows (AC-05)', () => {
  for (const [activities, allowed] of [
    [[], []],
    [['B0360'], ['find', 'open']],
    [['B0370'], ['find', 'open', 'declare', 'grant']],
    [['B0380'], []],
    [['B0825'], ['find']],
    [['LCR-LOCAL-VIEW-DEMOGRAPHICS'], ['find']],
    [['LCR-LOCAL-OBJECTIONS'], ['objections']],
    [['B0015'], ['guard']],
    [['B0016'], ['guard']],
    [['LCR-LOCAL-OPERATE'], ['operate']],
    [['LCR-LOCAL-EXAMINE-DEATHS'], []],
    [['B9999'], []],
    [['constructor', '__proto__', 'toString', ''], []],
    [['b0370', ' B0370', 'B037'], []],
  ] as const) {
    test(`${activities.join(' and ') || 'nothing'} allows ${allowed.join(', ') || 'nothing'}`, () => {
      const user = who(...activities)
      const found = Object.entries(may).filter(([, ask]) => ask(user, policy))
      assert.deepEqual(
        found.map(([name]) => name),
        allowed,
      )
      // And none of it for a weaker sign-in.
      const weak = { ...user, assurance: 'AAL2' }
      assert.ok(Object.values(may).every((ask) => !ask(weak, policy)))
    })
  }

  test('declaring and granting need opening too', () => {
    const narrow = { ...policy, activities: { ...policy.activities, open: ['B0360'] } }
    assert.deepEqual(
      [mayDeclare(who('B0370'), narrow), mayGrant(who('B0370'), narrow)],
      [false, false],
    )
    const both = who('B0360', 'B0370')
    assert.deepEqual([mayDeclare(both, narrow), mayGrant(both, narrow)], [true, true])
  })

  test('the holder of the data folder’s key operates, and does nothing else', () => {
    const operator = { ...who(), key: operatorKey, assurance: '' }
    const found = Object.entries(may).filter(([, ask]) => ask(operator, policy))
    assert.deepEqual(
      found.map(([name]) => name),
      ['operate'],
    )
  })

  test('what is contained may contain more, and a circle ends', () => {
    const nested = { ...policy, includes: { A: ['B'], B: ['C', 'A'], D: ['D'] } }
    const asks = (activity: string) =>
      ['A', 'B', 'C', 'D'].filter((code) => has(who(activity), nested, [code]))
    assert.deepEqual(asks('A'), ['A', 'B', 'C'])
    assert.deepEqual(asks('B'), ['A', 'B', 'C'])
    assert.deepEqual(asks('C'), ['C'])
    assert.deepEqual(asks('D'), ['D'])
    assert.equal(has(who('A'), nested, []), false)
    assert.equal(has(who('A'), nested, ['X', 'C']), true)
  })
})
