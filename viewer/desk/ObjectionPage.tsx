import { Button } from 'nhsuk-react-components'
import { useCallback, useState } from 'react'
import type { ObjectionView } from '../../src/doors/viewer/contract.ts'
import { Answered, useAnswer } from '../console/use-answer.tsx'
import { PageHeading } from '../design/Frame.tsx'
import { LinkButton } from '../design/parts.tsx'
import type { Questions } from './ask-desk.ts'
import { DecideForm } from './DecideForm.tsx'
import { ErrorForm } from './ErrorForm.tsx'
import { LeafletAgain } from './LeafletAgain.tsx'
import { ObjectionFacts } from './ObjectionFacts.tsx'
import { Who } from './parts.tsx'
import { ReleaseForm, releasable } from './ReleaseForm.tsx'
import { WithdrawForm } from './WithdrawForm.tsx'
import { longDay } from './words.ts'

interface ObjectionPageProps {
  readonly questions: Questions
  readonly objectionId: string
  readonly act: string | undefined
  readonly onAct: (act: string | undefined, how?: 'push' | 'replace') => void
  readonly onTasks: () => void
  readonly onBack: () => void
}

export interface ActProps {
  readonly questions: Questions
  readonly objection: ObjectionView
  readonly onDone: (told: string) => void
  readonly onCancel: () => void
}

const acts = {
  decide: DecideForm,
  withdraw: WithdrawForm,
  error: ErrorForm,
  release: ReleaseForm,
  leaflet: LeafletAgain,
} as const

/** One objection whole: what was said, everything that became of it, and what may be done. */
export function ObjectionPage(props: ObjectionPageProps) {
  const { questions, objectionId, act, onAct, onTasks, onBack } = props
  const ask = useCallback(
    (signal: AbortSignal) => questions.objection(objectionId, signal),
    [questions, objectionId],
  )
  const { answer, again } = useAnswer(ask)
  const [told, setTold] = useState('')
  const Act = act !== undefined && act in acts ? acts[act as keyof typeof acts] : undefined

  return (
    <div className="lcr-desk__column">
      <Answered answer={answer} again={again}>
        {(objection) => {
          const people = objection.persons.filter((one) => one.releasedAt === undefined)
          const whose = people.map((person) => <Who key={person.handle} person={person} />)
          if (Act) {
            return (
              <>
                <div className="lcr-desk__unprinted">{whose}</div>
                <Act
                  questions={questions}
                  objection={objection}
                  onCancel={onBack}
                  onDone={(words) => {
                    setTold(words)
                    again()
                    // Where it was opened from a task, back would lead past the objection.
                    onAct(undefined, 'replace')
                  }}
                />
              </>
            )
          }
          return (
            <>
              {whose}
              {people.length === 0 && <p className="lcr-who">Nobody is known yet whom it hides</p>}
              <PageHeading title="An objection">An objection</PageHeading>
              <p role="status" className="lcr-desk__told">
                {told}
              </p>
              <ObjectionFacts objection={objection} />
              <Acts objection={objection} onAct={onAct} />
              <p>
                {told ? (
                  <LinkButton onClick={onTasks}>To the tasks</LinkButton>
                ) : (
                  <LinkButton onClick={onBack}>Back</LinkButton>
                )}
              </p>
            </>
          )
        }}
      </Answered>
    </div>
  )
}

/** What may be done now; the server asks again whether it may. */
function Acts({
  objection,
  onAct,
}: Pick<ActProps, 'objection'> & Pick<ObjectionPageProps, 'onAct'>) {
  const { isInForce, state, dueAt, proposedError, persons } = objection
  const bound = persons.filter((one) => one.releasedAt === undefined)
  const mayRelease = isInForce && releasable(objection).length > 0
  return (
    <>
      {dueAt && <p>To be decided by {longDay(dueAt)}.</p>}
      {proposedError && (
        <p className="lcr-desk__note">
          {proposedError.by} says that this was entered in error
          {proposedError.because && <>: ‘{proposedError.because}’</>}.{' '}
          {proposedError.isMine
            ? 'You cannot answer this yourself: another member of the team has to.'
            : 'Your answer is needed.'}
        </p>
      )}
      <div className="nhsuk-button-group">
        {state === 'pending' && (
          <Button type="button" onClick={() => onAct('decide')}>
            Decide
          </Button>
        )}
        {proposedError && !proposedError.isMine && (
          <Button type="button" onClick={() => onAct('error')}>
            Answer
          </Button>
        )}
        {isInForce && (
          <Button type="button" secondary onClick={() => onAct('withdraw')}>
            They change their mind
          </Button>
        )}
        {mayRelease && (
          <Button type="button" secondary onClick={() => onAct('release')}>
            {bound.length > 1 ? 'Release one of these people' : 'This is not the person'}
          </Button>
        )}
        {isInForce && !proposedError && (
          <Button type="button" secondary onClick={() => onAct('error')}>
            Entered in error
          </Button>
        )}
        {isInForce && (
          <Button type="button" secondary onClick={() => onAct('leaflet')}>
            The leaflet
          </Button>
        )}
      </div>
    </>
  )
}
