import assert from 'node:assert/strict'
import { test } from 'node:test'
import { earliest } from '#vocabulary'
import { dateOf, dateWords, periodWords } from './dates.ts'

test('dates are told as precisely as they were given, instants in the time of London', () => {
  assert.equal(dateWords('2026'), '2026')
  assert.equal(dateWords('2026-03'), 'Mar 2026')
  assert.equal(dateWords('2026-03-04'), '4 Mar 2026')
  assert.equal(dateWords('2026-07-01T23:30:00Z'), '2 Jul 2026, 00:30')
  assert.equal(dateWords('2026-07-01T23:30:00'), '1 Jul 2026, 23:30')
  assert.equal(dateWords('about Easter'), 'about Easter')
  assert.equal(periodWords({ end: '2026-03' }), 'until Mar 2026')
})

test('what passes as a date can be parsed, and what is no date does not pass', () => {
  for (const date of [
    '2026',
    '2026-12',
    '2026-02-30',
    '2026-03-14T23:59',
    '2026-03-14T00:00:00.123456+14:00',
  ]) {
    assert.equal(dateOf(date), date)
    assert.notEqual(earliest(date), undefined, date)
  }
  for (const odd of [
    '',
    '""',
    '12/03/2026',
    '2026-13',
    '2026-01-32',
    '2026-01-01T24:30',
    '9999-12-31',
    7,
    null,
    {},
  ]) {
    assert.equal(dateOf(odd), undefined)
  }
})
