/** The clinically relevant moment of a resource (ms), for ordering and searching by date. */
import type { FhirResource } from '#vocabulary'
import { earliest } from '#vocabulary'

/** In the order of FHIR's own `date` search parameters for these resources. */
const places = [
  'effectiveDateTime',
  'effectivePeriod.start',
  'effectiveInstant',
  'performedDateTime',
  'performedPeriod.start',
  'occurrenceDateTime',
  'period.start',
  'start',
  'onsetDateTime',
  'authoredOn',
  'dateAsserted',
  'recordedDate',
  'date',
  'created',
  'issued',
] as const

export function effectiveTime(resource: FhirResource): number | undefined {
  const fields = resource as unknown as Record<string, unknown>
  for (const place of places) {
    const [first, second] = place.split('.') as [string, string?]
    const outer = fields[first]
    const value =
      second === undefined ? outer : (outer as Record<string, unknown> | undefined)?.[second]
    if (typeof value !== 'string') continue
    const time = earliest(value)
    if (time !== undefined) return time
  }
  return undefined
}
