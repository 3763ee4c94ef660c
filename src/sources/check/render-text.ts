/** The report of a check for a terminal: the verdict, what to change, and the lines to add. */
import type { CheckReport, Section } from './report.ts'
import { jsonLines } from './write-json.ts'

const rowsMax = 8
const cellMax = 60

export function renderText(report: CheckReport): string {
  const { profile, fits, figures, findings, sections, suggestions } = report
  return [
    `${profile.name} ${profile.version} ${fits ? 'fits these messages.' : 'does not fit these messages yet.'}`,
    figures.map(({ label, value }) => `${value} ${label}`).join(', '),
    '',
    ...sections.flatMap(sectionLines),
    ...(findings.length > 0 ? ['Findings'] : []),
    ...findings.map(
      ({ level, words, times, place }) =>
        `  ${level === 'wrong' ? '✗' : '·'} ${words}${times === undefined ? '' : ` (${times})`}${
          place ? `; first in ${place}` : ''
        }`,
    ),
    ...(suggestions.length > 0 ? ['', 'Lines to add or change in the profile'] : []),
    ...suggestions.flatMap(({ why, ask, add }) => [
      '',
      `  ${why}${ask ? ` To be asked: ${ask}` : ''}`,
      jsonLines(add)
        .split('\n')
        .map((line) => `  ${line}`)
        .join('\n'),
    ]),
    '',
  ].join('\n')
}

function sectionLines({ title, head, rows }: Section): string[] {
  const shown = [head, ...rows.slice(0, rowsMax)].map((row) => row.map(cut))
  const widths = head.map((_, column) =>
    Math.max(...shown.map((row) => (row[column] ?? '').length)),
  )
  const more = rows.length - rowsMax
  return [
    title,
    ...shown.map((row) =>
      `  ${widths.map((width, n) => (row[n] ?? '').padEnd(width)).join('  ')}`.trimEnd(),
    ),
    ...(more > 0 ? [`  and ${more} more (--report FILE shows all)`] : []),
    '',
  ]
}

const cut = (text: string): string =>
  text.length > cellMax ? `${text.slice(0, cellMax - 1)}…` : text
