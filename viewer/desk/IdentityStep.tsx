import { Button, TextInput } from 'nhsuk-react-components'
import { type FormEvent, useState } from 'react'
import type { MadeBy } from '../../src/doors/viewer/contract.ts'
import { PageHeading } from '../design/Frame.tsx'
import { Problems, readForm, useForm } from './form.tsx'
import {
  CheckFields,
  checkProblems,
  EvidenceField,
  evidenceProblem,
  readCheck,
} from './IdentityCheck.tsx'
import { Who } from './parts.tsx'
import type { StepProps } from './RecordFlow.tsx'
import { WhoSays } from './WhoSays.tsx'

/** Who stands at the desk, how that was made sure, and for whom they speak (OO-21, AC-25). */
export function IdentityStep({ recording, where, onNext }: StepProps) {
  const form = useForm()
  const [madeBy, setMadeBy] = useState<MadeBy>(recording.madeBy ?? 'person')
  const isNew = recording.person === undefined

  function next(event: FormEvent<HTMLFormElement>) {
    const typed = readForm(event)
    const check = readCheck(typed)
    const [family, given, evidence] = ['family', 'given', 'evidence'].map(typed.one) as [
      string,
      string,
      string,
    ]
    const isFine = form.check({
      family: isNew && !family ? 'Enter the family name' : undefined,
      given: isNew && !given ? 'Enter the first name' : undefined,
      evidence: evidenceProblem(madeBy, evidence),
      ...checkProblems(check),
    })
    if (!isFine) return
    Object.assign(recording, { check, madeBy })
    recording.evidence = madeBy === 'person' ? undefined : evidence
    if (isNew) Object.assign(recording, { family, given })
    onNext()
  }

  return (
    <div className="lcr-desk__column">
      <Problems form={form} />
      {recording.person ? (
        <Who person={recording.person} />
      ) : (
        <Who person={{ name: { family: 'Not known yet' }, ...recording.who }} />
      )}
      <PageHeading title="Record an objection: who is asking">
        <span className="nhsuk-caption-m">{where}</span>
        Who is asking
      </PageHeading>
      <form onSubmit={next} noValidate autoComplete="off">
        {isNew && (
          <>
            <TextInput
              id="given"
              name="given"
              label="First name"
              labelProps={{ size: 's' }}
              defaultValue={recording.given}
              error={form.errors.given}
            />
            <TextInput
              id="family"
              name="family"
              label="Family name"
              labelProps={{ size: 's' }}
              defaultValue={recording.family}
              error={form.errors.family}
            />
          </>
        )}
        <WhoSays id="made-by" legend="Who says no?" said={madeBy} onSaid={setMadeBy} />
        {madeBy !== 'person' && (
          <div className="lcr-desk__conditional">
            {madeBy === 'parent' && (
              <p>
                Ask the young person too, if they can understand. If they say no themselves, record
                it as their own: then no parent can end it.
              </p>
            )}
            <EvidenceField form={form} evidence={recording.evidence} />
          </div>
        )}
        <CheckFields form={form} check={recording.check} address={recording.person?.address} />
        <Button type="submit">Continue</Button>
      </form>
    </div>
  )
}
