import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FeedFacts, healthThresholds, troublesOf } from './health.ts'

const now = Date.UTC(2026, 2, 4, 3, 12)
const minutes = (n: number): number => now - n * 60_000
const well: FeedFacts = {
  lastReceivedAt: minutes(1),
  received: 1_000,
  setAside: 2,
  receivedThisHour: 60,
  usualPerHour: 60,
  oldestWaitingAt: undefined,
  missing: 0,
  silentAfterMinutes: undefined,
}

test('RL-12 a feed that speaks as it usually does has no trouble', () => {
  assert.deepEqual(troublesOf(well, now), [])
})

test('RL-12 HZ-02 a feed is silent after several of its usual gaps, and an hour at least', () => {
  assert.deepEqual(troublesOf({ ...well, lastReceivedAt: minutes(59) }, now), [])
  assert.deepEqual(troublesOf({ ...well, lastReceivedAt: minutes(61) }, now), ['silent'])
  const rare = { ...well, usualPerHour: 1 }
  assert.deepEqual(troublesOf({ ...rare, lastReceivedAt: minutes(359) }, now), [])
  assert.deepEqual(troublesOf({ ...rare, lastReceivedAt: minutes(361) }, now), ['silent'])
})

test('RL-12 a clinic that never sends on a Sunday is not silent on a Sunday, but is in a week', () => {
  const closed = { ...well, usualPerHour: 0, receivedThisHour: 0 }
  assert.deepEqual(troublesOf({ ...closed, lastReceivedAt: minutes(40 * 60) }, now), [])
  const week = { ...closed, lastReceivedAt: minutes(7 * 24 * 60) }
  assert.deepEqual(troublesOf(week, now), ['silent'])
})

test('RL-12 what the profile expects goes before what is usual', () => {
  const told = { ...well, silentAfterMinutes: 5, lastReceivedAt: minutes(6) }
  assert.deepEqual(troublesOf(told, now), ['silent'])
  const patient = { ...well, silentAfterMinutes: 600, lastReceivedAt: minutes(500) }
  assert.equal(troublesOf(patient, now).includes('silent'), false)
})

test('RL-08 the age of the oldest message raises the alarm, not how many wait', () => {
  const seconds = healthThresholds.behindSeconds
  const waiting = { ...well, oldestWaitingAt: now - (seconds + 1) * 1_000 }
  assert.deepEqual(troublesOf(waiting, now), ['behind'])
})

test('RL-12 quiet, troubled and gaps are told together', () => {
  const bad = { ...well, receivedThisHour: 3, setAside: 100, missing: 4 }
  assert.deepEqual(troublesOf(bad, now), ['quiet', 'troubled', 'gaps'])
})
