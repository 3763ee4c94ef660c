import { Button, Textarea } from 'nhsuk-react-components'
import { type FormEvent, useState } from 'react'
import type { MadeBy } from '../../src/doors/viewer/contract.ts'
import { PageHeading } from '../design/Frame.tsx'
import { LinkButton } from '../design/parts.tsx'
import { Problems, readForm, tooShort, useForm } from './form.tsx'
import {
  CheckFields,
  checkProblems,
  EvidenceField,
  evidenceProblem,
  readCheck,
} from './IdentityCheck.tsx'
import type { ActProps } from './ObjectionPage.tsx'
import { WhoSays } from './WhoSays.tsx'

/** Only the person, or who may speak for them, ends an objection (OO-20). */
export function WithdrawForm({ questions, objection, onDone, onCancel }: ActProps) {
  const form = useForm()
  const [saidBy, setSaidBy] = useState<MadeBy>(
    objection.madeBy === 'not-known' ? 'person' : objection.madeBy,
  )

  async function withdraw(event: FormEvent<HTMLFormElement>) {
    const typed = readForm(event)
    const check = readCheck(typed)
    const [words, evidence] = [typed.one('words'), typed.one('evidence')]
    const isFine = form.check({
      evidence: evidenceProblem(saidBy, evidence),
      ...checkProblems(check),
      words: tooShort(words, 'Write what they said'),
    })
    if (!isFine) return
    const { objectionId } = objection
    const done = await form.send(() =>
      questions.withdraw({ objectionId, check, saidBy, words, ...(evidence && { evidence }) }),
    )
    if (done) onDone('It is withdrawn. If no other objection is in force, their record is shown.')
  }

  return (
    <>
      <Problems form={form} />
      <PageHeading title="They change their mind">They change their mind</PageHeading>
      <h2 className="nhsuk-heading-s">Read this out</h2>
      <p className="lcr-desk__aloud">
        Staff who care for you will be able to see your London Care Record again. Some things from
        before, or from while it was hidden, may be missing.
      </p>
      <form onSubmit={withdraw} noValidate autoComplete="off">
        <WhoSays id="said-by" legend="Who takes it back?" said={saidBy} onSaid={setSaidBy} />
        {saidBy === 'parent' && objection.madeBy !== 'parent' && (
          <p className="lcr-desk__note">
            A parent can take back only what a parent said. Ask the person themselves.
          </p>
        )}
        {saidBy !== 'person' && <EvidenceField form={form} />}
        <CheckFields
          form={form}
          address={objection.persons.find(({ releasedAt }) => !releasedAt)?.address}
        />
        <Textarea
          id="words"
          name="words"
          rows={3}
          label="What did they say?"
          labelProps={{ size: 's' }}
          hint="In their own words"
          error={form.errors.words}
        />
        <div className="nhsuk-button-group">
          <Button type="submit" disabled={form.isAsking}>
            Record that it is withdrawn
          </Button>
          <LinkButton onClick={onCancel}>Cancel</LinkButton>
        </div>
      </form>
    </>
  )
}
