import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Moment, readDay, readMoment } from './timestamp.ts'

const london = 'Europe/London'
const dateOf = (text: string) => (readMoment(text, london) as Moment | undefined)?.date

test('a date is never made more precise than it was sent', () => {
  assert.equal(dateOf('2026'), '2026')
  assert.equal(dateOf('202603'), '2026-03')
  assert.equal(dateOf('20260314'), '2026-03-14')
  assert.equal(dateOf('202603140905'), '2026-03-14T09:05:00+00:00')
  assert.equal(dateOf('20260714090501.25'), '2026-07-14T09:05:01.250+01:00')
})

test('a time without offset is wall time in London', () => {
  const summer = readMoment('20260714090000', london) as Moment
  assert.equal(summer.ms, Date.UTC(2026, 6, 14, 8))
})

test('the hour that the clocks skip is the hour after it, and told', () => {
  const skipped = readMoment('202603290130', london) as Moment
  assert.equal(skipped.date, '2026-03-29T02:30:00+01:00')
  assert.equal(skipped.ms, Date.UTC(2026, 2, 29, 1, 30))
  assert.equal(skipped.oddity, 'skipped hour')
})

test('the hour that the clocks repeat is the first of the two, and told', () => {
  const repeated = readMoment('202610250130', london) as Moment
  assert.equal(repeated.date, '2026-10-25T01:30:00+01:00')
  assert.equal(repeated.oddity, 'repeated hour')
  assert.equal(dateOf('202610250230'), '2026-10-25T02:30:00+00:00')
  assert.equal(dateOf('202610250030'), '2026-10-25T00:30:00+01:00')
})

test('an offset is kept as sent', () => {
  assert.equal(dateOf('202605050900+0200'), '2026-05-05T09:00:00+02:00')
  assert.equal((readMoment('202605050900+0200', london) as Moment).oddity, 'offset not of the zone')
  assert.equal((readMoment('202605050900+0100', london) as Moment).oddity, undefined)
})

test('fillers are no dates', () => {
  for (const text of ['', '""', '00000000', '1900', '19000101', '1753-01-01', '99991231', '0']) {
    assert.equal(readMoment(text, london), undefined, text)
  }
})

test('the impossible is a defect, and day and month are never exchanged', () => {
  for (const text of ['196513121515', '19962501', '20260230', '2026031425', 'yesterday', '20261']) {
    assert.equal(readMoment(text, london), 'impossible', text)
  }
})

test('a day is the date of birth that it begins with', () => {
  assert.equal((readDay('19890118000000', london) as Moment).date, '1989-01-18')
})
