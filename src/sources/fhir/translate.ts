/**
 * A FHIR R4 message as statements about patients. Pure: the same bytes say the same, always.
 * What cannot be filed is set aside by itself and never takes the rest with it.
 */
import type {
  AboutPatient,
  PatientMerge,
  SetAsidePart,
  SetAsideReason,
  Translated,
} from '#vocabulary'
import type { FeedFacts } from '../feed-profile.ts'
import { type Message, openMessage } from './bundle.ts'
import { type ConsentOf, readConsent } from './consents.ts'
import { asElement, asText } from './element.ts'
import { type AboutOne, fileEntry, type Reading } from './file-entry.ts'
import { isFhirKind } from './json-schema.ts'
import { isFiled, isSupporting } from './kinds.ts'
import { patientKey } from './patients.ts'
import { readJson } from './read-json.ts'
import { reportedResults } from './reports.ts'
import { indexEntries } from './resolve.ts'

/**
 * Reads a Bundle (transaction, batch, collection, searchset, message, document) or one resource.
 * `receivedAt` in ms is the time of what says no time of its own. Never throws.
 */
export function translateFhir(bytes: Uint8Array, feed: FeedFacts, receivedAt: number): Translated {
  const read = readJson(bytes)
  if (read.outcome === 'set-aside') return read
  try {
    return translateJson(read.json, feed, receivedAt)
  } catch {
    return whole('fault', 'The message could not be read.')
  }
}

function translateJson(json: unknown, feed: FeedFacts, receivedAt: number): Translated {
  const resource = asElement(json)
  const kind = asText(resource?.resourceType)
  if (!resource || !kind) return whole('invalid', 'The message has no resourceType.')
  if (!isFhirKind(kind)) return whole('invalid', 'The resourceType is not one of FHIR R4.')
  const message = openMessage(resource)
  if (!message) {
    return whole('unsupported', 'Bundles of this type are not read.', 'Bundle')
  }
  const index = indexEntries(message.entries)
  const reported = reportedResults(message.entries, index)
  const translated = translateMessage({ message, index, reported, feed, receivedAt })
  const alone = message.bundleType ? undefined : translated.setAside[0]
  // One resource that cannot be filed is the whole message: it waits for a human as one.
  if (alone && translated.patients.length === 0) {
    return { outcome: 'set-aside', messageType: message.messageType, ...alone }
  }
  return { outcome: 'translated', translation: translated }
}

function translateMessage(reading: Reading) {
  const { message, feed } = reading
  const about: AboutOne[] = []
  const merges: PatientMerge[] = []
  const setAside: SetAsidePart[] = [...message.setAside]
  const defects: string[] = []
  const notUnderstood: Record<string, number> = {}
  const consents: ConsentOf[] = []

  for (const entry of message.entries) {
    if (isFiled(entry.kind)) {
      const filed = fileEntry(entry, reading)
      for (const each of filed.about) about.push(each)
      merges.push(...filed.merges)
      setAside.push(...filed.setAside)
      defects.push(...filed.defects)
    } else if (entry.kind === 'Consent') {
      const read = readConsent(entry, reading)
      if ('reason' in read) setAside.push({ place: entry.place, ...read })
      else consents.push(read)
    } else if (!isFhirKind(entry.kind)) {
      const words = 'The resourceType is not one of FHIR R4.'
      setAside.push({ place: entry.place, reason: 'invalid', words })
    } else if (!message.bundleType || !isSupporting(entry.kind)) {
      const name = `resource ${entry.kind}`
      notUnderstood[name] = (notUnderstood[name] ?? 0) + 1
    }
  }
  return {
    messageType: message.messageType,
    patients: withConsents(gatherPatients(about, message, feed), consents, feed),
    merges: withoutRepeats(merges),
    links: [],
    moves: [],
    withdrawals: [],
    setAside,
    notUnderstood,
    defects,
  }
}

/** Who is not in the message otherwise is pointed at by what is said of their consent. */
function withConsents(
  patients: readonly AboutPatient[],
  consents: readonly ConsentOf[],
  feed: FeedFacts,
): AboutPatient[] {
  const byKey = new Map(patients.map((about) => [about.key.value, about]))
  for (const { keyValue, identification, said } of consents) {
    const key = patientKey(feed, keyValue)
    const about = byKey.get(key.value) ?? {
      key,
      identification,
      pointsOnly: true,
      eventTime: said.eventTime,
      statements: [],
    }
    byKey.set(key.value, { ...about, consents: [...(about.consents ?? []), said] })
  }
  return [...byKey.values()]
}

/** In the order in which the message first speaks of them; their statements in its order. */
function gatherPatients(
  about: readonly AboutOne[],
  message: Message,
  feed: FeedFacts,
): AboutPatient[] {
  return [...Map.groupBy(about, (each) => each.keyValue)].map(([keyValue, all]) => {
    const isDocument = message.bundleType === 'document'
    const statements = all.map(({ statement }) =>
      // A document holds the patient as they were when it was written: never the newest news.
      isDocument && statement.kind === 'Patient' ? { ...statement, eventTime: 0 } : statement,
    )
    const told = all.filter((each) => each.statement.kind === 'Patient')
    const newest = told.reduce<AboutOne | undefined>(
      (held, each) => (held && held.statement.eventTime > each.statement.eventTime ? held : each),
      undefined,
    )
    const numbered = all.find((each) => each.identification.nhsNumber)
    const latest = statements.reduce((time, each) => Math.max(time, each.eventTime), 0)
    return {
      key: patientKey(feed, keyValue),
      identification: (newest ?? numbered ?? all[0])?.identification ?? { identifiers: [] },
      pointsOnly: !newest || isDocument,
      eventTime: newest?.statement.eventTime ?? latest,
      statements,
    }
  })
}

/** Both Patients of a merge may say it. */
function withoutRepeats(merges: readonly PatientMerge[]): PatientMerge[] {
  const named = (merge: PatientMerge) => `${merge.retired.value} ${merge.survivor.value}`
  return [...new Map(merges.map((merge) => [named(merge), merge])).values()]
}

const whole = (reason: SetAsideReason, words: string, messageType?: string): Translated => ({
  outcome: 'set-aside',
  messageType,
  reason,
  words,
})
