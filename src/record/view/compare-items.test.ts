import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Item } from '#vocabulary'
import { compareItems } from './compare-items.ts'

const item = (fields: Partial<Item>): Item => ({
  id: '1',
  kind: 'Condition',
  title: 'Asthma',
  source: 'RJ1',
  received: '2026-01-01',
  ...fields,
})
const order = (...items: Item[]) => items.toSorted(compareItems).map((each) => each.id)

test('current before past, newest first, undated last', () => {
  const past = item({ id: 'past', past: true, date: '2026-03-01' })
  const old = item({ id: 'old', date: '2019' })
  const undated = item({ id: 'undated' })
  const fresh = item({ id: 'fresh', date: '2026-02-01T09:00:00+00:00' })
  assert.deepEqual(order(past, undated, old, fresh), ['fresh', 'old', 'undated', 'past'])
})

test('severe allergies first and asserted absences last; an old alarm among results stays in its place', () => {
  const kind = 'AllergyIntolerance'
  const severe = item({ id: 'severe', kind, alert: 'Severe', date: '2001' })
  const mild = item({ id: 'mild', kind, date: '2020' })
  const none = item({ id: 'none', kind, noneKnown: true, date: '2026' })
  assert.deepEqual(order(none, mild, severe), ['severe', 'mild', 'none'])
  const alarm = item({
    id: 'alarm',
    kind: 'Observation',
    alert: 'Critically low',
    date: '2020-01-01',
  })
  const today = item({ id: 'today', kind: 'Observation', date: '2026-01-01' })
  assert.deepEqual(order(alarm, today), ['today', 'alarm'])
})

test('where somebody is now comes before what is planned', () => {
  const now = item({ id: 'now', kind: 'Encounter', status: 'In hospital now', date: '2026-01-01' })
  const planned = item({ id: 'planned', kind: 'Encounter', status: 'Planned', date: '2026-06-01' })
  assert.deepEqual(order(planned, now), ['now', 'planned'])
})

test('instants with different offsets are compared by when they were', () => {
  const later = item({ id: 'later', date: '2026-07-01T09:30:00+00:00' })
  const earlier = item({ id: 'earlier', date: '2026-07-01T10:00:00+01:00' })
  assert.deepEqual(order(earlier, later), ['later', 'earlier'])
})

const dates = [
  '2026',
  '2026-01',
  '2026-01-01',
  '2026-01-01T00:30:00+01:00',
  '2025-12-31T23:30:00Z',
  '2026-01-01T00:30:00',
]
const items = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  kind: fc.constantFrom('Flag', 'Observation', 'Encounter'),
  title: fc.constantFrom('x', 'y'),
  date: fc.constantFrom(undefined, ...dates),
  past: fc.constantFrom(undefined, true),
  alert: fc.constantFrom(undefined, 'Severe'),
  status: fc.constantFrom(undefined, 'In hospital now'),
  noneKnown: fc.constantFrom(undefined, true),
})

test('the order is total: neither turning round nor going by a third line changes it', () => {
  fc.assert(
    fc.property(items, items, items, (x, y, z) => {
      const [a, b, c] = [item(x), item(y), item(z)]
      assert.equal(Math.sign(compareItems(a, b)), -Math.sign(compareItems(b, a)) + 0)
      if (compareItems(a, b) <= 0 && compareItems(b, c) <= 0) assert.ok(compareItems(a, c) <= 0)
    }),
    { numRuns: 3000 },
  )
})
