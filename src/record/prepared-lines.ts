/**
 * A prepared record, and the lines that bring it up to date. Applying all lines to an empty view
 * gives the same as preparing the record from its entries.
 */
import type { Item, PersonView, RecordView, SectionName, SourceView } from '#vocabulary'
import { sectionNames } from '#vocabulary'
import { compareItems, presenceOf } from './view/index.ts'

export interface PreparedLine {
  readonly version: number
  readonly put?: readonly (readonly [SectionName, Item])[]
  readonly gone?: readonly string[]
  readonly person?: PersonView
  /** Sources that were heard: name, newest receipt (ISO), sections that they can fill. */
  readonly heard?: Readonly<Record<string, Heard>>
}

export interface Heard {
  readonly name: string
  readonly received: string
  readonly shares: readonly SectionName[]
  /** See SourceView.delayedSince; written only when a record is prepared anew. */
  readonly delayedSince?: string
}

const nobody: PersonView = { name: {}, identifiers: [] }

export function emptyView(): RecordView {
  const sections: unknown = Object.fromEntries(sectionNames.map((name) => [name, []]))
  return {
    version: 0,
    person: nobody,
    sources: {},
    sections: sections as RecordView['sections'],
    someWithheld: false,
  }
}

export function applyLines(view: RecordView, lines: readonly PreparedLine[]): RecordView {
  const sections = new Map<SectionName, Map<string, Item>>()
  const sectionOf = new Map<string, SectionName>()
  for (const name of sectionNames) {
    const items = view.sections[name] ?? []
    sections.set(name, new Map(items.map((item) => [item.id, item])))
    for (const item of items) sectionOf.set(item.id, name)
  }
  const touched = new Set<SectionName>()
  const take = (id: string): void => {
    const section = sectionOf.get(id)
    if (!section) return
    sections.get(section)!.delete(id)
    sectionOf.delete(id)
    touched.add(section)
  }
  let { version, person } = view
  const sources = new Map(Object.entries(view.sources))
  for (const line of lines) {
    version = Math.max(version, line.version)
    person = line.person ?? person
    for (const id of line.gone ?? []) take(id)
    for (const [section, item] of line.put ?? []) {
      take(item.id)
      sections.get(section)!.set(item.id, item)
      sectionOf.set(item.id, section)
      touched.add(section)
    }
    for (const [ods, heard] of Object.entries(line.heard ?? {})) {
      sources.set(ods, hear(sources.get(ods), ods, heard))
    }
  }
  const sorted = Object.fromEntries(
    sectionNames.map((name) => {
      const items = [...sections.get(name)!.values()]
      return [name, touched.has(name) ? items.sort(compareItems) : items]
    }),
  ) as unknown as RecordView['sections']
  return {
    version,
    person,
    sources: Object.fromEntries(
      [...sources]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([ods, source]) => [ods, { ...source, presence: presences(source, sorted) }]),
    ),
    sections: sorted,
    someWithheld: view.someWithheld,
  }
}

function hear(known: SourceView | undefined, ods: string, heard: Heard): SourceView {
  const presence: Partial<Record<SectionName, 'nothing-recorded'>> = {}
  for (const section of heard.shares) presence[section] = 'nothing-recorded'
  const delayedSince = heard.delayedSince ?? known?.delayedSince
  return {
    ods,
    name: heard.name,
    lastReceived:
      known && known.lastReceived > heard.received ? known.lastReceived : heard.received,
    ...(delayedSince && { delayedSince }),
    presence: { ...known?.presence, ...presence },
  }
}

/** What each source has to say in the sections that it shares, or has filled all the same. */
function presences(source: SourceView, sections: RecordView['sections']): SourceView['presence'] {
  const presence: Partial<Record<SectionName, SourceView['presence'][SectionName]>> = {}
  for (const name of sectionNames) {
    const items = sections[name].filter((item) => item.source === source.ods)
    const shares = source.presence[name] !== undefined
    if (!shares && items.length === 0) continue
    presence[name] = presenceOf(items, shares)
  }
  return presence
}
