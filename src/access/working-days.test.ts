import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { DateTime } from 'luxon'
import { endOfWorkingDay } from './working-days.ts'

const london = (said: string): number =>
  DateTime.fromISO(said, { zone: 'Europe/London' }).toMillis()

const instant = (at: number): string => new Date(at).toISOString()

test('LR-07: five working days, without weekends and bank holidays, to the end of the fifth', () => {
  for (const [said, ends, why] of [
    ['2026-11-23T00:00', '2026-11-30', 'the first moment of a Monday'],
    ['2026-11-23T23:59:59.999', '2026-11-30', 'and its last'],
    ['2026-11-27T18:00', '2026-12-04', 'a Friday evening'],
    ['2026-11-28T09:00', '2026-12-04', 'a Saturday ends as the Friday before'],
    ['2026-11-29T23:59', '2026-12-04', 'and a Sunday'],
    [
      '2026-12-21T12:00',
      '2026-12-30',
      'over Christmas, of which Boxing Day is given on the Monday',
    ],
    ['2026-12-24T12:00', '2027-01-05', 'and over the new year'],
    ['2027-03-22T12:00', '2027-03-31', 'Easter, and the night the clocks go forward'],
    ['2026-10-20T12:00', '2026-10-27', 'the night they go back'],
    ['2027-12-24T12:00', '2028-01-05', 'both days of Christmas are given later, and the new year'],
    ['2028-02-25T12:00', '2028-03-03', 'a leap day'],
    // In London it is the next day already.
    ['2026-06-01T00:30', '2026-06-08', 'half past midnight of a summer night'],
  ] as const) {
    const end = endOfWorkingDay(london(said), 5)
    assert.equal(instant(end), instant(london(`${ends}T23:59:59.999`)), why)
  }
})

test('LR-07: of a year that nobody has entered only weekends are free', () => {
  const end = endOfWorkingDay(london('2035-12-24T12:00'), 5)
  assert.equal(end, london('2035-12-31T23:59:59.999'))
})

test('the bank holidays are working days of the week, eight a year, in order and in their year', () => {
  const url = new URL('./bank-holidays.json', import.meta.url)
  const { days } = JSON.parse(readFileSync(url, 'utf8')) as { days: Record<string, string[]> }
  for (const [year, dates] of Object.entries(days)) {
    assert.ok(dates.length >= 8, year)
    assert.deepEqual(dates, [...new Set(dates)].sort())
    for (const date of dates) {
      assert.equal(date.slice(0, 4), year)
      assert.ok(DateTime.fromISO(date).weekday <= 5, date)
    }
  }
})
