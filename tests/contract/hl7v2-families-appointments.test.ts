import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Appointment } from 'fhir/r4'
import { message, statements, translation } from './hl7v2-fixtures.ts'
import { theOne } from './hl7v2-folding.ts'

interface Siu {
  readonly event: string
  readonly at: number
  readonly placer?: string
  readonly filler?: string
  readonly start?: string
  readonly state?: string
  readonly reason?: string
  readonly more?: readonly string[]
}

const siu = ({ event, at, start, more = [], ...said }: Siu): Buffer => {
  const sch = Array.from({ length: 26 }, () => '')
  const { placer = 'P1', filler = 'F1', state = '', reason = '' } = said
  Object.assign(sch, { 0: 'SCH', 1: placer, 2: filler, 6: reason, 7: 'ROUT^Routine', 25: state })
  return message(
    `MSH|^~\\&|PAS|RXX|||202611200${at}0000||SIU^${event}|${event}${at}|P|2.4`,
    sch.join('|'),
    'PID|1||K1^^^RXX^MR||Moss^Ada||19700101',
    'RGS|1|A',
    ...(start ? [`AIS|1|A|CARD^Cardiology clinic|${start}|||30|min`] : []),
    ...more,
  )
}
const one = (...all: readonly Siu[]): Appointment =>
  theOne<Appointment>(all.map(siu), 'Appointment')

const booked: Siu = { event: 'S12', at: 1, start: '20261201093000' }

test('SIU S12 books, with what, when and until when', () => {
  const appointment = one(booked)
  assert.equal(appointment.status, 'booked')
  assert.equal(appointment.start, '2026-12-01T09:30:00+00:00')
  assert.equal(Date.parse(appointment.end ?? ''), Date.parse('2026-12-01T10:00:00Z'))
  assert.equal(appointment.serviceType?.[0]?.text, 'Cardiology clinic')
  assert.equal(appointment.reasonCode?.[0]?.text, 'Routine')
})

test('SIU S13 moves, and says from when', () => {
  const moved = one(booked, { event: 'S13', at: 2, start: '20261208140000' })
  assert.equal(moved.status, 'booked')
  assert.equal(moved.start, '2026-12-08T14:00:00+00:00')
  assert.match(moved.comment ?? '', /Moved from 2026-12-01 09:30/)
})

test('SIU S14 changes what it tells and leaves the rest', () => {
  const changed = one(booked, {
    event: 'S14',
    at: 2,
    more: ['AIL|1|A|Clinic 4^^^Main site'],
  })
  assert.equal(changed.start, '2026-12-01T09:30:00+00:00')
  assert.ok(changed.participant.some((each) => each.actor?.display === 'Main site, Clinic 4'))
})

for (const event of ['S15', 'S16']) {
  test(`SIU ${event} cancels with its reason, keeps the time, whichever came first`, () => {
    const cancelled = one(booked, { event, at: 2, reason: 'PAT^Patient unwell' })
    assert.equal(cancelled.status, 'cancelled')
    assert.equal(cancelled.cancelationReason?.text, 'Patient unwell')
    assert.equal(cancelled.start, '2026-12-01T09:30:00+00:00')
  })
}

test('SIU S17 before S12: deleted is deleted, even where the booking bears the later time', () => {
  assert.equal(one(booked, { event: 'S17', at: 2 }).status, 'entered-in-error')
  assert.equal(one({ ...booked, at: 3 }, { event: 'S17', at: 2 }).status, 'entered-in-error')
})

test('SIU S12 after a cancellation books again; at the same moment the cancellation counts', () => {
  assert.equal(one({ ...booked, at: 3 }, { event: 'S15', at: 2 }).status, 'booked')
  assert.equal(one({ ...booked, at: 2 }, { event: 'S15', at: 2 }).status, 'cancelled')
})

test('SIU S26 is a no-show, and stays in the record', () => {
  const missed = one(booked, { event: 'S26', at: 2, state: 'Booked' })
  assert.equal(missed.status, 'noshow')
  assert.equal(missed.start, '2026-12-01T09:30:00+00:00')
})

test('SIU S18 to S22 add and take single resources; the appointment stands', () => {
  const doctor = 'AIP|1|A|C1234567^Sands^Ida^^^Dr'
  const room = 'AIL|1|A|Clinic 4'
  const scope = 'AIG|1|A|ENDO^Endoscope'
  const names = (...all: Siu[]) =>
    one(...all)
      .participant.map((each) => each.actor?.display)
      .filter((name) => name)
  const first: Siu = { ...booked, more: [doctor, room] }
  assert.deepEqual(names(first, { event: 'S18', at: 2, more: [scope] }).toSorted(), [
    'Clinic 4',
    'Dr Ida Sands',
    'Endoscope',
  ])
  assert.deepEqual(names(first, { event: 'S22', at: 2, more: ['AIL|1|D|Clinic 4'] }), [
    'Dr Ida Sands',
  ])
  assert.deepEqual(names(first, { event: 'S20', at: 2, more: ['AIL|1||Clinic 4'] }), [
    'Dr Ida Sands',
  ])
  assert.equal(one(first, { event: 'S20', at: 2, more: [room] }).status, 'booked')
  // A booking that is told anew tells all of its resources.
  assert.deepEqual(names(first, { event: 'S14', at: 3, more: [room] }), ['Clinic 4'])
})

test('SIU S23 and S24 block slots of nobody: counted, and nothing filed', () => {
  for (const event of ['S23', 'S24']) {
    const { notUnderstood, patients } = translation(siu({ ...booked, event }))
    assert.equal(
      patients[0]?.statements.some((each) => each.kind === 'Appointment'),
      false,
    )
    assert.equal(notUnderstood[`event SIU^${event}`], 1)
  }
})

test('SCH-25 says how it stands where the event does not', () => {
  const states = {
    Booked: 'booked',
    Started: 'checked-in',
    Complete: 'fulfilled',
    Noshow: 'noshow',
    Cancelled: 'cancelled',
    Deleted: 'entered-in-error',
    Pending: 'pending',
    Waitlist: 'waitlist',
  }
  for (const [state, status] of Object.entries(states)) {
    assert.equal(one(booked, { event: 'S14', at: 2, state }).status, status)
  }
})

test('the time stands in AIS-4, AIL-6, AIP-6, AIG-8 or SCH-11.4', () => {
  const at = '20261201093000'
  const places = [`AIL|1|A|Room 1|||${at}`, `AIP|1|A|1^Sands|||${at}`, `AIG|1|A|X^Y|||||${at}`]
  for (const line of places) {
    const found = one({ event: 'S12', at: 1, more: [line] })
    assert.equal(found.start, '2026-12-01T09:30:00+00:00', line)
  }
  const sch = siu({ event: 'S12', at: 1 })
    .toString()
    .replace('ROUT^Routine||||', 'ROUT^Routine||30|min|^^^20261201093000^20261201101500')
  const found = theOne<Appointment>([Buffer.from(sch)], 'Appointment')
  assert.equal(found.start, '2026-12-01T09:30:00+00:00')
  assert.equal(found.end, '2026-12-01T10:15:00+00:00')
})

test('an appointment is known by both its numbers, and by either alone', () => {
  const names = (said: Partial<Siu>) => {
    const [appointment] = statements(siu({ ...booked, ...said }), 'Appointment')
    return [appointment?.sourceId, appointment?.names ?? []]
  }
  assert.deepEqual(names({}), ['filler/F1', ['filler/F1', 'placer/P1']])
  assert.deepEqual(names({ filler: '' }), ['placer/P1', []])
  assert.deepEqual(names({ placer: '' }), ['filler/F1', []])
  const { defects } = translation(siu({ ...booked, placer: '', filler: '' }))
  assert.deepEqual(defects, ['SCH-1 and SCH-2 name no appointment'])
})
