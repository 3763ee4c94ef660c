/**
 * The bytes of a FHIR message as JSON (R4 json.html). A decimal is kept as precisely as it was
 * written: 5.10 mmol/L says more than 5.1 (R4 datatypes.html#decimal: "the precision of the
 * decimal value has significance").
 */
import { asElement, asElements, type Element } from './element.ts'

/** On `_value` beside a number whose written form a JavaScript number cannot hold. */
const decimalExtension = 'urn:lcr:decimal'

type JsonRead =
  | { readonly outcome: 'read'; readonly json: unknown }
  | {
      readonly outcome: 'set-aside'
      readonly reason: 'unreadable' | 'unsupported'
      readonly words: string
    }

/** Numbers that lose something as a double: trailing zeros, exponents, more than 15 digits. */
const lossy = /(?:\.\d*0|[eE][+-]?\d+|\d{16})\s*[,}\]]/

export function readJson(bytes: Uint8Array): JsonRead {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return setAside('unreadable', 'The message is not UTF-8, which FHIR JSON must be.')
  }
  if (/^\s*</.test(text)) {
    return setAside('unsupported', 'The message is XML; FHIR is read as JSON only.')
  }
  try {
    const json = lossy.test(text) ? JSON.parse(text, keepWritten as Reviver) : JSON.parse(text)
    return { outcome: 'read', json }
  } catch (error) {
    // The parser's own words quote the text, which may hold anything about anybody.
    const deep = error instanceof RangeError
    return setAside('unreadable', deep ? 'The JSON is nested too deep.' : 'This is not JSON.')
  }
}

const setAside = (reason: 'unreadable' | 'unsupported', words: string): JsonRead => ({
  outcome: 'set-aside',
  reason,
  words,
})

type Reviver = (this: unknown, key: string, value: unknown) => unknown

function keepWritten(
  this: Record<string, unknown>,
  key: string,
  value: unknown,
  context?: { source?: string },
): unknown {
  const written = context?.source
  if (typeof value !== 'number' || written === undefined || written === String(value)) return value
  if (Array.isArray(this)) return value
  const beside: Element = asElement(this[`_${key}`]) ?? {}
  const kept = { url: decimalExtension, valueString: written }
  this[`_${key}`] = { ...beside, extension: [...asElements(beside.extension), kept] }
  return value
}
