/** The report of a check as Markdown: for a ticket, a wiki, a mail. */
import type { CheckReport, Section } from './report.ts'
import { jsonLines, writeJson } from './write-json.ts'

/** Longer lists are cut, and say so. */
const rowsMax = 200

export function renderMarkdown(report: CheckReport): string {
  const { profile, fits, figures, findings, sections, suggestions, proposal } = report
  const lines = [
    `# Feed profile ${profile.name} ${profile.version}: ${fits ? 'it fits' : 'it does not fit yet'}`,
    ...(profile.about ? ['', escaped(profile.about)] : []),
    '',
    figures.map(({ label, value }) => `**${value}** ${label}`).join(' · '),
    '',
    'Codes, authorities and units are shown as sent; names, numbers and dates of patients are not.',
    '',
    '## Findings',
    '',
    ...(findings.length === 0 ? ['Nothing to change.'] : []),
    ...findings.map(
      ({ level, words, times, place }) =>
        `- ${level === 'wrong' ? '**To change:**' : 'To look at:'} ${escaped(words)}${
          times === undefined ? '' : ` (${times})`
        }${place ? `, first in ${escaped(place)}` : ''}`,
    ),
    ...(suggestions.length > 0 ? ['', '## Lines to add or change', ''] : []),
    ...suggestions.flatMap(({ why, ask, add }) => [
      `${escaped(why)}${ask ? ` *To be asked: ${escaped(ask)}*` : ''}`,
      '',
      '```json',
      jsonLines(add),
      '```',
      '',
    ]),
    ...sections.flatMap(sectionLines),
    '## The profile with all of that',
    '',
    '```json',
    writeJson(proposal),
    '```',
    '',
  ]
  return lines.join('\n')
}

function sectionLines({ title, about, head, rows }: Section): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`
  const more = rows.length - rowsMax
  return [
    `## ${title}`,
    '',
    escaped(about),
    '',
    line(head),
    `|${head.map(() => '---').join('|')}|`,
    ...rows.slice(0, rowsMax).map(line),
    ...(more > 0 ? ['', `and ${more} more`] : []),
    '',
  ]
}

/** What senders wrote is text: never a mark, a link or a tag. */
function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>|#~]/g, '\\$&').replace(/[\r\n]+/g, ' ')
}
