/**
 * Letters, reports and images leave the resource that carries them: bytes are kept once, by
 * their hash, and the resource names them (R4 datatypes.html#Attachment).
 */
import { createHash } from 'node:crypto'
import { type Attachment, attachmentUrl } from '#vocabulary'
import type { Entry } from './bundle.ts'
import { contentTypeOf } from './content-type.ts'
import { asElement, asElements, asText, type Element } from './element.ts'
import { type Index, resolve } from './resolve.ts'

/** On an Attachment that had a url of its own beside its bytes. */
const originalUrlExtension = 'urn:lcr:original-url'

export interface Taken {
  readonly resource: Element
  readonly attachments: readonly Attachment[]
  readonly defects: readonly string[]
  /** Why the resource cannot be filed: bytes that cannot be read. */
  readonly invalid?: string
}

/** Elements of type Attachment, for the kinds that are filed. */
const places: readonly (readonly [list: string, within?: string])[] = [
  ['content', 'attachment'],
  ['presentedForm'],
  ['photo'],
]

export function takeAttachments(entry: Entry, index: Index): Taken {
  const attachments = new Map<string, Attachment>()
  const defects: string[] = []
  const unreadable: string[] = []

  const take = (attachment: Element, path: string): Element => {
    const binary = binaryOf(attachment, entry, index)
    const base64 = asText(attachment.data) ?? asText(binary?.data)
    if (!base64) return attachment
    const bytes = decode(base64)
    if (!bytes) {
      unreadable.push(`${path}.data is not base64`)
      return attachment
    }
    if (isOtherHash(attachment.hash, bytes)) defects.push(`${path}.hash is not that of its bytes`)
    const hash = createHash('sha256').update(bytes).digest('hex')
    const contentType = contentTypeOf(bytes)
    attachments.set(hash, { hash, contentType, bytes })
    return {
      ...without(attachment, 'data'),
      ...keptUrl(attachment, binary),
      contentType: attachment.contentType ?? binary?.contentType ?? contentType,
      url: attachmentUrl(hash),
      size: bytes.length,
    }
  }

  let resource = entry.resource
  for (const [list, within] of places) {
    if (!Array.isArray(resource[list])) continue
    const taken = resource[list].map((each: unknown, at: number) => {
      const path = `${entry.kind}.${list}[${at}]`
      const element = asElement(each)
      if (!element || !within) return element ? take(element, path) : each
      const attachment = asElement(element[within])
      return attachment ? { ...element, [within]: take(attachment, `${path}.${within}`) } : each
    })
    resource = { ...resource, [list]: taken }
  }
  if (attachments.size > 0 && Array.isArray(resource.contained)) {
    resource = { ...resource, contained: resource.contained.map(emptied) }
  }
  const invalid = unreadable.length > 0 ? unreadable.join('; ') : undefined
  return { resource, attachments: [...attachments.values()], defects, invalid }
}

function binaryOf(attachment: Element, entry: Entry, index: Index): Element | undefined {
  const url = asText(attachment.url)
  const target = url ? resolve({ reference: url }, entry, index) : undefined
  return target?.kind === 'Binary' ? target.resource : undefined
}

const emptied = (contained: unknown): unknown =>
  asElement(contained)?.resourceType === 'Binary'
    ? without(contained as Element, 'data')
    : contained

function without(element: Element, name: string): Element {
  const { [name]: _left, ...rest } = element
  return rest
}

/** Buffer.from skips what is not base64, which would keep a document that nobody sent. */
function decode(base64: string): Uint8Array | undefined {
  const text = /\s/.test(base64) ? base64.replace(/\s+/g, '') : base64
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined
  return Buffer.from(text, 'base64')
}

/** R4 asks for the SHA-1 of the bytes, as base64. */
function isOtherHash(declared: unknown, bytes: Uint8Array): boolean {
  const text = asText(declared)
  return text !== undefined && createHash('sha1').update(bytes).digest('base64') !== text
}

function keptUrl(attachment: Element, binary: Element | undefined): Element {
  const url = asText(attachment.url)
  if (!url || binary) return {}
  const kept = { url: originalUrlExtension, valueUrl: url }
  return { extension: [...asElements(attachment.extension), kept] }
}
