/** What an HL7 v2 message says: its patients, one by one, each with what is said about them. */
import type { AboutPatient, SetAsidePart, Statement, Translated } from '#vocabulary'
import type { FeedFacts } from '../feed-profile.ts'
import { miscounted } from './batch-counts.ts'
import { allergies } from './care/allergy.ts'
import { diagnoses } from './care/diagnosis.ts'
import { documents } from './care/document.ts'
import { localStatements } from './care/local-segments.ts'
import { roles } from './care/roles.ts'
import { visitStatement } from './care/visit.ts'
import { familyOf, understood, withoutPatient } from './families.ts'
import { wideCharset } from './parts/charset.ts'
import { readMessage, type Segment } from './parts/message.ts'
import { Reading } from './parts/reading.ts'
import { belonging } from './people/belongings.ts'
import { consents } from './people/consents.ts'
import { identify } from './people/identify.ts'
import { linkOf, linksPatients } from './people/linked.ts'
import { isAboutNumbers, type SaidOfNumbers, saidOfNumbers } from './people/numbers.ts'
import {
  isSensitive,
  type PatientGroup,
  patientStatement,
  relatedPersons,
} from './people/patient.ts'
import { measurements } from './results/measurement.ts'
import { reports } from './results/report.ts'
import { splitMessages } from './split-messages.ts'

/** `receivedAt`, ms, is the time of what says no time of its own. */
export function translateHl7v2(bytes: Uint8Array, feed: FeedFacts, receivedAt: number): Translated {
  // Nearly always there is one header, and nothing to split.
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.indexOf('MSH', 3) < 0 && !wideCharset(bytes)) {
    return translateOne(bytes, feed, receivedAt)
  }
  const place = miscounted(bytes)
  if (place) {
    const words = 'The trailer counts otherwise than what came: a part may be missing.'
    return setAside('conflict', words, place, 'batch')
  }
  const parts = splitMessages(bytes)
  return parts.length > 1
    ? together(parts.map((part) => translatePart(part, feed, receivedAt)))
    : translateOne(parts[0] ?? bytes, feed, receivedAt)
}

/** One of a batch that cannot be read does not fail the others. */
function translatePart(bytes: Uint8Array, feed: FeedFacts, receivedAt: number): Translated {
  try {
    return translateOne(bytes, feed, receivedAt)
  } catch {
    return setAside('fault', 'The translation of this message of a batch failed.', 'MSH')
  }
}

function translateOne(bytes: Uint8Array, feed: FeedFacts, receivedAt: number): Translated {
  const message = readMessage(bytes, feed.profile.charset)
  if (!message) {
    return setAside('not-hl7', 'It does not begin with an MSH that divides what follows.', 'MSH')
  }
  const reading = new Reading(message, feed, receivedAt)
  const messageType = [reading.code, reading.trigger].filter((part) => part).join('^')
  if (messageType === '') {
    return setAside('unreadable', 'MSH-9 is empty and no event is named.', 'MSH-9')
  }
  if (withoutPatient.has(reading.code)) {
    return setAside(
      'unsupported',
      'Messages of this type say nothing about a patient.',
      'MSH-9',
      messageType,
    )
  }
  const groups = patientGroups(message.segments)
  const found = groups.map((group) => aboutPatient(group, reading))
  const known = found.filter((one) => one !== undefined)
  // The state of a bed (A20): nobody's, and nothing is wrong with it.
  const isOfNobody = groups.length === 0 && reading.code === 'ADT' && reading.trigger === 'A20'
  if (known.length === 0 && !isOfNobody) {
    return setAside('no-patient', 'PID names no patient by any number.', 'PID-3', messageType)
  }
  countUnknown(message.segments, reading)
  const nameless = found.length - known.length
  if (nameless > 0) {
    known[0]?.setAside.push({
      place: 'PID-3',
      reason: 'no-patient',
      words: 'One of several PID names no patient by any number.',
    })
  }
  const linked = linksPatients(reading)
    ? linkOf(
        known.map((one) => one.patient.key),
        reading,
      )
    : { links: [], setAside: [] }
  return {
    outcome: 'translated',
    translation: {
      messageType,
      patients: joined(known.map((one) => one.patient)),
      merges: known.flatMap((one) => one.merges),
      links: linked.links,
      moves: known.flatMap((one) => one.moves),
      withdrawals: known.flatMap((one) => one.withdrawals),
      setAside: [...known.flatMap((one) => one.setAside), ...linked.setAside],
      notUnderstood: reading.notUnderstood,
      defects: [...reading.defects],
    },
  }
}

const setAside = (
  reason: 'not-hl7' | 'unreadable' | 'unsupported' | 'no-patient' | 'conflict' | 'fault',
  words: string,
  place: string,
  messageType?: string,
): Translated => ({
  outcome: 'set-aside',
  reason,
  words,
  place,
  ...(messageType && { messageType }),
})

/** From one PID to the next; what stands before the first belongs to the message. */
function patientGroups(segments: readonly Segment[]): PatientGroup[] {
  const groups: { pid: Segment; segments: Segment[] }[] = []
  for (const segment of segments) {
    if (segment.name === 'PID') groups.push({ pid: segment, segments: [] })
    else groups.at(-1)?.segments.push(segment)
  }
  return groups
}

interface About extends SaidOfNumbers {
  readonly patient: AboutPatient
  readonly setAside: SetAsidePart[]
}

function aboutPatient(group: PatientGroup, reading: Reading): About | undefined {
  const identified = identify(group.pid, reading)
  if (!identified) return undefined
  const family = familyOf(reading.code)
  const numbers = isAboutNumbers(reading) ? saidOfNumbers(group, identified, reading) : undefined
  const pointsOnly = family !== 'ADT' || numbers !== undefined
  const relatives = pointsOnly ? [] : relatedPersons(group, reading)
  const consentsSaid = consents(group, reading)
  const about: About = {
    patient: {
      key: identified.key,
      identification: identified.identification,
      pointsOnly,
      eventTime: pointsOnly ? reading.eventTime : reading.recorded,
      statements: [],
      ...(relatives.length > 0 && { relatives: relatives.length }),
      ...(isSensitive(group) === true && { sensitive: true }),
      ...(consentsSaid.length > 0 && { consents: consentsSaid }),
    },
    ...(numbers ?? { merges: [], moves: [], withdrawals: [] }),
    setAside: [...(numbers?.setAside ?? [])],
  }
  const statements = about.patient.statements as Statement[]
  const { family: name, given, birthDate } = identified.identification
  if (!pointsOnly || name || given || birthDate) {
    statements.push(patientStatement(group, identified, pointsOnly, reading))
  }
  if (!numbers) {
    const said = sayings(family, group, reading)
    statements.push(...belonging([...said.statements, ...relatives], group, reading))
    about.setAside.push(...said.setAside)
  }
  return about
}

function sayings(
  family: ReturnType<typeof familyOf>,
  group: PatientGroup,
  reading: Reading,
): { statements: Statement[]; setAside: SetAsidePart[] } {
  if (family === 'ADT') return { statements: admission(group, reading), setAside: [] }
  if (family === 'ORU') return reports(group.segments, reading)
  if (family === 'MDM') return documents(group.segments, reading)
  if (family === undefined) reading.missed(`message ${reading.code}`)
  const said = family ? family(group, reading) : []
  return {
    statements: [...said, ...localStatements(group.segments, undefined, reading)],
    setAside: [],
  }
}

function admission(group: PatientGroup, reading: Reading): Statement[] {
  const visit = visitStatement(group, reading)
  const visitId = visit?.needsAll ? undefined : visit?.sourceId
  return [
    ...(visit ? [visit] : []),
    ...allergies(group.segments, reading),
    ...diagnoses(group.segments, visitId, reading),
    ...measurements(group.segments, visitId, reading),
    ...roles(group.segments, reading),
    ...localStatements(group.segments, visitId, reading),
  ]
}

function countUnknown(segments: readonly Segment[], reading: Reading): void {
  const known = understood(reading.code)
  const { zSegments } = reading.feed.profile
  for (const { name } of segments) {
    if (known.has(name) || zSegments[name]) continue
    // A line of broken text can look like a segment: its letters are not repeated.
    reading.missed(/^[A-Z][A-Z0-9]{2}$/.test(name) ? `segment ${name}` : 'segment without a name')
  }
}

/** Several groups about one patient are one. */
function joined(patients: readonly AboutPatient[]): AboutPatient[] {
  const byKey = new Map<string, AboutPatient>()
  for (const patient of patients) {
    const key = `${patient.key.namespace}\n${patient.key.value}`
    const held = byKey.get(key)
    const statements = held ? [...held.statements, ...patient.statements] : patient.statements
    const said = [...(held?.consents ?? []), ...(patient.consents ?? [])]
    byKey.set(key, { ...(held ?? patient), statements, ...(said.length > 0 && { consents: said }) })
  }
  return [...byKey.values()]
}

/** Several messages that came as one: what one of them lacks does not hold up the others. */
function together(all: readonly Translated[]): Translated {
  const read = all.flatMap((one) => (one.outcome === 'translated' ? [one.translation] : []))
  const first = all[0] as Translated
  if (read.length === 0) return first
  const aside = all.flatMap((one, index): SetAsidePart[] =>
    one.outcome === 'set-aside'
      ? [{ place: `message ${index + 1}`, reason: one.reason, words: one.words }]
      : [],
  )
  const notUnderstood: Record<string, number> = {}
  for (const one of read) {
    for (const [what, times] of Object.entries(one.notUnderstood)) {
      notUnderstood[what] = (notUnderstood[what] ?? 0) + times
    }
  }
  return {
    outcome: 'translated',
    translation: {
      messageType: 'batch',
      patients: read.flatMap((one) => one.patients),
      merges: read.flatMap((one) => one.merges),
      links: read.flatMap((one) => one.links),
      moves: read.flatMap((one) => one.moves),
      withdrawals: read.flatMap((one) => one.withdrawals),
      setAside: [...read.flatMap((one) => one.setAside), ...aside],
      notUnderstood,
      defects: [...new Set(read.flatMap((one) => one.defects))],
    },
  }
}
