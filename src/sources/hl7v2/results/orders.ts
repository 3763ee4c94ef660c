/**
 * The reports of one patient in a message, each with what belongs to it. ORU and OUL^R21 say the
 * order first, OUL^R22 and R23 the specimen, and the specimen may also stand behind the results
 * (HL7 v2.5.1 ch.7 §7.3).
 */
import type { Segment } from '../parts/message.ts'

export interface Order {
  readonly obr: Segment
  readonly orc: Segment | undefined
  /** SPM, or SAC where there is none. */
  readonly specimen: Segment | undefined
  /** OBX, each with the NTE behind it, and what nobody reads. */
  readonly segments: readonly Segment[]
  /** NTE behind anything else: about the report or its specimen. */
  readonly notes: readonly Segment[]
}

export interface Orders {
  readonly orders: readonly Order[]
  /** OBX and NTE that belong to no report. */
  readonly loose: readonly Segment[]
}

interface OpenOrder {
  readonly obr: Segment
  orc: Segment | undefined
  specimen: Segment | undefined
  readonly segments: Segment[]
  readonly notes: Segment[]
}

/** `isOul`: ORC stands behind its OBR there (R22 to R24). */
export function ordersIn(segments: readonly Segment[], isOul: boolean): Orders {
  const orders: OpenOrder[] = []
  const loose: Segment[] = []
  const first = (name: string) => segments.findIndex((segment) => segment.name === name)
  const isSpecimenFirst = first('SPM') >= 0 && first('SPM') < first('OBR')
  let current: OpenOrder | undefined
  let orc: Segment | undefined
  let specimen: Segment | undefined
  /** What stands in front of the OBR that it belongs to. */
  let ahead: Segment[] = []
  let noted: string | undefined
  for (const [at, segment] of segments.entries()) {
    if (segment.name === 'ORC') {
      const behindObr = segments[at - 1]?.name === 'OBR'
      if (current && (nextOf(segments, at) === 'OBX' || (isOul && behindObr && !current.orc))) {
        current.orc ??= segment
      } else [orc, current] = [segment, undefined]
    } else if (segment.name === 'OBR') {
      const own = isSpecimenFirst ? specimen : undefined
      current = { obr: segment, orc, specimen: own, segments: ahead, notes: [] }
      ahead = []
      orders.push(current)
    } else if (segment.name === 'SPM' && isSpecimenFirst) [specimen, current] = [segment, undefined]
    else if (segment.name === 'SPM' || segment.name === 'SAC') {
      if (current) current.specimen ??= segment
      else specimen ??= segment
    } else if (current && segment.name === 'NTE' && noted !== 'OBX') current.notes.push(segment)
    else if (current) current.segments.push(segment)
    else if (orc || specimen) ahead.push(segment)
    else if (segment.name === 'OBX' || loose.length > 0) loose.push(segment)
    if (segment.name !== 'NTE') noted = segment.name
  }
  return { orders, loose: [...loose, ...ahead] }
}

/** Which comes next behind an ORC: another order, or the results of this one. */
const nextOf = (segments: readonly Segment[], at: number): string | undefined =>
  segments.slice(at + 1).find(({ name }) => name === 'OBR' || name === 'OBX' || name === 'ORC')
    ?.name
