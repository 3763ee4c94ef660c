import { showRecent } from '../../design/dates.ts'
import { LinkButton, NewTag } from '../../design/parts.tsx'
import { itemPlace, useOpened } from '../opened.ts'
import { voiceName } from '../presence.ts'
import { flagShort, isCritical, type Report, reports } from '../result-words.ts'
import { when } from '../voices.ts'
import { Panel } from './Panel.tsx'

const shownMost = 4
const criticalDays = 7

/** The latest reports: what is flagged with its value, and how much is not flagged. */
export function ResultsPanel() {
  const { record, now } = useOpened()
  const current = reports(record.sections.results.filter((item) => !item.past))
  // What is flagged today comes before what is not, and a critical value stays until it is old,
  // however much arrives after it (HZ-08).
  const isTelling = (report: Report) => isWithin(report, now, 1) && hasFlagged(report)
  const first = new Set(
    [...current.filter(isTelling), ...current.filter((report) => !isTelling(report))].slice(
      0,
      shownMost,
    ),
  )
  const shown = current.filter(
    (report) => first.has(report) || (isWithin(report, now, criticalDays) && hasCritical(report)),
  )
  return (
    <Panel title="Latest results" section="results" shown={shown.length} of={current.length}>
      <ul>
        {shown.map((report) => (
          <LatestReport key={report.key} report={report} />
        ))}
      </ul>
    </Panel>
  )
}

const hasCritical = ({ items }: Report) => items.some(({ result }) => result && isCritical(result))

const hasFlagged = ({ items }: Report) => items.some(({ result }) => result?.abnormal)

const isWithin = ({ items }: Report, now: number, days: number) =>
  now - Date.parse(when(items[0]!)) < days * 86_400_000

function LatestReport({ report }: { report: Report }) {
  const { record, now, changes } = useOpened()
  const first = report.items[0]!
  const flagged = report.items.filter((item) => item.result?.abnormal || item.result?.was)
  const others = report.items.length - flagged.length
  const unflagged = othersWords(report, flagged.length, others)
  const fresh = report.items.find((item) => changes?.marks.has(item.id))
  const pending = [...new Set(report.items.map((item) => item.status))].filter(
    (status) => status && !/^(final|corrected)$/i.test(status),
  )
  return (
    <li>
      <strong>{report.title}</strong> {pending.length > 0 && `(${pending.join(', ')}) `}
      <NewTag mark={fresh && changes?.marks.get(fresh.id)} />
      <span className="lcr-meta">
        {' '}
        {voiceName(record, first.source)} ·{' '}
        <span className="lcr-nowrap">{showRecent(when(first), now)}</span>
      </span>
      <span className="lcr-values">
        {flagged.map(({ id, title, result, facts }) => (
          <span key={id} className={result && isCritical(result) ? 'lcr-critical' : 'lcr-flagged'}>
            {title} <strong>{result?.value ?? result?.text?.split('\n')[0]}</strong> {result?.unit}{' '}
            {flagShort({ result, facts })}
            {result?.was?.[0] && ` (corrected, was ${result.was[0].value})`}
          </span>
        ))}
        {unflagged && <span className="lcr-meta">{unflagged}</span>}
        <Narrative report={report} />
      </span>
    </li>
  )
}

/** How a text begins, and the way to the whole of it: the beginning is never taken for all. */
function Narrative({ report }: { report: Report }) {
  const { goTo } = useOpened()
  const item = report.items.find(({ result }) => result?.text)
  if (!item) return null
  const { words, isAll } = gist(item.result?.text ?? '', report.title)
  return (
    <span>
      {words} {!isAll && '… '}
      <LinkButton onClick={() => goTo(itemPlace(item.id))}>
        Read the report
        <span className="nhsuk-u-visually-hidden">: {report.title}</span>
      </LinkButton>
    </span>
  )
}

/** The reporter's own conclusion where it is headed as one, else how the text begins. */
function gist(text: string, title: string): { words: string; isAll: boolean } {
  const letters = (words: string) => words.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase()
  const lines = text
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '' && letters(line) !== letters(title))
  const concluded = lines.find((line) => /^(conclusion|impression|opinion)\s*:\s*\S/i.test(line))
  const words = concluded ?? lines[0] ?? ''
  return { words, isAll: lines.length <= 1 }
}

/** Not 'normal': the laboratory has only not flagged them. */
function othersWords(report: Report, flagged: number, others: number): string {
  if (others === 0) return ''
  if (flagged === 0 && report.items.some((item) => item.result?.text)) return ''
  if (flagged === 0 && others === 1) {
    const { result } = report.items[0]!
    return `${result?.value ?? ''} ${result?.unit ?? ''} – not flagged`
  }
  return `${others} ${flagged ? 'other' : 'result'}${others === 1 ? '' : 's'} not flagged`
}
