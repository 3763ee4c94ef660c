/** The results as tables, one for each part, and beneath each its aims. */
import type { Aim } from './aims.ts'
import { proportions } from './city/stream.ts'
import { sum } from './figures.ts'
import type { Filed, FilePart } from './file-part.ts'
import type { GrowPart } from './grow-part.ts'
import type { OpenPart } from './open-sizes.ts'
import type { StoreRow } from './store-part.ts'
import type { StreamPart } from './stream-part.ts'
import { drawTable } from './tables.ts'

export const titled = (title: string, ...parts: readonly string[]): string =>
  ['', title, '='.repeat(title.length), ...parts].join('\n')

export function drawAims(aims: readonly Aim[]): string {
  const rows = aims.map((one) => [one.met ? 'met' : 'NOT MET', one.what, one.aim, one.measured])
  return `\n${drawTable(['', 'aim', '', 'measured'], rows)}`
}

export function drawOpen({ rows, justChanged }: OpenPart, aims: readonly Aim[]): string {
  return titled(
    '1  Opening a record (ms; server side: decision, durable audit, gated read; whole: over HTTP)',
    drawTable(
      [
        'entries',
        'seen',
        'clients',
        'p50',
        'p95',
        'a second',
        'of rows floor',
        'of hard floor',
        'rows p50',
        'hard p50',
        'bytes sent',
      ],
      rows.map((row) => [
        row.entries,
        row.seen,
        row.clients,
        row.record.p50,
        row.record.p95,
        row.record.perSecond,
        row.ofRows,
        row.ofHard,
        row.rows.p50,
        row.hard.p50,
        row.bytes,
      ]),
    ),
    '\nWhere the time of an opening goes (mean ms; waiting in queues included)',
    drawTable(
      ['entries', 'seen', 'clients', 'session', 'facts', 'audit', 'read', 'rest'],
      rows.map(({ entries, seen, clients, steps }) => [
        entries,
        seen,
        clients,
        ...['session', 'facts', 'audit', 'read', 'rest'].map((step) => steps[step] ?? 0),
      ]),
    ),
    `\n300 entries, changed and not yet folded, server side: p50 ${justChanged.p50.toFixed(2)} ms, p95 ${justChanged.p95.toFixed(2)} ms`,
    drawAims(aims),
  )
}

const filedHead = [
  'filed/s',
  'acked/s',
  'ack p50',
  'ack p99',
  'readable p50',
  'readable p99',
  'commits',
  'floor/s',
  'of floor',
  'CPU app',
  'CPU database',
  'CPU senders',
]
const filedCells = (filed: Filed): number[] => [
  filed.filedPerSecond,
  filed.acknowledgedPerSecond,
  filed.acknowledgeP50,
  filed.acknowledgeP99,
  filed.readableP50,
  filed.readableP99,
  filed.commits,
  filed.floorPerSecond,
  filed.ofFloor,
  filed.applicationMs,
  filed.databaseMs,
  filed.sendersMs,
]

export function drawFile(part: FilePart, aims: readonly Aim[]): string {
  return titled(
    '2  Filing over MLLP (ms; readable: after the acknowledgement; CPU: ms a message)',
    drawTable(
      ['connections', 'messages', ...filedHead],
      part.byConnections.map((row) => [row.connections, row.messages, ...filedCells(row)]),
    ),
    '\nWhere the waiting of 40 connections goes (µs a message)',
    drawTable(
      ['statement', 'calls', 'µs a message'],
      part.statements.slice(0, 14).map((one) => [one.name, one.calls, one.usAMessage]),
    ),
    drawAims(aims),
  )
}

export function drawStore(rows: readonly StoreRow[], aims: readonly Aim[]): string {
  return titled(
    '3  Bytes stored, indexes and TOAST included (an entry; received and inbox of HL7: a message)',
    drawTable(
      [
        '',
        'entries',
        'messages',
        'received',
        'record',
        'of it: tables',
        'inbox/msg',
        'identity',
        'access',
      ],
      rows.map((row) => [
        row.what,
        row.entries,
        row.messages,
        row.received,
        row.record,
        Object.entries(row.tables)
          .filter(([, bytes]) => bytes >= 1)
          .map(([name, bytes]) => `${name} ${Math.round(bytes)}`)
          .join(', '),
        row.inbox,
        row.identity,
        row.access,
      ]),
    ),
    drawAims(aims),
  )
}

export function drawGrow(
  part: GrowPart,
  [small, large]: readonly [number, number],
  aims: readonly Aim[],
): string {
  return titled(
    `4  From ${small.toLocaleString('en-GB')} to ${large.toLocaleString('en-GB')} persons, in turns (ms)`,
    drawTable(
      [
        'opening 300 entries',
        'clients',
        'p50 small',
        'p50 large',
        'p95 small',
        'p95 large',
        'growth',
      ],
      part.opening.map((row) => [
        row.seen,
        row.clients,
        row.small.p50,
        row.large.p50,
        row.small.p95,
        row.large.p95,
        row.growth,
      ]),
    ),
    '',
    drawTable(
      ['filing, 40 connections', ...filedHead],
      [
        ['small', ...filedCells(part.filing.small)],
        ['large', ...filedCells(part.filing.large)],
      ],
    ),
    `growth ${part.filing.growth.toFixed(2)} in time, ${part.filing.processorGrowth.toFixed(2)} in processor time`,
    drawAims(aims),
  )
}

export function drawStream({ rows }: StreamPart, aims: readonly Aim[]): string {
  return titled(
    `5  A stream of ${proportions} (ms; memory: MB)`,
    drawTable(
      [
        'load',
        'connections',
        'seconds',
        'offered/s',
        'acked/s',
        'filed/s',
        'ack p50',
        'ack p99',
        'readable p50',
        'readable p99',
        'waiting most',
        'memory start',
        'middle',
        'end',
        'floor/s',
        'of floor',
      ],
      rows.map((row) => [
        row.load,
        row.connections,
        row.seconds,
        row.offeredPerSecond,
        row.acknowledgedPerSecond,
        row.filedPerSecond,
        row.acknowledgeP50,
        row.acknowledgeP99,
        row.readableP50,
        row.readableP99,
        row.pendingMost,
        row.memoryStart,
        row.memoryMiddle,
        row.memoryEnd,
        row.floorPerSecond,
        row.ofFloor,
      ]),
    ),
    '\nProcessor time (ms a message)',
    drawTable(
      ['load', 'receiving', 'filing', 'other threads', 'PostgreSQL', 'senders', 'together'],
      rows.map((row) => {
        const parts = [row.receivingMs, row.filingMs, row.otherMs, row.databaseMs, row.sendersMs]
        return [row.load, ...parts, sum(parts)]
      }),
    ),
    drawAims(aims),
  )
}
