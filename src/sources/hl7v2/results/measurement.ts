/** OBX that belong to no report: what an ADT message brings along (HL7 v2.4 ch.3 §3.3.1). */
import type { Statement } from '#vocabulary'
import type { Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'
import { observation, resultLines } from './observation.ts'
import { firstResult } from './result-fold.ts'

/**
 * What bears its own time is the same one only when it was made then. What bears none is how
 * things stand as the message says them: a later message of the same visit says it anew.
 */
export function measurements(
  segments: readonly Segment[],
  visit: string | undefined,
  reading: Reading,
): Statement[] {
  return resultLines(segments).flatMap((result) => {
    const [obx] = result.lines
    if (!obx) return []
    if (result.type === 'ED') {
      reading.missed('document in OBX outside a report')
      return []
    }
    const own = reading.moment(obx, 14)?.date
    const effective = own ?? reading.occurred?.date
    const context = { title: 'Measurements', category: [], ...(effective && { effective }) }
    const { category: _none, ...resource } = observation(result, context, reading)
    const at = [reading.recorded, reading.sent ?? 0] as const
    const again = result.occurrence > 1 ? `#${result.occurrence}` : ''
    return [
      {
        kind: 'Observation' as const,
        sourceId: `${result.code}/${result.sub}/${own ?? `visit ${visit ?? ''}`}${again}`,
        eventTime: reading.eventTime,
        resource,
        combine: 'result',
        state: firstResult(resource, at),
      },
    ]
  })
}
