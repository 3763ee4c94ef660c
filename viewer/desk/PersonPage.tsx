import { Button } from 'nhsuk-react-components'
import { useCallback } from 'react'
import { Answered, useAnswer } from '../console/use-answer.tsx'
import { PageHeading } from '../design/Frame.tsx'
import { LinkButton } from '../design/parts.tsx'
import type { Questions } from './ask-desk.ts'
import type { Go, Kept } from './kept.ts'
import { ObjectionCard } from './ObjectionCard.tsx'
import { Who } from './parts.tsx'

interface PersonPageProps {
  readonly questions: Questions
  readonly of: Extract<Kept, { what: 'person' }>
  readonly go: Go
}

/** What one person has said, and the way to record that they say no now. */
export function PersonPage({ questions, of, go }: PersonPageProps) {
  const ask = useCallback(
    (signal: AbortSignal) => questions.person(of.handle, signal),
    [questions, of],
  )
  const { answer, again } = useAnswer(ask)
  const known = answer?.outcome === 'answered' ? answer.body.person : undefined
  const person = of.person ?? known
  const record = () => go('record', { about: { what: 'recording', person } })

  return (
    <div className="lcr-desk__column">
      {person && <Who person={person} />}
      <PageHeading title="Objections of a person">What they have said</PageHeading>
      <Answered answer={answer} again={again}>
        {({ objections }) => {
          const inForce = objections.filter((one) => one.isInForce)
          return (
            <>
              <p className="lcr-desk__state">
                {inForce.length > 0 ? (
                  <>
                    <strong>They have said no. Their record is hidden.</strong> They need not say it
                    again.
                  </>
                ) : objections.length > 0 ? (
                  <strong>
                    No objection is in force. Those who care for them can see their record.
                  </strong>
                ) : (
                  <strong>They have not said no.</strong>
                )}
              </p>
              {person && inForce.length === 0 && (
                <Button type="button" onClick={record}>
                  Record an objection
                </Button>
              )}
              {objections.map((one) => (
                <ObjectionCard
                  key={one.objectionId}
                  objection={one}
                  onOpen={() =>
                    go('objection', { about: { what: 'objection', objectionId: one.objectionId } })
                  }
                />
              ))}
              {person && inForce.length > 0 && (
                <Button type="button" secondary onClick={record}>
                  Record another objection
                </Button>
              )}
            </>
          )
        }}
      </Answered>
      {person && (
        <p>
          <LinkButton onClick={() => go('documents', { about: { what: 'documents', person } })}>
            Hide a document from their record
          </LinkButton>
        </p>
      )}
    </div>
  )
}
