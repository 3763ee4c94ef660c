import assert from 'node:assert/strict'
import { test } from 'node:test'
import { daysWaited, dueAfter, urgencyOf } from './answer-in-time.ts'

const london = (text: string): number => Date.parse(text)

test('OO-26: a month ends with the day of the same number, or with the last of a shorter month', () => {
  const due = (received: string): string => new Date(dueAfter(london(received))).toISOString()
  assert.equal(due('2026-11-22T09:00:00Z'), '2026-12-22T23:59:59.999Z')
  assert.equal(due('2027-01-31T09:00:00Z'), '2027-02-28T23:59:59.999Z')
  // Received in winter time, due in summer time.
  assert.equal(due('2027-03-15T09:00:00Z'), '2027-04-15T22:59:59.999Z')
  // In London it is the next day already.
  assert.equal(due('2026-07-14T23:30:00Z'), '2026-08-15T22:59:59.999Z')
})

test('OO-26: days are counted by the calendar, over the change of the clocks too', () => {
  assert.equal(daysWaited(london('2026-10-20T12:00:00Z'), london('2026-11-09T00:01:00Z')), 20)
  assert.equal(daysWaited(london('2026-10-20T12:00:00Z'), london('2026-11-08T23:59:00Z')), 19)
})

test('OO-26: it waits, reminds on day 20, escalates on day 28, and is overdue after its day', () => {
  const raisedAt = london('2026-11-01T10:00:00Z')
  const dueAt = dueAfter(raisedAt)
  const on = (text: string) => urgencyOf({ raisedAt, dueAt }, london(text))
  assert.equal(on('2026-11-20T23:59:00Z'), 'waiting')
  assert.equal(on('2026-11-21T00:00:00Z'), 'remind')
  assert.equal(on('2026-11-29T00:00:00Z'), 'escalate')
  assert.equal(on('2026-12-01T23:59:59Z'), 'escalate')
  assert.equal(on('2026-12-02T00:00:00Z'), 'overdue')
  assert.equal(urgencyOf({ raisedAt, dueAt: undefined }, london('2027-12-02T00:00:00Z')), 'waiting')
})
