/**
 * What is sensitive because of what it is linked with (AC-21): a list of codes alone does not
 * stop a letter. Followed so far that little gets through, and no further: a plan that is about
 * ten problems does not make the other nine sensitive.
 */
import { attachmentUrl, type FhirResource } from '#vocabulary'

export interface Linked {
  readonly key: string
  readonly kind: string
  /** It is sensitive by what it says. */
  readonly isSensitive: boolean
  readonly resource: FhirResource
}

/** The key of the entry that a reference names, of the same source patient. */
export type KeyOf = (kind: string, sourceId: string) => string

export interface LinkedKeys {
  /** Those that are sensitive by their links, and not by what they say. */
  readonly linked: ReadonlySet<string>
  /** What is sensitive, and what that names: nothing else makes anything sensitive by a link. */
  readonly around: ReadonlySet<string>
}

export function linkedKeys(entries: readonly Linked[], keyOf: KeyOf): LinkedKeys {
  const direct = entries.filter((one) => one.isSensitive)
  if (direct.length === 0) return { linked: new Set(), around: new Set() }
  const byKey = new Map(entries.map((one) => [one.key, one]))
  const links = new Map(entries.map((one) => [one.key, linksOf(one, keyOf)]))
  const core = withParts(direct, byKey, links)
  const coreVisits = new Set(
    [...core].flatMap((key) => {
      const kind = byKey.get(key)?.kind
      return kind === 'Condition' || kind === 'Procedure' ? links.get(key)!.visits : []
    }),
  )
  const found = new Set(core)
  for (const { key, kind } of entries) {
    if (kind === 'Patient' || found.has(key)) continue
    const { meant, visits } = links.get(key)!
    if (meant.some((each) => core.has(each))) found.add(key)
    else if (kind === 'DocumentReference' && visits.some((each) => coreVisits.has(each))) {
      found.add(key)
    }
  }
  addLetters(entries, links, found)
  const around = new Set([...found, ...coreVisits])
  for (const key of found) {
    for (const part of links.get(key)?.parts ?? []) around.add(part)
  }
  for (const { key } of direct) found.delete(key)
  return { linked: found, around }
}

/** Keys of what an entry names. */
export function namedBy(entry: Pick<Linked, 'kind' | 'resource'>, keyOf: KeyOf): readonly string[] {
  const { meant, visits } = linksOf(entry, keyOf)
  return [...meant, ...visits]
}

interface Links {
  /** References to what the entry is about, or consists of. */
  readonly meant: readonly string[]
  /** References to a visit or a time of care, with which much else has to do. */
  readonly visits: readonly string[]
  /** Of `meant`: what is a part of it, or its evidence. */
  readonly parts: readonly string[]
}

/** A report and its results, a panel and its members, a problem and what is linked to it. */
function withParts(
  direct: readonly Linked[],
  byKey: ReadonlyMap<string, Linked>,
  links: ReadonlyMap<string, Links>,
): Set<string> {
  const core = new Set(direct.map((one) => one.key))
  for (const key of core) {
    for (const part of links.get(key)?.parts ?? []) {
      const kind = byKey.get(part)?.kind
      if (kind !== undefined && kind !== 'Patient') core.add(part)
    }
  }
  return core
}

/** A letter is as sensitive as what it names, and as its visit; and so are its other versions. */
function addLetters(
  entries: readonly Linked[],
  links: ReadonlyMap<string, Links>,
  found: Set<string>,
): void {
  const letters = entries.filter((one) => one.kind === 'DocumentReference')
  const names = (key: string): readonly string[] => {
    const { meant, visits } = links.get(key)!
    return [...meant, ...visits]
  }
  for (let before = -1; before < found.size; ) {
    before = found.size
    for (const { key } of letters) {
      if (found.has(key)) {
        for (const other of links.get(key)!.parts) found.add(other)
      } else if (names(key).some((each) => found.has(each))) found.add(key)
    }
  }
}

const visitKinds: ReadonlySet<string> = new Set(['Encounter', 'EpisodeOfCare'])

/** Elements whose targets are a part of what names them, or the reason why it is held. */
const partElements: ReadonlySet<string> = new Set([
  'result',
  'hasMember',
  'evidence',
  'report',
  'basedOn',
  'relatesTo',
])

const named = /^([A-Z][A-Za-z]+)\/(.+)$/s

function linksOf({ kind, resource }: Pick<Linked, 'kind' | 'resource'>, keyOf: KeyOf): Links {
  const meant: string[] = []
  const visits: string[] = []
  const parts: string[] = []
  const take = (reference: string, element: string): void => {
    const [, of, id] = named.exec(reference) ?? []
    if (!of || !id || of === 'Patient') return
    const key = keyOf(of, id)
    if (visitKinds.has(of)) {
      visits.push(key)
      return
    }
    meant.push(key)
    // Whatever a problem is linked to belongs to it, but other problems.
    if (partElements.has(element) || (kind === 'Condition' && of !== 'Condition')) parts.push(key)
  }
  const walk = (value: unknown, element: string): void => {
    if (Array.isArray(value)) {
      for (const each of value) walk(each, element)
    } else if (typeof value === 'object' && value !== null) {
      const { reference } = value as { reference?: unknown }
      if (typeof reference === 'string') take(reference, element)
      for (const each of Object.values(value)) walk(each, element)
    }
  }
  for (const [element, value] of Object.entries(resource)) {
    walk(value, element)
    // HL7 v2 names the document that is added to or replaced by its number.
    if (element === 'relatesTo' && Array.isArray(value)) {
      for (const each of value) {
        const number: unknown = each?.target?.identifier?.value
        if (typeof number === 'string') take(`DocumentReference/${number}`, element)
      }
    }
  }
  return { meant, visits, parts }
}

const documentUrl = new RegExp(`"${attachmentUrl('')}([0-9a-f]{64})"`, 'g')

/** The documents that a resource names, by the hashes of their bytes. */
export const documentsIn = (resource: FhirResource): string[] =>
  [...JSON.stringify(resource).matchAll(documentUrl)].map(([, hash]) => hash as string)
