/**
 * A date as precisely as it was given, in FHIR form: '2026', '2026-03', '2026-03-14', or an
 * instant with its offset. Never made more precise than the sender made it.
 */
export type PartialDate = string

/** The earliest moment a partial date can mean, in ms; undefined when it cannot be read. */
export function earliest(date: PartialDate | undefined): number | undefined {
  if (!date) return undefined
  const time = Date.parse(date)
  return Number.isNaN(time) ? undefined : time
}

/** The ten characters of the day, when the day is known. */
export function dayOf(date: PartialDate | undefined): string | undefined {
  return date && /^\d{4}-\d{2}-\d{2}/.test(date) ? date.slice(0, 10) : undefined
}
