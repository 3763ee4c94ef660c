import { useCallback } from 'react'
import { Answered, useAnswer } from '../console/use-answer.tsx'
import { PageHeading } from '../design/Frame.tsx'
import { LinkButton } from '../design/parts.tsx'
import type { Questions } from './ask-desk.ts'
import type { Go, Kept } from './kept.ts'
import { longDay, spoken } from './words.ts'

interface ImportRowsProps {
  readonly questions: Questions
  readonly of: Extract<Kept, { what: 'rows' }>
  readonly go: Go
}

/** Lines as they stand in the file, and as nothing but text (AT-44). */
export function ImportRowsPage({ questions, of, go }: ImportRowsProps) {
  const { importId, reason, words } = of
  const ask = useCallback(
    (signal: AbortSignal) => questions.importRows({ importId, reason }, signal),
    [questions, importId, reason],
  )
  const { answer, again } = useAnswer(ask)
  return (
    <>
      <PageHeading title="Lines of an import">{spoken(reason)}</PageHeading>
      <p className="lcr-desk__prose">{words}</p>
      <Answered answer={answer} again={again}>
        {({ rows }) => (
          <table className="nhsuk-table lcr-desk__table">
            <caption className="nhsuk-table__caption nhsuk-u-visually-hidden">Lines</caption>
            <thead>
              <tr>
                <th scope="col">Line</th>
                <th scope="col">As it stands in the file</th>
                <th scope="col">Recorded</th>
                <th scope="col">Objection</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ line, raw, recordedOn, objectionId }) => (
                <tr key={line}>
                  <th scope="row">{line}</th>
                  <td>
                    <code className="lcr-desk__raw">{raw}</code>
                  </td>
                  <td className="lcr-nowrap">{recordedOn ? longDay(recordedOn) : 'Not known'}</td>
                  <td>
                    {objectionId && (
                      <LinkButton
                        onClick={() =>
                          go('objection', { about: { what: 'objection', objectionId } })
                        }
                      >
                        Open<span className="nhsuk-u-visually-hidden"> of line {line}</span>
                      </LinkButton>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Answered>
    </>
  )
}
