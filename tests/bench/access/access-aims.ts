/** What these parts are for: the aims, and whether this run met them. */
import { type Aim, atMost } from '../aims.ts'
import type { DecidePart } from './decide-part.ts'
import type { GateRow } from './gate-part.ts'
import type { HidePart } from './hide-part.ts'
import type { ImportPart } from './import-part.ts'
import type { SizePart } from './size-part.ts'

/** Nothing next to what its facts cost. */
export function decideAims({ pure, steps }: DecidePart): Aim[] {
  const [facts] = steps
  const most = Math.max(...pure.map((row) => row.nanoseconds)) / 1e6
  return [atMost('the rules alone: of the facts they are asked about', 0.1, most / facts!.p50)]
}

/** Of several who read at once: one alone waits for the disk as long as for all the rest. */
export function gateAims(rows: readonly GateRow[]): Aim[] {
  return rows
    .filter((row) => row.what === 'all rows of the record' && row.clients > 1)
    .map((row) => atMost(`the same rows, ${row.clients} clients: of ungated`, 1.9, row.ofUngated))
}

export function hideAims({ rows }: HidePart): Aim[] {
  return rows.map((row) => atMost(`${row.what}: hidden p99`, 2_000, row.p99, ' ms'))
}

/** At the pace of as many as there were. */
export function importAims(part: ImportPart): Aim[] {
  const seconds = (part.seconds * 200_000) / part.rows
  return [
    atMost('importing 200,000 objections', 60, seconds, ' s'),
    atMost('opening meanwhile: p99 of before', 1.5, part.p99Growth),
  ]
}

export function sizeAims({ rows }: SizePart): Aim[] {
  return rows.flatMap((row) => [
    ...(row.mayGrow ? [] : [atMost(`${row.what}: growth`, 1.3, row.growth)]),
    atMost(`${row.what}: tables of which much is read`, 0, row.scans.large.tables.length),
  ])
}
