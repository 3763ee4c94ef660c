/** What a message consists of: a Bundle's entries, or one resource (R4 bundle.html). */
import type { SetAsidePart, SetAsideReason } from '#vocabulary'
import { asElement, asText, asTime, type Element } from './element.ts'

export interface Entry {
  /** 'entry[17] Observation', counted from 0 as FHIRPath does; 'Observation' when it is alone. */
  readonly place: string
  readonly fullUrl?: string
  readonly kind: string
  readonly resource: Element
}

export interface Message {
  readonly messageType: string
  readonly bundleType?: string
  /** Bundle.timestamp in ms. */
  readonly time?: number
  /** Bundle.meta: its security labels hold for every entry. */
  readonly meta?: unknown
  readonly entries: readonly Entry[]
  readonly setAside: readonly SetAsidePart[]
}

const bundleTypes = new Set([
  'transaction',
  'batch',
  'collection',
  'searchset',
  'message',
  'document',
])

/** Undefined when the resource is a Bundle of a type that is not read. */
export function openMessage(resource: Element): Message | undefined {
  const kind = asText(resource.resourceType) ?? ''
  if (kind !== 'Bundle') {
    return { messageType: kind, entries: [{ place: kind, kind, resource }], setAside: [] }
  }
  const bundleType = asText(resource.type) ?? ''
  if (!bundleTypes.has(bundleType)) return undefined
  const entries: Entry[] = []
  const setAside: SetAsidePart[] = []
  const listed = resource.entry ?? []
  if (!Array.isArray(listed)) {
    setAside.push({ place: 'Bundle', reason: 'invalid', words: 'Bundle.entry is not a list.' })
  } else {
    for (const [index, each] of listed.entries()) {
      const opened = openEntry(asElement(each), index)
      if ('reason' in opened) setAside.push(opened)
      else entries.push(opened)
    }
  }
  return {
    messageType: `Bundle/${bundleType}`,
    bundleType,
    time: asTime(resource.timestamp),
    meta: resource.meta,
    entries,
    setAside,
  }
}

function openEntry(entry: Element | undefined, index: number): Entry | SetAsidePart {
  const resource = asElement(entry?.resource)
  const request = asElement(entry?.request)
  const kind = asText(resource?.resourceType) ?? asText(request?.url)?.match(/^[A-Z]\w+/)?.[0]
  const place = `entry[${index}]${kind && /^[A-Za-z]{1,40}$/.test(kind) ? ` ${kind}` : ''}`
  const aside = (reason: SetAsideReason, words: string): SetAsidePart => ({ place, reason, words })

  const method = asText(request?.method) ?? 'PUT'
  if (method === 'DELETE') {
    return aside('unsupported', 'DELETE is not taken: send the resource as entered-in-error.')
  }
  if (method !== 'PUT' && method !== 'POST') {
    return aside('unsupported', 'Only the methods PUT and POST are taken.')
  }
  if (!resource) return aside('invalid', 'entry.resource is missing.')
  if (!kind) return aside('invalid', 'resourceType is missing.')
  if (kind === 'Bundle') return aside('unsupported', 'A Bundle inside a Bundle is not read.')
  return { place, fullUrl: asText(entry?.fullUrl), kind, resource }
}
