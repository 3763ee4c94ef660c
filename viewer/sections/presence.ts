/** What each source has to say in a section, in words. Absence is a value (design §3; HZ-03). */
import type {
  Presence,
  RecordView,
  SectionName,
  SourceView,
} from '../../src/doors/viewer/contract.ts'

/** Said of an organisation: '… has nothing recorded'. 'Silent' is: it does not share this. */
export const presenceWords: Readonly<Record<Presence | 'silent', string>> = {
  recorded: 'Recorded',
  'none-known': 'Says none known',
  'nothing-recorded': 'Nothing recorded (not the same as none)',
  partial: 'Only part received',
  unavailable: 'Cannot be reached now (may hold something)',
  'not-connected': 'Not connected yet (may hold something)',
  withheld: 'Withheld from this view (may hold something)',
  silent: 'Does not share this here (may hold something)',
}

const order = Object.keys(presenceWords) as (Presence | 'silent')[]
const gapKinds = ['unavailable', 'partial', 'withheld', 'not-connected'] as const

export interface PresenceGroup {
  readonly presence: Presence | 'silent'
  readonly sources: readonly SourceView[]
}

/** The sources of a record grouped by what they have to say in one section. */
export function presences(record: RecordView, section: SectionName): PresenceGroup[] {
  const sources = Object.values(record.sources)
  return order
    .map((presence) => ({
      presence,
      sources: sources.filter((source) => (source.presence[section] ?? 'silent') === presence),
    }))
    .filter((group) => group.sources.length > 0)
}

/** Those that may hold something that is not shown: named wherever their section is. */
export function gaps(record: RecordView, section: SectionName): PresenceGroup[] {
  return presences(record, section).filter((group) =>
    (gapKinds as readonly string[]).includes(group.presence),
  )
}

const gapShort = {
  unavailable: 'cannot be reached now',
  partial: 'sent only part',
  withheld: 'withheld',
  'not-connected': 'not connected yet',
}

export function gapWords(groups: readonly PresenceGroup[]): string {
  return groups
    .map(
      ({ presence, sources }) =>
        `${sources.map(shortName).join(', ')}: ${gapShort[presence as keyof typeof gapShort]}`,
    )
    .join('; ')
}

/** Nobody has shown anything here: says why, and never 'none'. */
export function emptyWords(record: RecordView, section: SectionName): string {
  const nothing = presences(record, section).find((group) => group.presence === 'nothing-recorded')
  if (nothing) {
    return `Nothing recorded by ${shortNames(nothing.sources)}. This is not the same as none.`
  }
  return gaps(record, section).length > 0
    ? 'Nothing can be shown now. This is not the same as none.'
    : 'No organisation shares this here. This is not the same as none.'
}

function shortNames(sources: readonly SourceView[]): string {
  const names = sources.map(shortName)
  return names.length > 3 ? `${names.length} organisations` : names.join(', ')
}

export function shortName(source: { readonly name: string }): string {
  return source.name.replace(/ (NHS )?(Foundation )?Trust$/i, '')
}

/** For the overview, where there is little room: the person's own practice is 'GP'. */
export function voiceName(record: RecordView, ods: string): string {
  return ods === record.person.gpPractice?.ods ? 'GP' : sourceName(record, ods)
}

export function sourceName(record: RecordView, ods: string): string {
  const source = record.sources[ods]
  return source ? shortName(source) : ods
}
