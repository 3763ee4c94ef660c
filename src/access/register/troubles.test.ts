import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RegisterFigures } from './look.ts'
import { registerTroubles } from './troubles.ts'

const some = { inForce: 1_000, lastDay: 2, lastWeek: 9 }
const none = { inForce: 0, lastDay: 0, lastWeek: 0 }
const figures = (more: Partial<RegisterFigures> = {}): RegisterFigures => ({
  inForce: 3_000,
  personsHidden: 2_900,
  unmatched: 100,
  byOrigin: [],
  byRoute: { desk: some, code: some, import: some },
  undecided: [],
  oldestUndecidedDays: 3,
  openTasks: 0,
  messagesKeptOut: 0,
  ...more,
})

describe('OO-41: what is an alarm of the register', () => {
  test('nothing, while it is as it should be', () => {
    assert.deepEqual(registerTroubles(figures(), 3_000, false), [])
    assert.deepEqual(registerTroubles(figures(), undefined, false), [])
  })
  test('a fall of more than 0.1 % within a day', () => {
    assert.deepEqual(registerTroubles(figures(), 3_003, false), [])
    assert.match(registerTroubles(figures(), 3_004, false).join(), /fewer are in force/)
    assert.match(registerTroubles(figures({ inForce: 0, unmatched: 0 }), 1, false).join(), /fewer/)
  })
  test('AT-08: nothing from a route for seven days, where there ever was anything', () => {
    const quiet = { ...some, lastWeek: 0 }
    const told = registerTroubles(
      figures({ byRoute: { desk: some, code: quiet, import: none } }),
      3_000,
      false,
    )
    assert.deepEqual(told, ['register of objections: nothing came by codes of feeds for 7 days'])
  })
  test('a backlog that nobody was found for', () => {
    assert.deepEqual(registerTroubles(figures({ unmatched: 750 }), 3_000, false), [])
    assert.match(
      registerTroubles(figures({ unmatched: 751 }), 3_000, false).join(),
      /nobody who was ever seen/,
    )
  })
  test('one that is undecided for 28 days', () => {
    assert.deepEqual(registerTroubles(figures({ oldestUndecidedDays: 27 }), 3_000, false), [])
    assert.match(
      registerTroubles(figures({ oldestUndecidedDays: 28 }), 3_000, false).join(),
      /waited 28 days/,
    )
  })
  test('a register that is behind its journal', () => {
    assert.match(registerTroubles(figures(), 3_000, true).join(), /behind its journal/)
  })
})
