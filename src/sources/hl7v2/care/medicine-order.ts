/**
 * RDE, OMP and ORM with RXE or RXO: prescriptions for inpatients, as MedicationRequest. They say
 * nothing about what a person takes at home (HL7 v2.4 ch.4 §4.13, §4.14).
 */
import type { MedicationRequest } from 'fhir/r4'
import type { Statement } from '#vocabulary'
import { practitioner } from '../parts/datatypes.ts'
import type { Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'
import type { PatientGroup } from '../people/patient.ts'

interface Order {
  readonly orc?: Segment
  rxo?: Segment
  rxe?: Segment
  rxr?: Segment
  tq1?: Segment
}

export function medicineOrders(group: PatientGroup, reading: Reading): Statement[] {
  const orders: Order[] = []
  for (const segment of group.segments) {
    const order = orders.at(-1)
    if (segment.name === 'ORC' || (!order && segment.name === 'RXO')) {
      orders.push(segment.name === 'ORC' ? { orc: segment } : { rxo: segment })
    } else if (!order && segment.name === 'RXE') orders.push({ rxe: segment })
    else if (order && segment.name === 'RXO') order.rxo ??= segment
    else if (order && segment.name === 'RXE') order.rxe ??= segment
    else if (order && segment.name === 'RXR') order.rxr ??= segment
    else if (order && segment.name === 'TQ1') order.tq1 ??= segment
  }
  return orders.flatMap((order, index) => {
    const statement = medicineOrder(order, index, reading)
    return statement ? [statement] : []
  })
}

const states: Readonly<Record<string, MedicationRequest['status']>> = {
  CA: 'cancelled',
  OC: 'cancelled',
  CR: 'cancelled',
  DC: 'stopped',
  OD: 'stopped',
  DR: 'stopped',
  HD: 'on-hold',
  OH: 'on-hold',
  RP: 'cancelled',
}

function medicineOrder(order: Order, index: number, reading: Reading): Statement | undefined {
  const { orc, rxo, rxe, rxr, tq1 } = order
  const medicine = (rxe && reading.concept(rxe.first(2))) ?? (rxo && reading.concept(rxo.first(1)))
  if (!medicine) return undefined
  const number = orc?.text(2) || orc?.text(3) || `${reading.controlId}/${index + 1}`
  const text = rxe ? dosage(rxe, 3, 4, 5) : rxo ? dosage(rxo, 2, 3, 4) : ''
  const instruction = rxe?.words(7, 2) || rxo?.words(7, 2) || rxe?.words(7) || rxo?.words(7)
  const timing = tq1?.words(3) || tq1?.words(11) || ''
  const route = rxr && reading.concept(rxr.first(1))
  const written = [text, timing, instruction].filter((part) => part).join(', ')
  const requester = orc && practitioner(orc.first(12), reading)
  const authored = orc && reading.moment(orc, 9)?.date
  const resource: MedicationRequest = {
    resourceType: 'MedicationRequest',
    status: states[orc?.text(1).toUpperCase() ?? ''] ?? 'active',
    intent: 'order',
    category: [{ coding: [inpatient], text: 'Inpatient' }],
    medicationCodeableConcept: medicine,
    subject: { type: 'Patient' },
    ...(authored && { authoredOn: authored }),
    ...(requester && { requester }),
    ...((written || route) && {
      dosageInstruction: [{ ...(written && { text: written }), ...(route && { route }) }],
    }),
  }
  return { kind: 'MedicationRequest', sourceId: number, eventTime: reading.eventTime, resource }
}

/** Amount, or a range of amounts, in its unit: as written, never calculated with. */
function dosage(segment: Segment, low: number, high: number, unit: number): string {
  const [from, to] = [segment.words(low), segment.words(high)]
  if (!from) return ''
  const amount = to && to !== from ? `${from} to ${to}` : from
  return `${amount} ${segment.words(unit, 2) || segment.words(unit)}`.trim()
}

const inpatient = {
  system: 'http://terminology.hl7.org/CodeSystem/medicationrequest-category',
  code: 'inpatient',
  display: 'Inpatient',
}
