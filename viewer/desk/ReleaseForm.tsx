import { Button, Radios, Textarea } from 'nhsuk-react-components'
import { type FormEvent, useState } from 'react'
import { showDay } from '../design/dates.ts'
import { PageHeading } from '../design/Frame.tsx'
import { LinkButton, showName } from '../design/parts.tsx'
import { Problems, readForm, tooShort, useForm } from './form.tsx'
import type { ActProps } from './ObjectionPage.tsx'

/** Whom it was recorded for it cannot let go: then it ends as a whole. */
export const releasable = ({ persons }: ActProps['objection']) =>
  persons.filter((one) => one.releasedAt === undefined && one.how !== 'chosen')

/** Several people are hidden by one objection: somebody has found out who did not say no (OO-05). */
export function ReleaseForm({ questions, objection, onDone, onCancel }: ActProps) {
  const form = useForm()
  const [handle, setHandle] = useState('')
  const people = releasable(objection)

  async function release(event: FormEvent<HTMLFormElement>) {
    const because = readForm(event).one('because')
    const isFine = form.check({
      'whom-1': handle ? undefined : 'Choose who did not say no',
      because: tooShort(because, 'Say how you know'),
    })
    if (!isFine) return
    const { objectionId } = objection
    const done = await form.send(() => questions.release({ objectionId, handle, because }))
    if (done) onDone('They are released. The objection stays in force for the others.')
  }

  return (
    <>
      <Problems form={form} />
      <PageHeading title="Release a person">Who did not say no?</PageHeading>
      <p>
        If nothing else hides it, their record is shown again at once. If you are not sure, leave
        them hidden.
      </p>
      <form onSubmit={release} noValidate autoComplete="off">
        <Radios
          id="whom"
          name="whom"
          idPrefix="whom"
          legend="Release"
          legendProps={{ size: 's' }}
          error={form.errors['whom-1']}
        >
          {people.map((person) => (
            <Radios.Item
              key={person.handle}
              value={person.handle}
              hint={`Born ${showDay(person.birthDate) || 'not known'}${person.address ? `, ${person.address}` : ''}`}
              checked={handle === person.handle}
              onChange={() => setHandle(person.handle)}
            >
              {showName(person.name)}
            </Radios.Item>
          ))}
        </Radios>
        <Textarea
          id="because"
          name="because"
          rows={3}
          label="How do you know?"
          labelProps={{ size: 's' }}
          error={form.errors.because}
        />
        <div className="nhsuk-button-group">
          <Button type="submit" warning disabled={form.isAsking}>
            Release this person
          </Button>
          <LinkButton onClick={onCancel}>Cancel</LinkButton>
        </div>
      </form>
    </>
  )
}
