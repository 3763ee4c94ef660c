/**
 * Which results are of one isolate. OBX-4 numbers the isolates of a culture; sensitivities stand
 * beside the organism, or in an OBR of their own that names it in OBR-26 (§1.6 Microbiology).
 */
import type { Order } from './orders.ts'

/** OBR-24, table 0074: microbiology, mycobacteriology, mycology, parasitology, virology. */
const microbiology: ReadonlySet<string> = new Set(['MB', 'MCB', 'MYC', 'PAR', 'VR'])
const susceptibilities: ReadonlySet<string> = new Set(['S', 'I', 'R', 'MS', 'VS', 'SDD'])

/** OBR-26: OBX-3 and OBX-4 of the result that this report goes on from. */
export function parentOf({ obr }: Order): string {
  const code = obr.text(26)
  return code === '' ? '' : `${code}&${obr.text(26, 2)}`
}

/** The laboratory's number of what was cultured: the parent's where it is named (OBR-29). */
export const accessionOf = ({ obr, orc }: Order): string =>
  obr.first(29).text(2) || obr.text(3) || orc?.text(3) || obr.text(29)

/** The isolate that a result of this sub-id is of; undefined of none. */
export function isolateOf(order: Order): (sub: string) => string | undefined {
  const parent = order.obr.text(26) === '' ? '' : order.obr.text(26, 2)
  if (parent) return () => number(parent)
  return isMicrobiology(order) ? (sub) => (sub === '' ? undefined : number(sub)) : () => undefined
}

function isMicrobiology({ obr, segments }: Order): boolean {
  if (microbiology.has(obr.text(24).toUpperCase())) return true
  return segments.some(
    (segment) =>
      segment.name === 'OBX' &&
      segment.text(4) !== '' &&
      (/isolate|organism/i.test(segment.first(3).whole) ||
        segment.repetitions(8).some((flag) => susceptibilities.has(flag.text(1)))),
  )
}

/** Some number what belongs to isolate 1 as 1.1, 1.2 and so on. */
const number = (sub: string): string => sub.split('.', 1)[0] as string
