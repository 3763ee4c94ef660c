/** The results of the access parts as tables, and beneath each its aims. */
import type { Aim } from '../aims.ts'
import { drawAims, titled } from '../draw.ts'
import { drawTable } from '../tables.ts'
import type { DecidePart } from './decide-part.ts'
import type { GateRow } from './gate-part.ts'
import type { HidePart } from './hide-part.ts'
import type { ImportPart } from './import-part.ts'
import type { SizePart } from './size-part.ts'

export function drawDecide({ pure, steps }: DecidePart, aims: readonly Aim[]): string {
  return titled(
    '6  A decision',
    drawTable(
      ['relationships known', 'ns, the rules alone'],
      pure.map((row) => [String(row.relationships), row.nanoseconds]),
    ),
    '',
    drawTable(
      ['ms', 'p50', 'p95', 'floor', 'floor p50', 'of floor'],
      steps.map((row) => [row.what, row.p50, row.p95, row.floor, row.floorP50, row.ofFloor]),
    ),
    drawAims(aims),
  )
}

export function drawGate(rows: readonly GateRow[], aims: readonly Aim[]): string {
  return titled(
    '7  The gate (p50 in ms; gated: decision, durable audit, row level security; durable: ungated after an insert)',
    drawTable(
      [
        'read',
        'clients',
        'gated',
        'ungated',
        'durable',
        'of ungated',
        'of durable',
        'a second',
        'ungated',
      ],
      rows.map((row) => [
        row.what,
        row.clients,
        row.gated,
        row.ungated,
        row.durable,
        row.ofUngated,
        row.ofDurable,
        row.perSecond,
        row.ungatedPerSecond,
      ]),
    ),
    drawAims(aims),
  )
}

export function drawHide({ rows }: HidePart, aims: readonly Aim[]): string {
  return titled(
    '8  From the answer to an objection until the open screens are closed (ms)',
    drawTable(
      ['', 'screens', 'persons who object', 'p50', 'p99', 'last', 'recording took'],
      rows.map((row) => [
        row.what,
        row.screens,
        row.persons,
        row.p50,
        row.p99,
        row.last,
        row.recordedMs,
      ]),
    ),
    drawAims(aims),
  )
}

export function drawImport(part: ImportPart, aims: readonly Aim[]): string {
  const { rows, seconds, megabytes, hidden, filingWaitedSeconds, blockedSeconds } = part
  return titled(
    `9  An earlier register of ${rows.toLocaleString('en-GB')} rows, while ${part.opensPerSecond} records a second are opened (ms from when due)`,
    drawTable(
      ['opening', 'records', 'p50', 'p95', 'p99', 'most'],
      part.opens.map((one) => [one.when, one.opened, one.p50, one.p95, one.p99, one.most]),
    ),
    `\n${megabytes.toFixed(1)} MB in ${seconds.toFixed(1)} s; ${hidden.toLocaleString('en-GB')} persons hidden; filing waited ${filingWaitedSeconds.toFixed(1)} s for its turn and gave up ${part.filingGaveUp} times; nothing else was done for ${blockedSeconds.toFixed(2)} s at most; opening p50 ${part.p50Growth.toFixed(2)} of before`,
    `the next start compares a journal of ${part.journalMegabytes.toFixed(1)} MB in ${part.restartSeconds.toFixed(1)} s`,
    drawAims(aims),
  )
}

export function drawSize(part: SizePart, aims: readonly Aim[]): string {
  const { small, large, rows, seldom } = part
  const words = ({ objections, relationships }: typeof small): string =>
    `${objections.toLocaleString('en-GB')} objections and ${relationships.toLocaleString('en-GB')} relationships`
  return titled(
    `10  From ${words(small)} to ${words(large)}, in turns (ms)`,
    `built in ${Math.round(part.buildSeconds)} s, ${part.gigabytes.toFixed(1)} GB with indexes\n`,
    drawTable(
      ['', 'p50 small', 'p50 large', 'p95 large', 'growth', 'rows read small', 'large', 'much of'],
      rows.map((row) => [
        row.what,
        row.small,
        row.large,
        row.largeP95,
        row.growth,
        row.scans.small.read,
        row.scans.large.read,
        row.scans.large.tables.join(', ') || 'none',
      ]),
    ),
    ...rows.flatMap((row) => row.scans.large.plans.map((plan) => `\n${row.what}:\n${plan}`)),
    '\nNow and then, once (s; -: given up)',
    drawTable(
      ['', 'small', 'large'],
      seldom.map((row) => [row.what, row.small, row.large]),
    ),
    drawAims(aims),
  )
}
