/**
 * RDE, OMP, RGV, and ORM with RXO: prescriptions in hospital, as MedicationRequest, each put
 * together from all messages about its number. They say nothing about what a person takes at
 * home (HL7 v2.5.1 ch.4 §4.13, §4.14; §1.9).
 */
import type { MedicationRequest } from 'fhir/r4'
import type { Statement } from '#vocabulary'
import { numbered, practitioner } from '../parts/datatypes.ts'
import type { Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'
import { type PatientGroup, segmentNamed } from '../people/patient.ts'
import { noteText } from '../results/observation.ts'
import { Telling } from '../telling.ts'
import { causesIn } from './causes.ts'
import { dosageOf, type Layout, layouts, quantityOf } from './dosing.ts'
import { numbersOf } from './numbers.ts'
import { type OrderStanding, orderStanding } from './order-control.ts'

/** One ORC and what stands behind it; of several drug segments the encoded one counts. */
export interface MedicineOrder {
  readonly orc?: Segment
  readonly rest: Segment[]
}

export function medicineOrders(group: PatientGroup, reading: Reading): Statement[] {
  const patientClass = segmentNamed(group, 'PV1')?.text(2).toUpperCase() ?? ''
  return medicineGroups(group.segments).flatMap(
    (order, index) => medicineOrder(order, patientClass, index, reading) ?? [],
  )
}

export function medicineGroups(segments: readonly Segment[]): MedicineOrder[] {
  const orders: MedicineOrder[] = []
  for (const segment of segments) {
    const last = orders.at(-1)
    if (segment.name === 'ORC') orders.push({ orc: segment, rest: [] })
    else if (last) last.rest.push(segment)
    else if (/^RX[A-Z]$/.test(segment.name)) orders.push({ rest: [segment] })
  }
  return orders
}

/** What is ordered when it is no medicine: a test, goods, a diet. */
const otherOrders = new Set(['OBR', 'RQD', 'RQ1', 'ODS', 'ODT'])

const named = (order: MedicineOrder, name: string): Segment | undefined =>
  order.rest.find((segment) => segment.name === name)

function medicineOrder(
  order: MedicineOrder,
  patientClass: string,
  index: number,
  reading: Reading,
): Statement | undefined {
  const { orc, rest } = order
  const drug = named(order, 'RXE') ?? named(order, 'RXO') ?? named(order, 'RXG')
  // An ORC alone may speak of a medicine that was ordered so, or of a test: of whichever is known.
  const isOpen = /^OR[MR]$/.test(reading.code) && !rest.some((one) => otherOrders.has(one.name))
  const isAboutMedicine = drug || isOpen || /^(RD|RA|RG|RR|OMP|ORP)/.test(reading.code)
  const prescription = named(order, 'RXE')?.first(15)
  const numbers = numbersOf(orc?.first(2), orc?.first(3)) ?? numbersOf(prescription)
  if (!isAboutMedicine || (!drug && !numbers)) return undefined
  const telling = new Telling('MedicationRequest', reading)
  sayStanding(orderStanding(orc), telling)
  telling.put('intent', 'order')
  telling.put('subject', { type: 'Patient' })
  telling.put('category', [patientClass === 'O' ? outpatient : inpatient])
  for (const [kind, n] of [
    ['PLACER', 2],
    ['FILLER', 3],
  ] as const) {
    const number = orc && numbered(orc.first(n), kind, reading)
    if (number) telling.part('identifier', kind, number)
  }
  const own = prescription && numbered(prescription, 'PRESCRIPTION', reading)
  if (own) telling.part('identifier', 'PRESCRIPTION', own)
  telling.usually('medicationCodeableConcept', { text: 'Medicine: product not named' })
  telling.needs('medicationCodeableConcept')
  if (drug) sayDrug(drug, order, telling, reading)
  const requester =
    orc && (practitioner(orc.first(12), reading) ?? practitioner(orc.first(10), reading))
  const prescriber = drug?.name === 'RXE' ? practitioner(drug.first(13), reading) : undefined
  telling.put('requester', requester ?? prescriber)
  telling.put('authoredOn', orc && (reading.moment(orc, 9) ?? reading.moment(orc, 15))?.date)
  // RXE-27 and RXO-20: what it is given for.
  const purpose = drug && reading.concept(drug.first(drug.name === 'RXE' ? 27 : 20))
  const reasons = [
    ...(purpose && drug?.name !== 'RXG' ? [purpose] : []),
    ...causesIn(rest, reading),
  ]
  telling.put('reasonCode', reasons.length > 0 ? reasons : undefined)
  const notes = rest.filter((segment) => segment.name === 'NTE').flatMap(noteText)
  const mixed = rest.filter((segment) => segment.name === 'RXC').map((rxc) => mixture(rxc))
  const text = [...new Set(mixed), ...notes].filter((words) => words).join('\n')
  telling.put('note', text ? [{ text }] : undefined)
  return telling.statement(numbers?.main ?? `${reading.controlId}/${index + 1}`, numbers)
}

function sayDrug(drug: Segment, order: MedicineOrder, telling: Telling, reading: Reading): void {
  const layout = layouts[drug.name] as Layout
  telling.put('medicationCodeableConcept', reading.concept(drug.first(layout.code)))
  // Route and times stand behind the segment that they belong to.
  const behind = order.rest.slice(order.rest.indexOf(drug))
  const nearest = (name: string): Segment[] => {
    const own = behind.filter((segment) => segment.name === name)
    return own.length > 0 ? own : order.rest.filter((segment) => segment.name === name)
  }
  const dosage = dosageOf(
    { orc: order.orc, drug, rxr: nearest('RXR')[0], timings: nearest('TQ1') },
    reading,
  )
  telling.put('dosageInstruction', dosage.some((one) => one.text) ? dosage : undefined)
  if (drug.name !== 'RXG') {
    const amount = drug.name === 'RXE' ? 10 : 11
    const unit = drug.words(amount + 1, 2) || drug.words(amount + 1)
    const quantity = quantityOf(drug.text(amount), unit)
    const repeats = drug.text(amount + 2)
    const numberOfRepeatsAllowed = /^\d{1,2}$/.test(repeats) ? Number(repeats) : undefined
    const request = {
      ...(quantity && { quantity }),
      ...(numberOfRepeatsAllowed !== undefined && { numberOfRepeatsAllowed }),
    }
    telling.put('dispenseRequest', Object.keys(request).length > 0 ? request : undefined)
  }
}

/** RXC: 'Additive: potassium chloride 20 mmol'. */
function mixture(rxc: Segment): string {
  const what = rxc.words(2, 2) || rxc.words(2)
  const part = rxc.text(1).toUpperCase() === 'B' ? 'Base' : 'Additive'
  const amount = [rxc.words(3), rxc.words(4, 2) || rxc.words(4)].filter((word) => word).join(' ')
  return what && `${part}: ${[what, amount].filter((word) => word).join(' ')}`
}

const statuses: Readonly<Record<OrderStanding['status'], MedicationRequest['status']>> = {
  active: 'active',
  'on-hold': 'on-hold',
  revoked: 'cancelled',
  stopped: 'stopped',
  completed: 'completed',
}

function sayStanding(standing: OrderStanding | undefined, telling: Telling): void {
  telling.usually('status', 'active')
  if (!standing) return
  const set = { status: statuses[standing.status] }
  if (standing.how === 'born') telling.born(set)
  else telling.stands(set, standing.how === 'final')
}

const category = 'http://terminology.hl7.org/CodeSystem/medicationrequest-category'
const inpatient = {
  coding: [{ system: category, code: 'inpatient', display: 'Inpatient' }],
  text: 'Inpatient',
}
const outpatient = {
  coding: [{ system: category, code: 'outpatient', display: 'Outpatient' }],
  text: 'Outpatient',
}
