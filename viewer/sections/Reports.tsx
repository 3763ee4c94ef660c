import { Tag } from 'nhsuk-react-components'
import { useState } from 'react'
import type { Item } from '../../src/doors/viewer/contract.ts'
import { ago, showDate } from '../design/dates.ts'
import { LinkButton, NewTag } from '../design/parts.tsx'
import { itemPlace, useOpened } from './opened.ts'
import { Provenance } from './Provenance.tsx'
import { flagWords, isCritical, type Report, reports } from './result-words.ts'
import { Facts } from './Statement.tsx'
import { when } from './voices.ts'

const shownAtFirst = 15

/** Results as they were reported: one table to a report, values and units as sent (HZ-05, HZ-12). */
export function Reports({ items }: { items: readonly Item[] }) {
  const [all, setAll] = useState(false)
  const found = reports(items)
  const shown = all ? found : found.slice(0, shownAtFirst)
  return (
    <>
      {shown.map((report) => (
        <ReportTable key={report.key} report={report} />
      ))}
      {shown.length < found.length && (
        <p className="lcr-more">
          {shown.length} of {found.length} reports shown, newest first.{' '}
          <LinkButton onClick={() => setAll(true)}>
            Show all {found.length} reports ({items.length} results)
          </LinkButton>
        </p>
      )}
    </>
  )
}

function ReportTable({ report }: { report: Report }) {
  const { now } = useOpened()
  const [first] = report.items
  const texts = report.items.filter((item) => item.result?.text || isReportItself(item))
  const values = report.items.filter((item) => !texts.includes(item))
  const noted = values.some(
    (item) => !isFinal(item) || item.facts?.length || item.notes?.length || item.document,
  )
  return (
    <div className="lcr-report">
      <h3 className="lcr-report__title">
        {report.title}{' '}
        <span className="lcr-meta">
          {showDate(when(first!))} · {ago(when(first!), now)}
        </span>
      </h3>
      {values.length > 0 && (
        <table className="lcr-results">
          <caption className="nhsuk-u-visually-hidden">
            {report.title}, {showDate(when(first!))}
          </caption>
          <thead>
            <tr>
              <th scope="col">Test</th>
              <th scope="col">Result</th>
              <th scope="col">Flag</th>
              <th scope="col">Range</th>
              {noted && <th scope="col">Notes</th>}
            </tr>
          </thead>
          <tbody>
            {values.map((item) => (
              <ResultRow key={item.id} item={item} noted={noted} />
            ))}
          </tbody>
        </table>
      )}
      {texts.map((item) => (
        <TextReport key={item.id} item={item} titled={texts.length > 1 || values.length > 0} />
      ))}
      <Provenance item={first!} />
    </div>
  )
}

/** A report's own line has words about its results, not a value. */
const isReportItself = (item: Item) =>
  item.kind === 'DiagnosticReport' && item.result?.value === undefined

const isFinal = (item: Item) => !item.status || /^final$/i.test(item.status)

function ResultRow({ item, noted }: { item: Item; noted: boolean }) {
  const { changes } = useOpened()
  const result = item.result ?? {}
  const flag = flagWords(item)
  const tone = isCritical(result) ? 'red' : result.abnormal ? 'orange' : 'white'
  return (
    <tr id={itemPlace(item.id)} data-line={item.id} tabIndex={-1}>
      <th scope="row">
        {item.title} <NewTag mark={changes?.marks.get(item.id)} />
      </th>
      <td>
        <strong>{result.value ?? 'No value given'}</strong> {result.unit}
        {result.was?.map((was) => (
          <span className="lcr-was" key={`${was.value}${was.until}`}>
            Corrected: was {was.value} until {showDate(was.until)}
          </span>
        ))}
      </td>
      <td>{flag && <Tag modifier={tone}>{flag}</Tag>}</td>
      <td>{result.range}</td>
      {noted && (
        <td>
          {!isFinal(item) && <span>{item.status}. </span>}
          <Facts item={item} />
        </td>
      )}
    </tr>
  )
}

function TextReport({ item, titled }: { item: Item; titled: boolean }) {
  const { changes } = useOpened()
  const flag = flagWords(item)
  return (
    <div id={itemPlace(item.id)} data-line={item.id} tabIndex={-1}>
      <p className="lcr-line__title">
        {titled && <strong>{item.title} </strong>}
        {item.status && (
          <Tag modifier={/final/i.test(item.status) ? 'blue' : 'orange'}>{item.status}</Tag>
        )}
        {flag && <Tag modifier="orange">{flag}</Tag>}
        <NewTag mark={changes?.marks.get(item.id)} />
      </p>
      {item.result?.text && <pre className="lcr-narrative">{item.result.text}</pre>}
      {item.result?.was?.map((was) => (
        <details className="lcr-codes" key={was.until}>
          <summary>What this report said until {showDate(was.until)}</summary>
          <pre className="lcr-narrative">{was.value}</pre>
        </details>
      ))}
      <Facts item={item} />
    </div>
  )
}
