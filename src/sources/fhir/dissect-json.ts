/**
 * A FHIR message taken apart for a human: each entry as JSON by itself, numbers as they were
 * written, what is long cut, and the entries marked that could not be filed.
 */
import type { DissectedPart, MarkedPlace } from '../hl7v2/dissect.ts'
import { asElement, asText } from './element.ts'

interface DissectedEntry {
  /** 'entry[17] Observation'; the Bundle without its entries, or the one resource: its type. */
  readonly place: string
  readonly json: string
  readonly marks: readonly MarkedPlace[]
}

export interface DissectedJson {
  readonly entries: readonly DissectedEntry[]
  /** Entries beyond what is shown; those that are marked are always shown. */
  readonly entriesLeftOut: number
  /** Where it is no JSON: the text as it is. */
  readonly text?: DissectedPart
  readonly marks: readonly MarkedPlace[]
}

const charactersMax = 1_000
const textCharactersMax = 20_000
const entriesMax = 200

/** Never throws. */
export function dissectJson(bytes: Uint8Array, places: readonly MarkedPlace[]): DissectedJson {
  const text = new TextDecoder().decode(bytes)
  const resource = parsed(text)
  if (!resource) {
    const isCut = text.length > textCharactersMax
    const part = { position: '', text: text.slice(0, textCharactersMax) }
    return {
      entries: [],
      entriesLeftOut: 0,
      text: isCut ? { ...part, cutFrom: text.length } : part,
      marks: places,
    }
  }
  const { entry, ...rest } = resource
  const kind = asText(resource.resourceType) ?? 'resource'
  const list = Array.isArray(entry) ? entry : []
  const blocks = [
    { place: kind, content: Array.isArray(entry) ? rest : resource },
    ...list.map((content, index) => ({ place: placeOf(content, index), content })),
  ].map(({ place, content }) => ({ place, content, marks: places.filter(isAbout(place)) }))
  const shown = blocks.filter((one, index) => index <= entriesMax || one.marks.length > 0)
  return {
    entries: shown.map(({ place, content, marks }) => ({ place, json: written(content), marks })),
    entriesLeftOut: blocks.length - shown.length,
    marks: places.filter((one) => !blocks.some(({ place }) => isAbout(place)(one))),
  }
}

function placeOf(entry: unknown, index: number): string {
  const kind = asText(asElement(asElement(entry)?.resource)?.resourceType)
  return `entry[${index}]${kind ? ` ${kind}` : ''}`
}

/** 'entry[1]' is the beginning of 'entry[17]' only until its bracket. */
const isAbout =
  (place: string) =>
  (mark: MarkedPlace): boolean => {
    const at = /^entry\[\d+\]/.exec(place)?.[0]
    return at ? mark.place.startsWith(at) : mark.place.startsWith(place)
  }

/** Numbers as they were written: 5.10 says more than 5.1. */
function parsed(text: string): Record<string, unknown> | undefined {
  const keep = (_: string, value: unknown, { source }: { source?: string }): unknown =>
    typeof value === 'number' && source !== undefined ? rawJson(source) : value
  try {
    return asElement(
      JSON.parse(text, keep as (this: unknown, key: string, value: unknown) => unknown),
    )
  } catch {
    return undefined
  }
}

/** ECMAScript's JSON.parse source text access, which the library's types do not know yet. */
const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON

const written = (content: unknown): string => JSON.stringify(content, shortened, 2) ?? ''

const shortened = (_: string, value: unknown): unknown =>
  typeof value === 'string' && value.length > charactersMax
    ? `${value.slice(0, charactersMax)}… (${value.length} characters)`
    : value
