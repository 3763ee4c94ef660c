/**
 * Reading what a sender wrote without believing it: JSON in which anything may be missing or of
 * another shape than FHIR R4 says. Nothing here throws.
 */
export type Element = { readonly [name: string]: unknown }

export function asElement(value: unknown): Element | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Element)
    : undefined
}

/** The objects of a list; of a single object too, which is how R4 writes 0..1. */
export function asElements(value: unknown): readonly Element[] {
  const list = Array.isArray(value) ? value : [value]
  return list.map(asElement).filter((element) => element !== undefined)
}

/** Text that says something; undefined for anything else. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

/** `system|value` of an Identifier, as FHIR search writes it (R4 search.html §3.1.1.4.10). */
export function identifierToken(identifier: Element | undefined): string | undefined {
  const value = asText(identifier?.value)
  if (!value) return undefined
  return `${asText(identifier?.system) ?? ''}|${value}`
}

/** Milliseconds of a FHIR instant, dateTime or date; undefined when it is none. */
export function asTime(value: unknown): number | undefined {
  const text = asText(value)
  if (!text || !/^\d{4}(-\d{2}(-\d{2}(T.+)?)?)?$/.test(text)) return undefined
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : time
}
