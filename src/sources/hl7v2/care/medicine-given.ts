/**
 * RDS and RAS: what a hospital dispensed and gave, as MedicationDispense and
 * MedicationAdministration beside the prescription (HL7 v2.5.1 ch.4 §4.14.5, §4.14.7, table 0322).
 */
import type { MedicationAdministration, MedicationDispense } from 'fhir/r4'
import type { Statement } from '#vocabulary'
import { organisation, practitioner } from '../parts/datatypes.ts'
import type { Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'
import type { PatientGroup } from '../people/patient.ts'
import { noteText } from '../results/observation.ts'
import { Telling } from '../telling.ts'
import { quantityOf } from './dosing.ts'
import { type MedicineOrder, medicineGroups, medicineOrders } from './medicine-order.ts'
import { numbersOf } from './numbers.ts'

/** The prescription as far as the message tells of it, and each supply and dose of it. */
export function medicinesGiven(group: PatientGroup, reading: Reading): Statement[] {
  const prescribed = group.segments.some((segment) => /^RX[EOG]$/.test(segment.name))
  const given = medicineGroups(group.segments).flatMap((order) => {
    const of = (name: string) => order.rest.filter((segment) => segment.name === name)
    return [
      ...of('RXD').flatMap((rxd) => dispense(rxd, order, reading) ?? []),
      ...of('RXA').flatMap((rxa) => administration(rxa, order, reading) ?? []),
    ]
  })
  return [...(prescribed ? medicineOrders(group, reading) : []), ...given]
}

const orderNumber = ({ orc }: MedicineOrder): string | undefined =>
  numbersOf(orc?.first(2), orc?.first(3))?.main

function dispense(rxd: Segment, order: MedicineOrder, reading: Reading): Statement | undefined {
  const medicine = reading.concept(rxd.first(2))
  if (!medicine) return undefined
  const when = reading.moment(rxd, 3)
  const prescription = rxd.text(7)
  const number = orderNumber(order)
  const telling = new Telling('MedicationDispense', reading)
  const control = order.orc?.text(1).toUpperCase() ?? ''
  if (['CA', 'OC', 'CR', 'DC', 'OD', 'DR'].includes(control)) {
    telling.stands({ status: 'cancelled' }, true)
  } else telling.born({ status: 'completed' } satisfies Pick<MedicationDispense, 'status'>)
  telling.put('medicationCodeableConcept', medicine)
  telling.put('subject', { type: 'Patient' })
  telling.put('whenHandedOver', when?.date)
  telling.put('quantity', quantityOf(rxd.text(4), rxd.words(5, 2) || rxd.words(5)))
  const who = practitioner(rxd.first(10), reading)
  telling.put('performer', who && [{ actor: who }])
  sayPrescription(number ?? prescription, 'authorizingPrescription', telling, true)
  const notes = rxd.repetitions(9).map((one) => one.words(2) || one.words(1))
  sayNotes(notes, order.rest, rxd, telling)
  const id = [number ?? (prescription && `prescription/${prescription}`), rxd.text(1) || when?.date]
  return telling.statement(id.filter((part) => part).join('/') || reading.controlId)
}

/** RXA-20, table 0322; absent is given, and so are CP and PA. */
const completions: Readonly<Record<string, MedicationAdministration['status']>> = {
  RE: 'not-done',
  NA: 'not-done',
}

function administration(
  rxa: Segment,
  order: MedicineOrder,
  reading: Reading,
): Statement | undefined {
  const medicine = reading.concept(rxa.first(5))
  if (!medicine) return undefined
  const start = reading.moment(rxa, 3) ?? reading.occurred
  const end = reading.moment(rxa, 4)
  const completion = rxa.text(20).toUpperCase()
  const status = completions[completion] ?? 'completed'
  const telling = new Telling('MedicationAdministration', reading)
  const reason = reading.concept(rxa.first(18))
  const why = reason ?? { text: completion === 'RE' ? 'Refused' : 'Not administered' }
  const set = { status, ...(status === 'not-done' && { statusReason: [why] }) }
  if (rxa.text(21).toUpperCase() === 'D') telling.stands({ status: 'entered-in-error' }, true)
  else if (rxa.text(21).toUpperCase() === 'U') telling.stands(set)
  else telling.born(set)
  telling.put('category', inpatient)
  telling.put('medicationCodeableConcept', medicine)
  telling.put('subject', { type: 'Patient' })
  const isSpan = start && end && end.date !== start.date && end.ms > start.ms
  if (isSpan) telling.put('effectivePeriod', { start: start.date, end: end.date })
  else telling.put('effectiveDateTime', start?.date ?? new Date(reading.eventTime).toISOString())
  const who = practitioner(rxa.first(10), reading)
  telling.put('performer', who && [{ actor: who }])
  sayPrescription(orderNumber(order), 'request', telling, false)
  sayDose(rxa, order, telling, reading)
  telling.put('reasonCode', whole(reading.concept(rxa.first(19))))
  const notes = rxa.repetitions(9).map((one) => one.words(2) || one.words(1))
  const batch = rxa.words(15)
  sayNotes([...notes, batch && `Batch ${batch}`], order.rest, rxa, telling)
  // What is known by its order and counters stays itself when its time is put right.
  const counters = [rxa.text(1), rxa.text(2)].filter((count) => count && count !== '0').join('.')
  const id = [orderNumber(order) ?? (rxa.text(5) || rxa.words(5, 2)), counters, start?.date]
  return telling.statement(id.filter((part) => part).join('/'))
}

const whole = <T>(one: T | undefined): T[] | undefined => (one === undefined ? undefined : [one])

function sayDose(rxa: Segment, order: MedicineOrder, telling: Telling, reading: Reading): void {
  const behind = order.rest.slice(order.rest.indexOf(rxa) + 1)
  const rxr = behind.find((segment) => segment.name === 'RXR')
  const route = rxr && reading.concept(rxr.first(1))
  const site = rxr && reading.concept(rxr.first(2))
  // 999 is the amount of those who know none.
  const amount = rxa.text(6) === '999' ? '' : rxa.words(6)
  const unit = rxa.words(7, 2) || rxa.words(7)
  const dose = quantityOf(amount, unit)
  const place = organisation(rxa.words(11), rxa.text(11, 4))?.display
  const text = [[amount, unit].filter((part) => part && amount).join(' '), route?.text, place]
  const said = text.filter((part) => part).join(', ')
  telling.put(
    'dosage',
    said || route || dose
      ? {
          ...(said && { text: said }),
          ...(site && { site }),
          ...(route && { route }),
          ...(dose && { dose }),
        }
      : undefined,
  )
}

function sayPrescription(
  number: string | undefined,
  element: string,
  telling: Telling,
  many: boolean,
): void {
  if (!number) return
  const reference = {
    type: 'MedicationRequest',
    identifier: { value: number.replace(/^\w+\//, '') },
  }
  telling.put(element, many ? [reference] : reference)
}

function sayNotes(
  own: readonly string[],
  segments: readonly Segment[],
  after: Segment,
  telling: Telling,
): void {
  const behind = segments.slice(segments.indexOf(after) + 1)
  const next = behind.findIndex((segment) => /^RX[AD]$/.test(segment.name))
  const near = next < 0 ? behind : behind.slice(0, next)
  const notes = [...own, ...near.filter((one) => one.name === 'NTE').flatMap(noteText)]
  const text = notes.filter((words) => words).join('\n')
  telling.put('note', text ? [{ text }] : undefined)
}

const inpatient = {
  coding: [
    {
      system: 'http://terminology.hl7.org/CodeSystem/medication-admin-category',
      code: 'inpatient',
      display: 'Inpatient',
    },
  ],
  text: 'Inpatient',
}
