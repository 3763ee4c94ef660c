/** What the bench is for: the aims, and whether this run met them. */
import type { FilePart } from './file-part.ts'
import type { GrowPart } from './grow-part.ts'
import type { OpenPart } from './open-sizes.ts'
import type { StoreRow } from './store-part.ts'
import type { StreamPart } from './stream-part.ts'

export interface Aim {
  readonly what: string
  readonly aim: string
  readonly measured: number
  readonly met: boolean
}

export const atMost = (what: string, aim: number, measured: number, unit = ''): Aim => ({
  what,
  aim: `≤ ${aim}${unit}`,
  measured,
  met: measured <= aim,
})
const atLeast = (what: string, aim: number, measured: number, unit = ''): Aim => ({
  what,
  aim: `≥ ${aim}${unit}`,
  measured,
  met: measured >= aim,
})

export function openAims({ rows }: OpenPart): Aim[] {
  const of = (seen: string, clients: number) =>
    rows.find((row) => row.entries === 300 && row.seen === seen && row.clients === clients)!
  return [
    atMost('300 entries, server side: of the rows floor', 0.7, of('server', 1).ofRows),
    atMost('300 entries, whole: of the rows floor', 0.7, of('whole', 1).ofRows),
    atMost('300 entries, server side: of the hard floor', 2, of('server', 1).ofHard),
    atMost('300 entries, whole: of the hard floor', 2, of('whole', 1).ofHard),
    atMost('300 entries, server side, 1 client: p95', 5, of('server', 1).record.p95, ' ms'),
    atLeast('300 entries, whole, 8 clients', 600, of('whole', 8).record.perSecond, ' a second'),
  ]
}

export function fileAims({ byConnections }: FilePart): Aim[] {
  const most = byConnections.find((row) => row.connections === 40)!
  return [atLeast('filed over 40 connections', 1_000, most.filedPerSecond, ' a second')]
}

export function storeAims([usual]: readonly StoreRow[]): Aim[] {
  return [atMost('stored of a 1.2 KB resource, as usual', 400, usual!.record, ' bytes')]
}

export function growAims({ opening, filing }: GrowPart): Aim[] {
  return [
    ...opening.map((row) =>
      atMost(`opening, ${nameOf(row.seen)}, ${row.clients} clients: growth`, 1.2, row.growth),
    ),
    atMost('filing over 40 connections: growth', 1.2, filing.growth),
  ]
}

export function streamAims({ rows }: StreamPart): Aim[] {
  const of = (load: string) => rows.find((row) => row.load === load)!
  const [flood, half, most] = [of('flood'), of('half'), of('three times')]
  const soak = rows.find((row) => row.load === 'soak')
  return [
    atLeast('stream: acknowledged over 40 connections', 1_500, flood.acknowledgedPerSecond, '/s'),
    atLeast('stream: filed', 1_500, flood.filedPerSecond, '/s'),
    atMost('stream: acknowledgement p99', 50, flood.acknowledgeP99, ' ms'),
    atLeast('stream: of the floor', 0.5, flood.ofFloor),
    atMost('stream, half of it: acknowledgement p99', 50, half.acknowledgeP99, ' ms'),
    atMost('stream, half of it: readable p99', 500, half.readableP99, ' ms'),
    atMost('stream, three times: waiting to be filed', 5_500, most.pendingMost),
    atMost('stream, three times: memory, end of start', 1.3, most.memoryEnd / most.memoryStart),
    ...(soak
      ? [atMost('soak: memory, end of middle', 1.1, soak.memoryEnd / soak.memoryMiddle)]
      : []),
  ]
}

const nameOf = (seen: string): string => (seen === 'server' ? 'server side' : 'whole')
