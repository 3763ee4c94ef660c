import { Button } from 'nhsuk-react-components'
import type { FormEvent } from 'react'
import type { RecordObjection } from '../../src/doors/viewer/contract.ts'
import { PageHeading } from '../design/Frame.tsx'
import { LinkButton } from '../design/parts.tsx'
import type { Questions } from './ask-desk.ts'
import { newcomer } from './ExplainStep.tsx'
import { Problems, useForm } from './form.tsx'
import { Fact, Who } from './parts.tsx'
import type { StepProps } from './RecordFlow.tsx'
import { checkLines, madeByWords } from './words.ts'

interface CheckStepProps extends StepProps {
  readonly questions: Questions
  readonly onChange: (step: number) => void
}

/** The last look before it is in force: with the person beside the screen, if they like. */
export function CheckStep({ questions, recording, where, onChange, onNext }: CheckStepProps) {
  const form = useForm()

  async function record(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const recorded = await form.send(() => questions.record(asked(recording)))
    if (!recorded) return
    recording.recorded = recorded
    onNext()
  }

  return (
    <div className="lcr-desk__column">
      <Problems form={form} />
      <Who person={recording.person ?? newcomer(recording)} />
      <PageHeading title="Record an objection: check">
        <span className="nhsuk-caption-m">{where}</span>
        Check, then record
      </PageHeading>
      <dl className="nhsuk-summary-list">
        <Fact name="Who says no">
          {madeByWords[recording.madeBy ?? 'person']}
          {recording.evidence && <span className="lcr-desk__line">{recording.evidence}</span>}
        </Fact>
        <Fact name="How you know them">
          {recording.check &&
            checkLines(recording.check).map((line) => (
              <span key={line} className="lcr-desk__line">
                {line}
              </span>
            ))}
          <LinkButton onClick={() => onChange(0)}>
            Change<span className="nhsuk-u-visually-hidden"> who is asking</span>
          </LinkButton>
        </Fact>
        <Fact name="What they were told">Read out and understood; they get the leaflet</Fact>
        <Fact name="What they said">
          <span className="lcr-desk__said">‘{recording.words}’</span>
          <LinkButton onClick={() => onChange(1)}>
            Change<span className="nhsuk-u-visually-hidden"> what they said</span>
          </LinkButton>
        </Fact>
      </dl>
      <form onSubmit={record}>
        <p>
          <strong>It is in force as soon as you record it.</strong> Open screens with this record go
          blank.
        </p>
        <Button type="submit" disabled={form.isAsking}>
          {form.isAsking ? 'Recording…' : 'Record the objection'}
        </Button>
      </form>
    </div>
  )
}

function asked({ person, who, ...said }: StepProps['recording']): RecordObjection {
  return {
    ...(person ? { handle: person.handle } : { ...who, family: said.family, given: said.given }),
    madeBy: said.madeBy ?? 'person',
    evidence: said.evidence,
    check: said.check ?? { seen: [], told: [] },
    words: said.words ?? '',
    explained: true,
  }
}
