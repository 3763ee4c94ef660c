/**
 * What a reference points at within one message (R4 bundle.html §2.36.4.1, references.html):
 * fullUrl, relative, contained, conditional, and by identifier alone. Where two things could be
 * meant, none is: a wrong answer would be worse than none.
 */
import type { Entry } from './bundle.ts'
import { asElement, asElements, asText, type Element, identifierToken } from './element.ts'

export interface Index {
  readonly byFullUrl: ReadonlyMap<string, readonly Entry[]>
  readonly byTypeAndId: ReadonlyMap<string, readonly Entry[]>
  readonly byIdentifier: ReadonlyMap<string, readonly Entry[]>
}

export interface Target {
  readonly resource: Element
  readonly kind: string
  /** Absent when the resource is contained in the one that refers to it. */
  readonly entry?: Entry
}

export function indexEntries(entries: readonly Entry[]): Index {
  const byFullUrl = new Map<string, Entry[]>()
  const byTypeAndId = new Map<string, Entry[]>()
  const byIdentifier = new Map<string, Entry[]>()
  const add = (map: Map<string, Entry[]>, key: string, entry: Entry) => {
    const held = map.get(key)
    if (held) held.push(entry)
    else map.set(key, [entry])
  }
  for (const entry of entries) {
    if (entry.fullUrl) add(byFullUrl, entry.fullUrl, entry)
    const id = asText(entry.resource.id)
    if (id) add(byTypeAndId, `${entry.kind}/${id}`, entry)
    const tokens = asElements(entry.resource.identifier).map(identifierToken)
    for (const token of new Set(tokens)) {
      if (token) add(byIdentifier, `${entry.kind}?${token}`, entry)
    }
  }
  return { byFullUrl, byTypeAndId, byIdentifier }
}

/** The server and the Type/id of a reference or fullUrl; undefined for urn: and '#'. */
export function splitUrl(url: string): { server: string; typeAndId: string } | undefined {
  const match = /^(https?:\/\/.+\/|)([A-Z][A-Za-z]{1,40}\/[A-Za-z0-9\-.]{1,64})(?:\/_history\/.+)?$/
  const parts = match.exec(url)
  return parts ? { server: parts[1] ?? '', typeAndId: parts[2] ?? '' } : undefined
}

/** 'Practitioner?identifier=system|value' (R4 http.html §3.1.0.11.2, conditional references). */
export function conditionalIdentifier(
  reference: string,
): { kind: string; system: string; value: string } | undefined {
  const [, kind, query] = /^([A-Z][A-Za-z]+)\?(.+)$/.exec(reference) ?? []
  if (!kind || !query) return undefined
  const token = new URLSearchParams(query).get('identifier') ?? ''
  const bar = token.indexOf('|')
  const [system, value] = [token.slice(0, Math.max(bar, 0)), token.slice(bar + 1)]
  return value ? { kind, system, value } : undefined
}

export function resolve(reference: Element, from: Entry, index: Index): Target | undefined {
  const url = asText(reference.reference)
  if (url?.startsWith('#')) return contained(url.slice(1), from.resource)
  const found = url ? byUrl(url, from, index) : undefined
  const entry = found ?? byIdentifier(reference, url, index)
  return entry && { resource: entry.resource, kind: entry.kind, entry }
}

function byUrl(url: string, from: Entry, index: Index): Entry | undefined {
  const exact = only(index.byFullUrl.get(url))
  if (exact) return exact
  const conditional = conditionalIdentifier(url)
  if (conditional) {
    const { kind, system, value } = conditional
    return only(index.byIdentifier.get(`${kind}?${system}|${value}`))
  }
  const parts = splitUrl(url)
  if (!parts) return undefined
  const server = parts.server || (from.fullUrl && splitUrl(from.fullUrl)?.server)
  if (server) {
    const onServer = only(index.byFullUrl.get(server + parts.typeAndId))
    if (onServer || parts.server) return onServer
  }
  return only(index.byTypeAndId.get(parts.typeAndId))
}

/** A reference that gives both is believed by its reference; by identifier only without one. */
function byIdentifier(
  reference: Element,
  url: string | undefined,
  index: Index,
): Entry | undefined {
  const token = identifierToken(asElement(reference.identifier))
  if (!token) return undefined
  const kind = asText(reference.type) ?? url?.match(/^([A-Z][A-Za-z]+)[/?]/)?.[1]
  const kinds = kind ? [kind] : ['Patient', 'Practitioner', 'Organization', 'Location']
  const known = kinds.flatMap((each) => {
    const entries = index.byIdentifier.get(`${each}?${token}`)
    return entries ? [only(entries)] : []
  })
  return known.length === 1 ? known[0] : undefined
}

/** Asked once for each reference of a message, of lists that its sender may have made long. */
const chosen = new WeakMap<readonly Entry[], Entry | 'nobody'>()

/** The same resource twice is its newer copy; two different ones are nobody. */
function only(entries: readonly Entry[] | undefined): Entry | undefined {
  if (!entries) return undefined
  const held = chosen.get(entries)
  if (held) return held === 'nobody' ? undefined : held
  const last = entries.at(-1)
  const same = (entry: Entry) =>
    entry === last ||
    (entry.kind === last?.kind &&
      entry.resource.id !== undefined &&
      entry.resource.id === last.resource.id &&
      entry.fullUrl === last.fullUrl)
  const one = entries.every(same) ? last : undefined
  chosen.set(entries, one ?? 'nobody')
  return one
}

function contained(id: string, within: Element): Target | undefined {
  if (id === '') return { resource: within, kind: asText(within.resourceType) ?? '' }
  const resource = asElements(within.contained).find((each) => each.id === id)
  return resource && { resource, kind: asText(resource.resourceType) ?? '' }
}

/** Two different resources of the message bear this Type/id, from two servers. */
export function isAmbiguous(typeAndId: string, index: Index): boolean {
  const entries = index.byTypeAndId.get(typeAndId)
  return entries !== undefined && only(entries) === undefined
}
