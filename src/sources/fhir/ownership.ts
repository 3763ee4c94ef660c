/**
 * A feed writes for its own organisation only: an encounter, an episode or a document that is
 * another organisation's, by its ODS code, is not taken from it.
 */
import { belongsTo } from '#vocabulary'
import type { FeedFacts } from '../feed-profile.ts'
import type { Entry } from './bundle.ts'
import { odsSystems } from './describe.ts'
import { asElement, asElements, asText, type Element } from './element.ts'
import { type Index, resolve } from './resolve.ts'

const owner: Readonly<Record<string, string>> = {
  Encounter: 'serviceProvider',
  EpisodeOfCare: 'managingOrganization',
  DocumentReference: 'custodian',
}

/** A ward is part of a site is part of a trust. */
const levelsMax = 5

/** The element that names another organisation; undefined when none does. */
export function foreignOwner(entry: Entry, index: Index, feed: FeedFacts): string | undefined {
  const element = owner[entry.kind]
  const reference = element ? asElement(entry.resource[element]) : undefined
  if (!element || !reference) return undefined
  const own = feed.organisation.toUpperCase()
  const codes = odsCodes(reference, entry, index)
  return codes.every((code) => belongsTo(code, own)) ? undefined : `${entry.kind}.${element}`
}

function odsCodes(reference: Element, from: Entry, index: Index): string[] {
  const codes = codesOf(reference.identifier)
  let [next, entry]: [Element | undefined, Entry] = [reference, from]
  for (let level = 0; next && level < levelsMax && codes.length === 0; level++) {
    const target = resolve(next, entry, index)
    codes.push(...codesOf(target?.resource.identifier))
    next = asElement(target?.resource.partOf)
    entry = target?.entry ?? entry
  }
  return codes
}

function codesOf(identifiers: unknown): string[] {
  return asElements(identifiers).flatMap((each) => {
    const code = asText(each.value)?.toUpperCase()
    return code && odsSystems.has(each.system) ? [code] : []
  })
}
