import { Tag } from 'nhsuk-react-components'
import { useState } from 'react'
import type { ConsoleMerge } from '../../src/doors/viewer/contract.ts'
import { showDate } from '../design/dates.ts'
import { PageHeading } from '../design/Frame.tsx'
import { LinkButton } from '../design/parts.tsx'
import type { Questions } from './ask-console.ts'
import { Answered, useAnswer } from './use-answer.tsx'

const kindWords: Readonly<Record<ConsoleMerge['kind'], string>> = {
  merge: 'Merge',
  link: 'Link',
  unlink: 'Unlink',
  move: 'Move',
}

/** What senders said of their own numbers, and the way back from it (HL7-13, HL7-15). */
export function MergesPage({ questions }: { questions: Questions }) {
  const { answer, again } = useAnswer(questions.merges)
  const [told, setTold] = useState('')

  async function act(merge: ConsoleMerge, what: 'undo' | 'confirm') {
    const asked =
      what === 'undo'
        ? await questions.undoMerge(merge.mergeId)
        : await questions.confirmMerge(merge.mergeId)
    const isDone = asked.outcome === 'answered' && asked.body.done
    const past = what === 'undo' ? 'undone' : 'confirmed'
    setTold(
      isDone
        ? `Merge ${merge.mergeId} is ${past}.`
        : `Merge ${merge.mergeId} could not be ${past}: somebody may have been quicker.`,
    )
    again()
  }

  return (
    <>
      <PageHeading title="Merges">Merges</PageHeading>
      <p>
        Senders say that two of their numbers are one patient. Undoing gives both numbers back what
        was theirs. One that is held does nothing until somebody confirms it.
      </p>
      <p role="status">{told}</p>
      <Answered answer={answer} again={again}>
        {({ merges }) =>
          merges.length === 0 ? (
            <p>No sender has merged anything.</p>
          ) : (
            <div className="lcr-console__scroll">
              <table className="nhsuk-table lcr-console__table">
                <caption className="nhsuk-table__caption nhsuk-u-visually-hidden">Merges</caption>
                <thead>
                  <tr>
                    <th scope="col">Number</th>
                    <th scope="col">What</th>
                    <th scope="col">Kept</th>
                    <th scope="col">Retired</th>
                    <th scope="col">Received</th>
                    <th scope="col">What to do</th>
                  </tr>
                </thead>
                <tbody>
                  {merges.map((merge) => (
                    <tr key={merge.mergeId}>
                      <th scope="row">{merge.mergeId}</th>
                      <td>
                        {kindWords[merge.kind]}
                        {merge.what && <span className="lcr-meta">{merge.what}</span>}{' '}
                        {merge.state === 'undone' && <Tag modifier="grey">Undone</Tag>}
                        {merge.state === 'replaced' && <Tag modifier="grey">Replaced</Tag>}
                        {merge.state === 'held' && (
                          <>
                            <Tag modifier="orange">Held</Tag>
                            <span className="lcr-meta">{merge.held}</span>
                          </>
                        )}
                      </td>
                      <td>{merge.survivor}</td>
                      <td>{merge.retired}</td>
                      <td className="lcr-nowrap">{showDate(merge.at)}</td>
                      <td>
                        {merge.state === 'held' && (
                          <>
                            <LinkButton onClick={() => void act(merge, 'confirm')}>
                              Confirm
                              <span className="nhsuk-u-visually-hidden"> {merge.mergeId}</span>
                            </LinkButton>{' '}
                          </>
                        )}
                        {(merge.state === 'held' || merge.state === 'applied') && (
                          <LinkButton onClick={() => void act(merge, 'undo')}>
                            Undo<span className="nhsuk-u-visually-hidden"> {merge.mergeId}</span>
                          </LinkButton>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Answered>
    </>
  )
}
