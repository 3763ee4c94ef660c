/**
 * A message taken apart for a human who looks for what is wrong with it: each field with its
 * position as the standard writes it, as sent, and the places that could not be read marked.
 */
import { type Charset, charsetOf, decode } from './parts/charset.ts'
import { type Message, readMessage, type Segment } from './parts/message.ts'
import { splitMessages } from './split-messages.ts'

/** A place that was named when the message was read: 'PID-3', 'OBX 3', 'MRG', 'message 2'. */
export interface MarkedPlace {
  readonly place: string
  readonly words: string
  readonly isSetAside: boolean
}

export interface DissectedPart {
  /** 'PID-3.1'; with repetitions 'PID-3(2).1', with subcomponents 'PID-5.1.2'. */
  readonly position: string
  /** As sent. Its beginning, where it is cut. */
  readonly text: string
  /** Of the whole in characters, where it is cut. */
  readonly cutFrom?: number
  /** What the escapes in it say. */
  readonly means?: string
}

interface DissectedField extends DissectedPart {
  /** Where the field is divided at all. */
  readonly parts: readonly DissectedPart[]
  readonly marks: readonly MarkedPlace[]
}

interface DissectedSegment {
  readonly name: string
  /** The how manieth of its name, from 1. */
  readonly nth: number
  readonly fields: readonly DissectedField[]
  readonly marks: readonly MarkedPlace[]
}

export interface Dissected {
  readonly charset: Charset
  readonly segments: readonly DissectedSegment[]
  /** Segments beyond what is shown. */
  readonly segmentsLeftOut: number
  /** Where it is no HL7: the text as it is. */
  readonly text?: DissectedPart
  /** What is about no place that this message has. */
  readonly marks: readonly MarkedPlace[]
}

const charactersMax = 1_000
const textCharactersMax = 20_000
const segmentsMax = 2_000

/** `pinned`: the character set that the feed's profile names. Never throws. */
export function dissect(
  bytes: Uint8Array,
  pinned?: 'utf-8' | 'windows-1252',
  places: readonly MarkedPlace[] = [],
): Dissected {
  const messages = splitMessages(bytes).map((part) => readMessage(part, pinned))
  const charset = messages[0]?.charset ?? charsetOf(bytes, pinned)
  const found = messages.flatMap((message) =>
    (message?.segments ?? []).map((segment) => ({ message: message!, segment })),
  )
  if (found.length === 0) {
    const text = cut('', decode(bytes, charset), textCharactersMax)
    return { charset, segments: [], segmentsLeftOut: 0, text, marks: places }
  }
  const marking = new Marking(
    places,
    found.map((one) => one.segment),
  )
  const counted = new Map<string, number>()
  const segments = found.slice(0, segmentsMax).map(({ message, segment }) => {
    const nth = (counted.get(segment.name) ?? 0) + 1
    counted.set(segment.name, nth)
    return dissectSegment(message, segment, nth, marking)
  })
  return {
    charset,
    segments,
    segmentsLeftOut: found.length - segments.length,
    marks: marking.elsewhere,
  }
}

function dissectSegment(
  message: Message,
  segment: Segment,
  nth: number,
  marking: Marking,
): DissectedSegment {
  const fields = segment.fields.flatMap((raw, n): DissectedField[] => {
    if (n === 0) return []
    const marks = marking.ofField(segment.name, n, nth)
    if (raw === '' && marks.length === 0) return []
    const position = `${segment.name}-${n}`
    // MSH-1 and MSH-2 are the delimiters: nothing divides them.
    const isDelimiters = segment.name === 'MSH' && n <= 2
    return [
      {
        ...cut(position, raw, charactersMax),
        parts: isDelimiters ? [] : partsOf(message, position, raw),
        marks,
      },
    ]
  })
  const missing = marking
    .fieldsOf(segment.name, nth)
    .filter((n) => n >= segment.fields.length)
    .map((n) => ({
      position: `${segment.name}-${n}`,
      text: '',
      parts: [],
      marks: marking.ofField(segment.name, n, nth),
    }))
  return {
    name: segment.name,
    nth,
    fields: [...fields, ...missing],
    marks: marking.ofSegment(segment.name, nth),
  }
}

function partsOf(message: Message, position: string, raw: string): DissectedPart[] {
  const { repetition, component, subcomponent } = message.delimiters
  // A letter in a field may hold every character there is; what is cut is not divided.
  if (raw.length > charactersMax) return []
  const repeated = raw.split(repetition)
  const parts = repeated.flatMap((one, index) => {
    const at = repeated.length > 1 ? `${position}(${index + 1})` : position
    const components = one.split(component)
    return components.flatMap((each, c) => {
      const subs = each.split(subcomponent)
      return subs.flatMap((text, s) =>
        text === ''
          ? []
          : [meant(message, `${at}.${c + 1}${subs.length > 1 ? `.${s + 1}` : ''}`, text)],
      )
    })
  })
  const isWhole = parts.length === 1 && parts[0]?.text === raw
  return isWhole && parts[0]?.means === undefined ? [] : parts
}

function meant(message: Message, position: string, text: string): DissectedPart {
  const means = text === '""' ? text : message.plain(text)
  return { position, text, ...(means !== text && { means }) }
}

const cut = (position: string, text: string, max: number): DissectedPart =>
  text.length <= max
    ? { position, text }
    : { position, text: text.slice(0, max), cutFrom: text.length }

/** Which of the named places are where in this message. */
class Marking {
  readonly elsewhere: MarkedPlace[] = []
  readonly #marks: { name: string; n?: number; nth?: number; mark: MarkedPlace }[] = []

  constructor(places: readonly MarkedPlace[], segments: readonly Segment[]) {
    const names = new Set(segments.map((one) => one.name))
    for (const mark of places) {
      const named = [...mark.place.matchAll(/\b([A-Z][A-Z0-9]{2})(?:-(\d{1,3})| (\d{1,6}))?\b/g)]
        .map(([, name = '', n, nth]) => ({
          name,
          ...(n && { n: Number(n) }),
          ...(nth && { nth: Number(nth) }),
          mark,
        }))
        .filter((one) => names.has(one.name))
      const message = /^message (\d{1,6})$/.exec(mark.place)?.[1]
      if (message) named.push({ name: 'MSH', nth: Number(message), mark })
      if (named.length > 0) this.#marks.push(...named)
      else this.elsewhere.push(mark)
    }
  }

  ofSegment(name: string, nth: number): MarkedPlace[] {
    return this.#of(name, nth).flatMap((one) => (one.n === undefined ? [one.mark] : []))
  }

  ofField(name: string, n: number, nth: number): MarkedPlace[] {
    return this.#of(name, nth).flatMap((one) => (one.n === n ? [one.mark] : []))
  }

  fieldsOf(name: string, nth: number): number[] {
    return [...new Set(this.#of(name, nth).flatMap((one) => one.n ?? []))]
  }

  #of(name: string, nth: number) {
    return this.#marks.filter(
      (one) => one.name === name && (one.nth === undefined || one.nth === nth),
    )
  }
}
