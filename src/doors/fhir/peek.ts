/**
 * A look at what a message is, only to answer its sender entry by entry. What it says is read by
 * the sources station, from the same bytes; what cannot be looked into is passed on all the same.
 */
export interface Peek {
  readonly kind?: string
  readonly id?: string
  readonly bundleType?: string
  /** Kinds of the entries of a Bundle, in order. */
  readonly entryKinds?: readonly string[]
}

type Json = { readonly [name: string]: unknown }

export function peek(bytes: Uint8Array): Peek {
  let json: Json
  try {
    json = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'))
  } catch {
    return {}
  }
  const kind = text(json?.resourceType)
  if (kind !== 'Bundle') return { kind, id: text(json?.id) }
  const entries = Array.isArray(json.entry) ? (json.entry as (Json | null)[]) : []
  const entryKinds = entries.map(
    (entry) => text((entry?.resource as Json | null)?.resourceType) ?? '',
  )
  return { kind, id: text(json.id), bundleType: text(json.type), entryKinds }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
