/**
 * VXU V04, and VXR and VXX that answer queries: vaccinations given, and not given (HL7 v2.5.1
 * ch.4 §4.14.7; tables 0322 and 0323).
 */
import type { Immunization } from 'fhir/r4'
import type { Statement } from '#vocabulary'
import { practitioner } from '../parts/datatypes.ts'
import type { Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'
import type { PatientGroup } from '../people/patient.ts'
import { noteText } from '../results/observation.ts'
import { Telling } from '../telling.ts'
import { quantityOf } from './dosing.ts'

interface Vaccination {
  readonly rxa: Segment
  readonly orc: Segment | undefined
  /** RXR, OBX and NTE behind it. */
  readonly rest: Segment[]
}

export function immunisations(group: PatientGroup, reading: Reading): Statement[] {
  const found: Vaccination[] = []
  let orc: Segment | undefined
  let isOpen = false
  for (const segment of group.segments) {
    if (segment.name === 'ORC') [orc, isOpen] = [segment, false]
    else if (segment.name === 'RXA') {
      found.push({ rxa: segment, orc, rest: [] })
      isOpen = true
    } else if (isOpen) found.at(-1)?.rest.push(segment)
  }
  const numbers = new Set<string>()
  return found.flatMap((one) => {
    const number = numberOf(one.orc)
    const statement = immunisation(one, numbers.has(number) ? '' : number, number, reading)
    numbers.add(number)
    return statement ?? []
  })
}

/** 9999 stands for no number. */
const numberOf = (orc: Segment | undefined): string =>
  [orc?.text(3), orc?.text(2)].find((number) => number && number !== '9999') ?? ''

/** `own`: the number is this one's alone; `number`: it is shared with others of its order. */
function immunisation(
  { rxa, orc, rest }: Vaccination,
  own: string,
  number: string,
  reading: Reading,
): Statement | undefined {
  const vaccine = reading.concept(rxa.first(5))
  if (!vaccine) return undefined
  const telling = new Telling('Immunization', reading)
  sayStanding(rxa, telling, reading)
  telling.put('vaccineCode', vaccine)
  telling.put('patient', { type: 'Patient' })
  const when = reading.moment(rxa, 3)?.date
  if (when) telling.put('occurrenceDateTime', when)
  else telling.put('occurrenceString', 'Date not given')
  telling.put('lotNumber', rxa.words(15) || undefined)
  telling.put('expirationDate', reading.moment(rxa, 16)?.date.slice(0, 10))
  const maker = rxa.words(17, 2) || rxa.words(17)
  telling.put('manufacturer', maker ? { display: maker } : undefined)
  // 999 is the amount of those who know none.
  const amount = rxa.text(6) === '999' ? '' : rxa.text(6)
  telling.put('doseQuantity', quantityOf(amount, rxa.words(7, 2) || rxa.words(7)))
  const performer = practitioner(rxa.first(10), reading)
  telling.put('performer', performer && [{ actor: performer }])
  const orderer = orc && reading.moment(orc, 9)?.date
  telling.put('recorded', orderer)
  const reason = reading.concept(rxa.first(19))
  telling.put('reasonCode', reason && [reason])
  sayOrigin(rxa, telling, reading)
  sayBehind(rxa, rest, telling, reading)
  const vaccineId = rxa.text(5) || rxa.words(5, 2)
  const among = number ? `${number}/${vaccineId}` : `${vaccineId}/${when ?? ''}`
  return telling.statement(own || among)
}

function sayStanding(rxa: Segment, telling: Telling, reading: Reading): void {
  const completion = rxa.text(20).toUpperCase()
  const isGiven = completion !== 'RE' && completion !== 'NA'
  const said = reading.concept(rxa.first(18))
  const reason = said ?? (completion === 'RE' ? { text: 'Refused' } : undefined)
  const status: Immunization['status'] = isGiven ? 'completed' : 'not-done'
  const set = { status, ...(!isGiven && reason && { statusReason: reason }) }
  const action = rxa.text(21).toUpperCase()
  if (action === 'D') telling.stands({ status: 'entered-in-error' }, true)
  else if (action === 'U') telling.stands(set)
  else telling.born(set)
}

/** RXA-9: 00 is what was given here, 01 to 08 what others are said to have given. */
function sayOrigin(rxa: Segment, telling: Telling, reading: Reading): void {
  for (const note of rxa.repetitions(9)) {
    const code = note.text(1)
    if (code === '00') telling.put('primarySource', true)
    if (!/^0[1-8]$/.test(code)) continue
    telling.put('primarySource', false)
    telling.put('reportOrigin', reading.concept(note))
  }
}

/** Route and site, which dose it was, and what else is said beside it. */
function sayBehind(
  rxa: Segment,
  rest: readonly Segment[],
  telling: Telling,
  reading: Reading,
): void {
  const notes = rxa
    .repetitions(9)
    .filter((note) => !/^0\d$/.test(note.text(1)))
    .map((note) => note.words(2) || note.words(1))
  for (const segment of rest) {
    if (segment.name === 'RXR') {
      telling.put('route', reading.concept(segment.first(1)))
      telling.put('site', reading.concept(segment.first(2)))
    }
    if (segment.name === 'NTE') notes.push(...noteText(segment))
    if (segment.name !== 'OBX' || !segment.first(5).isValued) continue
    const value = segment.words(5, 2) || segment.words(5)
    if (doseNumbers.has(segment.text(3)) && /^[1-9]\d?$/.test(value)) {
      telling.put('protocolApplied', [{ doseNumberPositiveInt: Number(value) }])
    } else {
      const label = segment.words(3, 2) || segment.words(3)
      const unit = segment.words(6)
      notes.push(`${label}: ${[value, unit].filter((part) => part).join(' ')}`)
    }
  }
  const text = [...new Set(notes)].filter((words) => words).join('\n')
  telling.put('note', text ? [{ text }] : undefined)
}

/** LOINC: dose number in series. */
const doseNumbers = new Set(['30973-2'])
