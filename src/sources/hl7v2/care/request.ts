/**
 * REF I12 to I15, and ORM, OML, OMG and the answers to them, as ServiceRequest: one for its
 * number, put together from all messages about it (HL7 v2.4 ch.11 §11.6, ch.4 §4.5; §1.9).
 */
import type { CodeableConcept, Reference, ServiceRequest } from 'fhir/r4'
import { isOdsCode, type Statement } from '#vocabulary'
import { humanName, numbered, practitioner } from '../parts/datatypes.ts'
import type { Repetition, Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'
import { type PatientGroup, segmentsNamed } from '../people/patient.ts'
import { noteText } from '../results/observation.ts'
import { Telling } from '../telling.ts'
import { causesIn } from './causes.ts'
import { medicineOrders } from './medicine-order.ts'
import { numbersOf } from './numbers.ts'
import { type OrderStanding, orderStanding } from './order-control.ts'

type Status = ServiceRequest['status']

/** RF1-1, table 0283. */
const referralStates: Readonly<Record<string, Status>> = {
  A: 'active',
  P: 'active',
  R: 'revoked',
  E: 'completed',
}

export function referrals(group: PatientGroup, reading: Reading): Statement[] {
  const { segments } = reading.message
  const rf1 = segments.find((segment) => segment.name === 'RF1')
  if (!rf1) return []
  const numbers = numbersOf(rf1.first(6), rf1.first(11))
  if (!numbers) reading.defect('RF1-6 and RF1-11 name no referral')
  const telling = new Telling('ServiceRequest', reading)
  telling.usually('status', 'active')
  const state = referralStates[rf1.text(1).toUpperCase()]
  if (reading.trigger === 'I14') telling.stands({ status: 'revoked' }, true)
  else if (state === 'revoked') telling.stands({ status: state })
  else if (reading.trigger === 'I12') telling.born({ status: state ?? 'active' })
  else if (state) telling.stands({ status: state })
  telling.put('intent', 'order')
  telling.put('category', [{ coding: [referralCategory], text: 'Referral' }])
  telling.put('subject', { type: 'Patient' })
  sayNumber(telling, 'REFERRAL', numbered(rf1.first(6), 'REFERRAL', reading))
  sayNumber(telling, 'EXTERNAL', numbered(rf1.first(11), 'EXTERNAL-REFERRAL', reading))
  telling.put('priority', priorities[rf1.text(2).toUpperCase()])
  const words = rf1.words(3, 2) || rf1.words(3) || rf1.words(5, 2) || rf1.words(10, 2)
  telling.usually('code', { text: 'Referral' })
  if (words) telling.put('code', { text: `Referral: ${words}` })
  telling.put('authoredOn', reading.moment(rf1, 7)?.date)
  if (reading.trigger === 'I12') telling.usually('authoredOn', reading.occurred?.date)
  const providers = segments.filter((segment) => segment.name === 'PRD')
  telling.put('requester', provider(providers, 'RP', reading)[0])
  const performer = provider(providers, 'RT', reading)
  telling.put('performer', performer.length > 0 ? performer : undefined)
  const given = reading.concept(rf1.first(10))
  const reasons = [...(given ? [given] : []), ...causesIn(group.segments, reading)]
  telling.put('reasonCode', reasons.length > 0 ? reasons : undefined)
  const asked = segmentsNamed(group, 'OBR').concat(segmentsNamed(group, 'PR1'))
  const detail = asked.flatMap(
    (one) => reading.concept(one.first(one.name === 'OBR' ? 4 : 3)) ?? [],
  )
  telling.put('orderDetail', detail.length > 0 ? detail : undefined)
  sayNotes(group.segments, telling)
  return [telling.statement(numbers?.main ?? reading.controlId, numbers)]
}

const priorities: Readonly<Record<string, ServiceRequest['priority']>> = {
  S: 'stat',
  A: 'asap',
  U: 'urgent',
  R: 'routine',
}

const referralCategory = {
  system: 'http://snomed.info/sct',
  code: '3457005',
  display: 'Patient referral',
}

/**
 * PRD-1 may hold several roles. A place is kept by name, without a code: what looks like one may
 * be a ward, and nobody gets a relationship by it.
 */
function provider(all: readonly Segment[], role: string, reading: Reading): Reference[] {
  return all
    .filter((prd) => prd.repetitions(1).some((one) => one.text(1).toUpperCase() === role))
    .flatMap((prd) => {
      const name = humanName(prd.first(2))
      const parts = [name?.prefix?.[0], ...(name?.given ?? []), name?.family]
      const who = parts.filter((part) => part).join(' ')
      const places = [9, 4, 1].map((n) => prd.words(4, n))
      const place = places.find((words) => words && !isOdsCode(words)) ?? places.find((one) => one)
      const identifier = who ? numbered(prd.first(7), 'PROVIDER', reading) : undefined
      const display = [who, place].filter((part) => part).join(', ')
      return display ? [{ ...(identifier && { identifier }), display }] : []
    })
}

/** One ServiceRequest for each order of OBR; RXO or RXE is an order of a medicine. */
export function orders(group: PatientGroup, reading: Reading): Statement[] {
  const found: Order[] = []
  for (const segment of group.segments) {
    const last = found.at(-1)
    if (segment.name === 'ORC') found.push({ orc: segment, rest: [] })
    else if (segment.name === 'OBR' && (!last || last.obr)) {
      found.push({ ...(last?.orc && { orc: last.orc }), obr: segment, rest: [] })
    } else if (segment.name === 'OBR' && last) last.obr = segment
    else if (/^RX[OEG]$/.test(segment.name) && last && !last.obr) last.isMedicine = true
    else last?.rest.push(segment)
  }
  const requests = found.filter((one) => !one.isMedicine)
  const tests = Map.groupBy(requests, (one) => numbersIn(one)?.main)
  return [
    ...requests.flatMap(
      (one) => order(one, (tests.get(numbersIn(one)?.main)?.length ?? 0) > 1, reading) ?? [],
    ),
    ...medicineOrders(group, reading),
  ]
}

interface Order {
  readonly orc?: Segment
  obr?: Segment
  isMedicine?: true
  readonly rest: Segment[]
}

/** The order's own numbers, else those of its ORC. */
function numberOf({ orc, obr }: Order, n: 2 | 3): Repetition | undefined {
  return [obr?.first(n), orc?.first(n)].find((number) => number?.isValued)
}
const numbersIn = (one: Order) => numbersOf(numberOf(one, 2), numberOf(one, 3))

/** `shares`: other tests of this message bear its number, and are part of one request. */
function order(one: Order, shares: boolean, reading: Reading): Statement | undefined {
  const { orc, obr, rest } = one
  const [placer, filler] = [numberOf(one, 2), numberOf(one, 3)]
  const numbers = numbersIn(one)
  // An ORC without number and test says nothing of any order.
  if (!numbers && !obr) return undefined
  const telling = new Telling('ServiceRequest', reading)
  sayStanding(orderStanding(orc), telling)
  telling.put('intent', 'order')
  telling.put('subject', { type: 'Patient' })
  sayNumber(telling, 'PLACER', placer && numbered(placer, 'PLACER', reading))
  sayNumber(telling, 'FILLER', filler && numbered(filler, 'FILLER', reading))
  sayNumber(telling, 'GROUP', orc && numbered(orc.first(4), 'ORDER-GROUP', reading))
  telling.usually('code', { text: 'Order' })
  telling.needs('code')
  const test = obr && reading.concept(obr.first(4))
  telling.put('code', test)
  if (shares && test) telling.part('orderDetail', obr.text(4), test)
  telling.put(
    'authoredOn',
    ((orc && reading.moment(orc, 9)) ?? (obr && reading.moment(obr, 6)))?.date,
  )
  const timing = rest.find((segment) => segment.name === 'TQ1')
  const wanted =
    (timing && reading.moment(timing, 7)) ??
    (obr && (reading.moment(obr, 7) ?? reading.moment(obr, 27, 4)))
  telling.put('occurrenceDateTime', wanted?.date)
  const urgency = timing?.text(9) || obr?.text(27, 6) || obr?.text(5) || orc?.text(7, 6) || ''
  telling.put('priority', priorities[urgency.toUpperCase().slice(0, 1)])
  const asking = [
    orc && practitioner(orc.first(12), reading),
    obr && practitioner(obr.first(16), reading),
  ]
  telling.put(
    'requester',
    asking.find((one) => one),
  )
  const reasons: CodeableConcept[] = [
    ...(obr?.repetitions(31) ?? []).flatMap((reason) => reading.concept(reason) ?? []),
    ...causesIn(rest, reading),
  ]
  telling.put('reasonCode', reasons.length > 0 ? reasons : undefined)
  sayNotes(rest, telling)
  // Without a number of its own it is its test within the group of orders, else the message.
  const group = orc?.text(4) ? `group/${orc.text(4)}` : reading.controlId || 'none'
  const named = numbers?.main ?? `${group}/${obr?.text(4) || obr?.words(4, 2)}`
  return telling.statement(named, numbers)
}

function sayStanding(standing: OrderStanding | undefined, telling: Telling): void {
  telling.usually('status', 'active')
  if (!standing) return
  // A request that was stopped was withdrawn: FHIR has no other word for it.
  const set = { status: standing.status === 'stopped' ? 'revoked' : standing.status }
  if (standing.how === 'born') telling.born(set)
  else telling.stands(set, standing.how === 'final')
}

function sayNumber(telling: Telling, kind: string, number: unknown): void {
  if (number) telling.part('identifier', kind, number)
}

function sayNotes(segments: readonly Segment[], telling: Telling): void {
  const notes = segments.filter((segment) => segment.name === 'NTE').flatMap(noteText)
  if (notes.length > 0) telling.put('note', [{ text: notes.join('\n') }])
}
