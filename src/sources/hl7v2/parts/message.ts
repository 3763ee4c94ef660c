/**
 * A message as segments, read by position and only as far as somebody asks (HL7-01): unknown
 * segments, extra fields and any version are welcome (HL7 v2.4 ch.2 §2.6).
 */
import { type Charset, charsetOf, decode } from './charset.ts'
import { type Delimiters, delimitersAt } from './delimiters.ts'
import { withoutEscapes } from './escapes.ts'

/** One repetition of a field. Components count from 1; `''` is both absent and null. */
export class Repetition {
  readonly raw: string
  readonly #message: Message
  #components: string[] | undefined

  constructor(raw: string, message: Message) {
    this.raw = raw
    this.#message = message
  }

  /** Whether there is any content: not absent, not null, not separators alone. */
  get isValued(): boolean {
    return this.raw !== '' && this.raw !== '""' && /[^^&~"\s]/.test(this.raw)
  }

  component(n: number): string {
    if (this.#components === undefined) {
      this.#components = this.raw.split(this.#message.delimiters.component)
    }
    return this.#components[n - 1] ?? ''
  }

  get components(): number {
    this.component(1)
    return this.#components?.length ?? 0
  }

  /** An identifier or a code: the first subcomponent, trimmed. */
  text(n: number): string {
    return this.subtext(n, 1)
  }

  subtext(n: number, sub: number): string {
    const component = this.component(n)
    const { subcomponent } = this.#message.delimiters
    const part = component.includes(subcomponent)
      ? (component.split(subcomponent)[sub - 1] ?? '')
      : sub === 1
        ? component
        : ''
    return this.#message.plain(part).trim()
  }

  /** Words for a reader: an ampersand that was not escaped is an ampersand (HL7-07). */
  words(n: number): string {
    return this.#message.plain(this.component(n)).trim()
  }

  /** The whole repetition as text in which separators are just characters; not trimmed. */
  get whole(): string {
    return this.#message.plain(this.raw)
  }
}

export class Segment {
  readonly name: string
  /** Raw fields; MSH and the batch headers count their separator as field 1. */
  readonly fields: readonly string[]
  readonly #message: Message

  constructor(line: string, message: Message) {
    const fields = line.split(message.delimiters.field)
    this.name = fields[0] as string
    if (this.name === 'MSH') fields.splice(1, 0, message.delimiters.field)
    this.fields = fields
    this.#message = message
  }

  raw(n: number): string {
    return this.fields[n] ?? ''
  }

  /** `""`: the sender says that there is no such value (HL7 v2.4 ch.2 §2.10.1). */
  isNull(n: number): boolean {
    return this.raw(n) === '""'
  }

  /** The first repetition; without content when the field is absent. */
  first(n: number): Repetition {
    const raw = this.raw(n)
    const at = raw.indexOf(this.#message.delimiters.repetition)
    return new Repetition(at < 0 ? raw : raw.slice(0, at), this.#message)
  }

  /** The repetitions with content, in order. */
  repetitions(n: number): Repetition[] {
    const raw = this.raw(n)
    if (raw === '' || raw === '""') return []
    return raw
      .split(this.#message.delimiters.repetition)
      .map((part) => new Repetition(part, this.#message))
      .filter((part) => part.isValued)
  }

  /** All repetitions as lines of text, empty ones too; one empty line for an absent field. */
  lines(n: number): string[] {
    const raw = this.raw(n)
    if (raw === '' || raw === '""') return ['']
    return raw.split(this.#message.delimiters.repetition).map((line) => this.#message.plain(line))
  }

  text(n: number, component = 1): string {
    const raw = this.raw(n)
    if (raw === '') return ''
    if (this.#message.isPlain(raw)) return component === 1 ? raw.trim() : ''
    return this.first(n).text(component)
  }

  words(n: number, component = 1): string {
    const raw = this.raw(n)
    if (raw === '') return ''
    if (this.#message.isPlain(raw)) return component === 1 ? raw.trim() : ''
    return this.first(n).words(component)
  }
}

export class Message {
  readonly delimiters: Delimiters
  readonly charset: Charset
  readonly segments: readonly Segment[]
  /** Lines that begin with no segment name: text that was broken; joined to the line before. */
  readonly brokenLines: number
  /** What is odd about its characters; never with a value. */
  readonly oddities: readonly string[] = []

  constructor(text: string, delimiters: Delimiters, charset: Charset) {
    this.delimiters = delimiters
    this.charset = charset
    const lines: string[] = []
    let broken = 0
    for (const line of text.split(/\r\n|\r|\n/)) {
      const start = line.trimStart()
      if (start === '') continue
      if (isSegment(start, delimiters.field)) lines.push(start)
      else {
        lines[lines.length - 1] += `\n${line}`
        broken++
      }
    }
    this.brokenLines = broken
    this.segments = lines.map((line) => new Segment(line, this))
  }

  get header(): Segment {
    return this.segments[0] as Segment
  }

  /** A value that nothing divides, escapes or deletes: most of them. */
  isPlain(raw: string): boolean {
    const { component, repetition, escape: mark, subcomponent } = this.delimiters
    return (
      !raw.includes(component) &&
      !raw.includes(mark) &&
      !raw.includes(repetition) &&
      !raw.includes(subcomponent) &&
      raw !== '""'
    )
  }

  plain(text: string): string {
    if (text === '""') return ''
    return withoutEscapes(text, this.delimiters, this.charset)
  }
}

const isSegment = (line: string, field: string): boolean =>
  /^[A-Za-z][A-Za-z0-9]{2}$/.test(line.slice(0, 3)) && (line.length === 3 || line[3] === field)

/** Undefined when the bytes do not begin with an MSH that divides what follows. */
export function readMessage(
  bytes: Uint8Array,
  pinned?: 'utf-8' | 'windows-1252',
): Message | undefined {
  const charset = charsetOf(bytes, pinned)
  const decoded = decode(bytes, charset)
  // PostgreSQL keeps no NUL in text, and no text means anything by one.
  const text = (decoded.includes('\0') ? decoded.replaceAll('\0', '') : decoded)
    // Framing in front and the terminator behind are of the transport, not of the message.
    .replace(/^(?:[\s\x0b\ufeff]|ï»¿)+/, '')
    .replace(/[\x1c\s]+$/, '')
    .toWellFormed()
  if (!text.startsWith('MSH')) return undefined
  const delimiters = delimitersAt(text)
  if (!delimiters) return undefined
  const message = new Message(text, delimiters, charset)
  return Object.assign(message, { oddities: oddities(message, decoded, text, pinned) })
}

/** What is odd about the characters, to be counted: what is declared, and what was lost. */
function oddities(
  { header, charset }: Message,
  decoded: string,
  text: string,
  pinned: 'utf-8' | 'windows-1252' | undefined,
): string[] {
  if (charset === 'ascii') return decoded.includes('\0') ? [nul] : []
  const declared = header.text(18)
  const saysUtf8 = /UTF-?8/i.test(declared)
  const found: string[] = []
  if (charset === 'windows-1252') {
    if (saysUtf8) found.push('MSH-18 says UTF-8 and the bytes are not')
    else if (pinned === 'utf-8') found.push('the profile says UTF-8 and the bytes are not')
    else if (declared === '' && !pinned) {
      found.push('MSH-18 is empty: the bytes are read as windows-1252')
    }
  }
  if (charset === 'utf-8' && declared !== '' && !/UNICODE|UTF/i.test(declared)) {
    found.push('MSH-18 says something else and the bytes are UTF-8')
  }
  if (decoded.includes('\0')) found.push(nul)
  if (text.includes('\ufffd')) found.push('a character was lost before it came here')
  return found
}

const nul = 'a NUL byte stands in the text'
