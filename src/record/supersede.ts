/**
 * Which statements of a batch are news, in memory: older news never overwrites newer, the same
 * content again is no new version, and parts are put together by the rule they name.
 */
import type {
  FhirResource,
  Provenance,
  SectionName,
  SourcePatientKey,
  Statement,
} from '#vocabulary'
import { contentHash } from './entry-key.ts'
import { entryName, type HeldEntry } from './held-entries.ts'
import { kept } from './labels.ts'
import { type Original, originalText, standing } from './packing.ts'

/** What one message says about one source patient, and where that one is placed. */
export interface Filing {
  readonly personId: number
  readonly isNewPerson: boolean
  readonly sourcePatientId: number
  readonly isNewSourcePatient: boolean
  readonly patient: SourcePatientKey
  readonly messageId: number
  readonly provenance: Provenance
  /** Sections that this feed can fill. */
  readonly shares: readonly SectionName[]
  readonly statements: readonly Statement[]
  /** When the message was of its sender's world (ms): between words of one eventTime. */
  readonly said: number
  /** A report of this feed holds all there is of it (LAB-02). */
  readonly resultsReplace: boolean
  /** The person has objected: it says whose others' results are not, and nothing of it is kept. */
  readonly isKeptOut?: boolean
}

/** Where an entry came from, and where it stands. */
type FiledFrom = Pick<
  Filing,
  'personId' | 'sourcePatientId' | 'messageId' | 'provenance' | 'shares'
>

export type CombineRules = Readonly<
  Record<string, (held: Original | undefined, incoming: Statement) => Original>
>

/** An entry as it will be once the batch is filed. */
export interface NewVersion {
  readonly filing: FiledFrom
  readonly key: string
  readonly kind: string
  readonly resource: FhirResource
  readonly original: Original
  readonly text: string
  /** The rule has more to remember; the resource stays as it was, and so does what it proves. */
  readonly showsTheSame: boolean
  readonly content: string
  readonly eventTime: number
  readonly labels: readonly string[]
  /** The version in the store that this one ends. */
  readonly ends: HeldEntry | undefined
}

export interface News {
  readonly news: readonly NewVersion[]
  /** By entry name, when (ms) something was said that was known already, and is not older. */
  readonly saidAgain: ReadonlyMap<string, number>
}

export function newVersions(
  filings: readonly Filing[],
  keys: ReadonlyMap<Statement, string>,
  held: ReadonlyMap<string, HeldEntry>,
  rules: CombineRules,
): News {
  const news = new Map<string, NewVersion>()
  const saidAgain = new Map<string, number>()
  for (const filing of filings) {
    for (const statement of filing.statements) {
      const key = keys.get(statement)!
      const name = entryName(filing.sourcePatientId, key)
      const stored = held.get(name)
      const now:
        | { eventTime: number; content: string; labels: readonly string[]; original?: Original }
        | undefined = news.get(name) ?? stored
      const rule = statement.combine === undefined ? undefined : rules[statement.combine]
      const saidAt = Math.max(now?.eventTime ?? 0, saidAgain.get(name) ?? 0)
      const labels = kept(now?.labels, statement.labels)
      const isOlder = !rule && now !== undefined && statement.eventTime < saidAt
      // Older words change nothing, but a label once said stays, whenever it comes.
      if (isOlder && (now.labels.join() === labels.join() || !now.original)) continue
      const original: Original = isOlder
        ? now.original!
        : rule
          ? rule(now?.original && standing(now.original), statement)
          : statement.state === undefined
            ? { resource: statement.resource }
            : { resource: statement.resource, state: statement.state }
      const shown = JSON.stringify(original.resource)
      const text = originalText(original, shown)
      const content = contentHash(text)
      // A label may come with the message and not with what it says.
      if (now?.content === content && now.labels.join() === labels.join()) {
        if (!rule && statement.eventTime > saidAt) saidAgain.set(name, statement.eventTime)
        continue
      }
      if (!isOlder) saidAgain.delete(name)
      news.set(name, {
        filing: (isOlder && news.get(name)?.filing) || filing,
        key,
        kind: statement.kind,
        resource: original.resource,
        original,
        text,
        showsTheSame:
          stored?.original !== undefined &&
          stored.labels.join() === labels.join() &&
          JSON.stringify(stored.original.resource) === shown,
        content,
        eventTime: Math.max(statement.eventTime, now?.eventTime ?? statement.eventTime),
        labels,
        ends: stored,
      })
    }
  }
  return { news: [...news.values()], saidAgain }
}
