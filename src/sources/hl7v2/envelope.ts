/**
 * Who sent this, and what is it? Reads MSH alone, byte for byte, without reading the message
 * (HL7 v2.4 ch.2 §2.16.9). Text is kept as latin1, so that what is echoed is what was sent; of
 * UTF-16 as what it says.
 */
import { decode, wideCharset } from './parts/charset.ts'
import { type Delimiters, delimitersAt } from './parts/delimiters.ts'
import { splitMessages } from './split-messages.ts'

export interface Envelope {
  readonly delimiters: Delimiters
  /** MSH-3.1 and MSH-4.1, or the universal id when that is all there is. */
  readonly application: string
  readonly facility: string
  readonly receivingApplication: string
  readonly receivingFacility: string
  /** MSH-3 to MSH-6 as sent, with their components. */
  readonly addresses: readonly [string, string, string, string]
  /** MSH-7 as sent. */
  readonly sentAt: string
  /** MSH-9.1 and MSH-9.2: 'ADT', 'A01'. */
  readonly messageCode: string
  readonly trigger: string
  /** MSH-10 exactly as sent; '' when there is none. */
  readonly controlId: string
  /** MSH-11.1: P production, T training, D debugging. */
  readonly processingId: string
  readonly version: string
  /** MSH-13 as sent; '' when the sender does not count its messages. */
  readonly sequenceNumber: string
  /** MSH-15 and MSH-16 (table 0155: AL, NE, ER, SU); '' asks for original mode. */
  readonly acceptAck: string
  readonly applicationAck: string
  /** MSH-18 as sent. */
  readonly charset: string
  /** The first of a batch (FHS or BHS stands before it). */
  readonly batch: boolean
  /** Itself an acknowledgement: never to be acknowledged (RL-03). */
  readonly isAcknowledgement: boolean
  /** How its text becomes bytes again. */
  readonly encoding: Encoding
}

type Encoding = 'latin1' | 'utf16le' | 'utf16be'

/** No MSH is longer than this, in bytes. */
const mshBytesMax = 4096

/** Undefined when this is not HL7 v2 with delimiters: XML, JSON, nothing at all. */
export function peek(bytes: Uint8Array): Envelope | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const charset = wideCharset(buffer)
  const wide = wideHeader(buffer, charset)
  const start = wide ? { at: 0, batch: false } : findHeader(bytes)
  if (!start) return undefined
  const text = wide ?? buffer.toString('latin1', start.at, start.at + mshBytesMax)
  const end = text.search(/[\r\n\x1c]/)
  const line = end < 0 ? text : text.slice(0, end)
  const delimiters = delimitersAt(line)
  if (!delimiters) return undefined
  // Splitting makes element 1 MSH-2: the field separator itself is MSH-1.
  const fields = line.split(delimiters.field)
  const raw = (n: number): string => fields[n - 1] ?? ''
  const part = (n: number, component: number): string =>
    // No name and no code holds a NUL, and PostgreSQL keeps none.
    (raw(n).split(delimiters.component)[component - 1] ?? '').replaceAll('\0', '').trim()
  const messageCode = part(9, 1)
  return {
    delimiters,
    application: part(3, 1) || part(3, 2),
    facility: part(4, 1) || part(4, 2),
    receivingApplication: part(5, 1) || part(5, 2),
    receivingFacility: part(6, 1) || part(6, 2),
    addresses: [raw(3), raw(4), raw(5), raw(6)],
    sentAt: part(7, 1),
    messageCode,
    trigger: part(9, 2),
    controlId: raw(10),
    processingId: part(11, 1),
    version: part(12, 1),
    sequenceNumber: part(13, 1),
    acceptAck: condition(part(15, 1)),
    applicationAck: condition(part(16, 1)),
    charset: part(18, 1),
    batch: start.batch,
    isAcknowledgement: messageCode === 'ACK' || messageCode === 'MCF',
    encoding: !wide ? 'latin1' : charset === 'utf-16be' ? 'utf16be' : 'utf16le',
  }
}

/** Every header of what came as one: a batch holds many. */
export function peekAll(bytes: Uint8Array): Envelope[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const first = peek(bytes)
  // Nearly always there is one, and nothing to split.
  if (!first || buffer.indexOf('MSH', 4) < 0) return first ? [first] : []
  const all = splitMessages(bytes).map((part) => peek(part))
  return all.filter((envelope) => envelope !== undefined)
}

/** A batch whose messages do not all come from one sender. */
export function isOfSeveralSenders(bytes: Uint8Array): boolean {
  const [first, ...rest] = peekAll(bytes)
  return rest.some(
    (one) => one.application !== first?.application || one.facility !== first.facility,
  )
}

/** As the message was: each character one byte, or two. */
export const bytesOf = (text: string, encoding: Encoding = 'latin1'): Buffer =>
  encoding === 'utf16be' ? Buffer.from(text, 'utf16le').swap16() : Buffer.from(text, encoding)

/** `""` says that there is none. */
const condition = (text: string): string => (text === '""' ? '' : text.toUpperCase())

/** UTF-16, with its byte order mark or without: as the translation reads it. */
function wideHeader(buffer: Buffer, wide: ReturnType<typeof wideCharset>): string | undefined {
  if (!wide) return undefined
  const text = decode(buffer.subarray(0, 2 * mshBytesMax), wide)
  const at = text.startsWith('MSH') ? 0 : text.search(/[\r\n]MSH/) + 1
  return at > 0 || text.startsWith('MSH') ? text.slice(at) : undefined
}

/** Envelopes and byte order marks in front of the header are not content. */
const skipped = new Set([0x09, 0x0a, 0x0b, 0x0d, 0x20, 0xef, 0xbb, 0xbf])

function findHeader(bytes: Uint8Array): { at: number; batch: boolean } | undefined {
  let at = 0
  while (at < bytes.length && skipped.has(bytes[at] as number)) at++
  if (startsWith(bytes, at, 'MSH')) return { at, batch: false }
  if (!startsWith(bytes, at, 'FHS') && !startsWith(bytes, at, 'BHS')) return undefined
  for (; at < bytes.length; at++) {
    const before = bytes[at - 1]
    if ((before === 0x0d || before === 0x0a) && startsWith(bytes, at, 'MSH')) {
      return { at, batch: true }
    }
  }
  return undefined
}

const startsWith = (bytes: Uint8Array, at: number, name: string): boolean =>
  bytes[at] === name.charCodeAt(0) &&
  bytes[at + 1] === name.charCodeAt(1) &&
  bytes[at + 2] === name.charCodeAt(2)
