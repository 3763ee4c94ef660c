/** One entry of a message as a statement about a patient, or as a part set aside. */
import type {
  FhirResource,
  Identification,
  PatientMerge,
  SetAsidePart,
  SetAsideReason,
  Statement,
} from '#vocabulary'
import type { FeedFacts } from '../feed-profile.ts'
import { type Taken, takeAttachments } from './attachments.ts'
import type { Entry, Message } from './bundle.ts'
import { complete } from './complete.ts'
import { asElements, type Element } from './element.ts'
import { eventTime, type FiledKind, isFiled, isSupporting, sourceIdOf } from './kinds.ts'
import { labelsOf } from './labels.ts'
import { mergesOf } from './merges.ts'
import { foreignOwner } from './ownership.ts'
import { readPatient } from './patients.ts'
import { containedResults, type Reported, reportExtension } from './reports.ts'
import type { Index } from './resolve.ts'
import { type Subject, subjectOf } from './subject.ts'
import { validate } from './validate.ts'

/** All that is known while one message is read. */
export interface Reading {
  readonly message: Message
  readonly index: Index
  readonly feed: FeedFacts
  readonly receivedAt: number
  readonly reported: ReadonlyMap<Entry, Reported>
}

export interface AboutOne {
  readonly keyValue: string
  readonly identification: Identification
  readonly statement: Statement
}

export interface Filed {
  readonly about: readonly AboutOne[]
  readonly merges: readonly PatientMerge[]
  readonly setAside: readonly SetAsidePart[]
  readonly defects: readonly string[]
}

/** Never throws: what breaks the reader is set aside as a fault of ours. */
export function fileEntry(entry: Entry, reading: Reading): Filed {
  try {
    const taken = takeAttachments(entry, reading.index)
    const invalid = taken.invalid ?? validate(taken.resource)
    if (invalid) return aside(entry, 'invalid', invalid)
    return fileValid(entry, taken, reading)
  } catch {
    return aside(entry, 'fault', `The ${entry.kind} could not be read.`)
  }
}

function fileValid(entry: Entry, taken: Taken, reading: Reading): Filed {
  const { index, feed } = reading
  const foreign = foreignOwner(entry, index, feed)
  if (foreign) {
    return aside(entry, 'wrong-organisation', `${foreign} is not the organisation of this feed.`)
  }
  const subject = subjectFor(entry, reading)
  if (subject.outcome === 'set-aside') return aside(entry, subject.reason, subject.words)

  const { keyValue, identification } = subject
  const sourceId = sourceIdOf(entry)
  const reported = reading.reported.get(entry)
  const about = entry.resource.subject ?? reported?.reports[0]?.resource.subject
  const whole = about === undefined ? taken.resource : { ...taken.resource, subject: about }
  const completed = complete({ ...entry, resource: whole }, index, nameOf)
  const defects = [...taken.defects, ...completed.defects]
  const patient = entry.kind === 'Patient' ? readPatient(entry.resource, feed) : undefined
  const time = eventTime(entry.resource, reading.message.time, reading.receivedAt)
  const statement: Statement = {
    kind: entry.kind as FiledKind,
    sourceId,
    eventTime: time,
    resource: withTitles(completed.resource, reported) as unknown as FhirResource,
    attachments: taken.attachments.length > 0 ? taken.attachments : undefined,
    labels: labelsOf(entry.resource, entry.resource.meta, reading.message.meta) ?? reported?.labels,
  }
  const inside = entry.kind === 'DiagnosticReport' ? containedResults(entry, sourceId) : []
  const results = inside.map((each) => fileContained(each, statement, reading))
  return {
    about: [{ keyValue, identification, statement }, ...results.flatMap((each) => each.about)],
    merges: patient ? mergesOf(entry, keyValue, time, index, feed) : [],
    setAside: results.flatMap((each) => each.setAside),
    defects: [...defects, ...(patient?.defects ?? [])].map((words) => `${entry.place}: ${words}`),
  }
}

/** A result that names no patient is about the patient of its reports, if they are of one. */
function subjectFor(entry: Entry, reading: Reading): Subject {
  const { index, feed } = reading
  const own = subjectOf(entry, index, feed)
  const reports = entry.resource.subject === undefined ? reading.reported.get(entry)?.reports : []
  const [first, ...others] = (reports ?? []).map((report) => subjectOf(report, index, feed))
  if (first?.outcome !== 'patient') return own
  const same = (each: Subject) => each.outcome === 'patient' && each.keyValue === first.keyValue
  return others.every(same) ? first : own
}

/** It was found valid inside its report, and could not be valid alone by the rules of that. */
function fileContained(result: Entry, report: Statement, reading: Reading): Filed {
  const filed = fileValid(
    result,
    { resource: result.resource, attachments: [], defects: [] },
    reading,
  )
  const about = filed.about.map((each) => {
    const statement = { ...each.statement, eventTime: report.eventTime }
    return { ...each, statement: { ...statement, labels: statement.labels ?? report.labels } }
  })
  return { ...filed, about }
}

function withTitles(resource: Element, reported: Reported | undefined): Element {
  if (!reported) return resource
  const titles = reported.titles.map((title) => ({ url: reportExtension, valueString: title }))
  return { ...resource, extension: [...asElements(resource.extension), ...titles] }
}

/** How references name what is kept: by kind and sourceId, so that they still hold later. */
function nameOf(entry: Entry): string | undefined {
  if (!isFiled(entry.kind) && !isSupporting(entry.kind)) return undefined
  return `${entry.kind}/${sourceIdOf(entry)}`
}

function aside(entry: Entry, reason: SetAsideReason, words: string): Filed {
  const part = { place: entry.place, reason, words }
  return { about: [], merges: [], setAside: [part], defects: [] }
}
