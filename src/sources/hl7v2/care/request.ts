/** REF, ORM, OML and OMG as ServiceRequest (HL7 v2.4 ch.11 §11.6, ch.4 §4.5; table 0119). */
import type { ServiceRequest } from 'fhir/r4'
import type { Statement } from '#vocabulary'
import { humanName, practitioner } from '../parts/datatypes.ts'
import type { Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'
import { type PatientGroup, segmentNamed, segmentsNamed } from '../people/patient.ts'
import { medicineOrders } from './medicine-order.ts'

const referralStates: Readonly<Record<string, ServiceRequest['status']>> = {
  A: 'active',
  P: 'active',
  R: 'revoked',
  E: 'completed',
}

export function referrals(group: PatientGroup, reading: Reading): Statement[] {
  const rf1 =
    segmentNamed(group, 'RF1') ?? reading.message.segments.find((one) => one.name === 'RF1')
  if (!rf1) return []
  const id = rf1.text(6) || rf1.text(11) || reading.controlId
  const state = referralStates[rf1.text(1).toUpperCase()] ?? 'active'
  const providers = reading.message.segments.filter((segment) => segment.name === 'PRD')
  const requester = provider(providers, 'RP')
  const performer = provider(providers, 'RT')
  const reasons = segmentsNamed(group, 'DG1')
    .map((dg1) => reading.concept(dg1.first(3)) ?? { text: dg1.words(4) })
    .filter((concept) => concept.text)
  const authored = reading.moment(rf1, 7)?.date ?? reading.occurred?.date
  const words = rf1.words(3, 2) || rf1.words(3) || rf1.words(5, 2) || rf1.words(10, 2)
  const resource: ServiceRequest = {
    resourceType: 'ServiceRequest',
    status: reading.trigger === 'I14' ? 'revoked' : state,
    intent: 'order',
    category: [{ coding: [referralCategory], text: 'Referral' }],
    ...(rf1.text(2).toUpperCase() === 'S' && { priority: 'stat' }),
    code: { text: words ? `Referral: ${words}` : 'Referral' },
    subject: { type: 'Patient' },
    ...(authored && { authoredOn: authored }),
    ...(requester && { requester }),
    ...(performer && { performer: [performer] }),
    ...(reasons.length > 0 && { reasonCode: reasons }),
  }
  return [{ kind: 'ServiceRequest', sourceId: id, eventTime: reading.eventTime, resource }]
}

const referralCategory = {
  system: 'http://snomed.info/sct',
  code: '3457005',
  display: 'Patient referral',
}

function provider(all: readonly Segment[], role: string): { display: string } | undefined {
  const prd = all.find((segment) => segment.text(1).toUpperCase() === role)
  const name = prd && humanName(prd.first(2))
  const parts = [name?.prefix?.[0], name?.given?.[0], name?.family]
  const display = parts.filter((part) => part).join(' ') || prd?.words(4) || ''
  return display ? { display } : undefined
}

const controlStates: Readonly<Record<string, ServiceRequest['status']>> = {
  CA: 'revoked',
  OC: 'revoked',
  CR: 'revoked',
  DC: 'revoked',
  OD: 'revoked',
  DR: 'revoked',
  HD: 'on-hold',
  OH: 'on-hold',
  HR: 'on-hold',
}

const orderStates: Readonly<Record<string, ServiceRequest['status']>> = {
  CM: 'completed',
  CA: 'revoked',
  DC: 'revoked',
  HD: 'on-hold',
}

/** One ServiceRequest for each OBR; RXO in an ORM is an order of a medicine. */
export function orders(group: PatientGroup, reading: Reading): Statement[] {
  const statements: Statement[] = []
  let orc: Segment | undefined
  for (const segment of group.segments) {
    if (segment.name === 'ORC') orc = segment
    if (segment.name === 'OBR') statements.push(order(segment, orc, reading))
  }
  return [...statements, ...medicineOrders(group, reading)]
}

function order(obr: Segment, orc: Segment | undefined, reading: Reading): Statement {
  const number =
    orc?.text(2) || obr.text(2) || orc?.text(3) || obr.text(3) || reading.controlId || 'none'
  const control = orc?.text(1).toUpperCase() ?? ''
  const requester =
    practitioner(obr.first(16), reading) ?? (orc && practitioner(orc.first(12), reading))
  const authored = (orc && reading.moment(orc, 9)) ?? reading.moment(obr, 6)
  const wanted = reading.moment(obr, 7)?.date
  const reason = reading.concept(obr.first(31))
  const resource: ServiceRequest = {
    resourceType: 'ServiceRequest',
    identifier: [{ system: `${reading.org}/PLACER`, value: number }],
    status: controlStates[control] ?? orderStates[orc?.text(5).toUpperCase() ?? ''] ?? 'active',
    intent: 'order',
    code: reading.concept(obr.first(4)) ?? { text: 'Order' },
    subject: { type: 'Patient' },
    ...(authored && { authoredOn: authored.date }),
    ...(wanted && { occurrenceDateTime: wanted }),
    ...(requester && { requester }),
    ...(reason && { reasonCode: [reason] }),
  }
  const sourceId = `${number}/${obr.text(4) || obr.words(4, 2)}`
  return { kind: 'ServiceRequest', sourceId, eventTime: reading.eventTime, resource }
}
