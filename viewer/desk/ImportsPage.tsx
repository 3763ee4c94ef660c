import { Tag } from 'nhsuk-react-components'
import type { ImportView } from '../../src/doors/viewer/contract.ts'
import { Answered, useAnswer } from '../console/use-answer.tsx'
import { count } from '../console/words.ts'
import { showDate } from '../design/dates.ts'
import { PageHeading } from '../design/Frame.tsx'
import { LinkButton } from '../design/parts.tsx'
import type { Questions } from './ask-desk.ts'
import type { Go } from './kept.ts'
import { longDay, spoken } from './words.ts'

interface ImportsPageProps {
  readonly questions: Questions
  readonly go: Go
}

/** What became of every line of each earlier register that was brought over (OO-31). */
export function ImportsPage({ questions, go }: ImportsPageProps) {
  const { answer, again } = useAnswer(questions.imports)
  return (
    <>
      <PageHeading title="Imports">Earlier registers that were brought over</PageHeading>
      <p className="lcr-desk__prose">
        Whoever said no to an earlier record need not say it again. No line is ever left out: what
        became of them must add up to what the register says that it sent, or nothing is brought
        over.
      </p>
      <Answered answer={answer} again={again}>
        {({ imports }) =>
          imports.length === 0 ? (
            <p>No register has been brought over yet.</p>
          ) : (
            imports.map((one) => (
              <Reckoning
                key={one.importId}
                of={one}
                onRows={(reason, words) =>
                  go('rows', { about: { what: 'rows', importId: one.importId, reason, words } })
                }
              />
            ))
          )
        }
      </Answered>
    </>
  )
}

interface ReckoningProps {
  readonly of: ImportView
  readonly onRows: (reason: string, words: string) => void
}

function Reckoning({ of, onRows }: ReckoningProps) {
  const sum = of.results.reduce((total, one) => total + one.rows, 0)
  return (
    <section className="lcr-desk__card">
      <h2 className="nhsuk-heading-m">{of.register}</h2>
      <p>
        Kept by {of.owner}, as it was on {longDay(of.asOf)}. Brought over {showDate(of.at)} by{' '}
        {of.by}; signed off by {of.signedOff.name}, {of.signedOff.role}, on{' '}
        {longDay(of.signedOff.on)}.
      </p>
      <p>What its form promised for emergencies: {of.promised}</p>
      <table className="nhsuk-table lcr-desk__table">
        <caption className="nhsuk-table__caption nhsuk-u-visually-hidden">
          What became of each line of {of.register}
        </caption>
        <thead>
          <tr>
            <th scope="col">What became of it</th>
            <th scope="col" className="lcr-number">
              Lines
            </th>
          </tr>
        </thead>
        {of.results.map((result) => (
          <tbody key={result.result}>
            <tr className="lcr-desk__sum">
              <th scope="rowgroup">{result.words}</th>
              <td className="lcr-number">{count(result.rows)}</td>
            </tr>
            {result.categories.map((one) => (
              <tr key={one.reason}>
                <th scope="row" className="lcr-desk__part">
                  <LinkButton onClick={() => onRows(one.reason, one.words)}>
                    {spoken(one.reason)}
                  </LinkButton>
                  <span className="lcr-desk__line">{one.words}</span>
                </th>
                <td className="lcr-number">{count(one.rows)}</td>
              </tr>
            ))}
          </tbody>
        ))}
        <tfoot>
          <tr className="lcr-desk__sum">
            <th scope="row">
              All lines. The register says that it sent {count(of.rows)}.{' '}
              {of.addsUp ? (
                <Tag modifier="green">Adds up</Tag>
              ) : (
                <Tag modifier="red">Does not add up</Tag>
              )}
            </th>
            <td className="lcr-number">{count(sum)}</td>
          </tr>
        </tfoot>
      </table>
      {of.foundSince > 0 && (
        <p>Of those that were kept, {count(of.foundSince)} hide somebody by now.</p>
      )}
      {of.oddities.length > 0 && (
        <>
          <h3 className="nhsuk-heading-s">What was odd, whatever became of it</h3>
          <ul className="nhsuk-list nhsuk-list--bullet">
            {of.oddities.map((one) => (
              <li key={one.words}>
                {count(one.rows)}: {one.words}
              </li>
            ))}
          </ul>
        </>
      )}
      <p className="lcr-meta">SHA-256 of the file: {of.fileHash}</p>
    </section>
  )
}
