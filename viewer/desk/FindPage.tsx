import { Button, TextInput } from 'nhsuk-react-components'
import { type FormEvent, useState } from 'react'
import type { FindPerson } from '../../src/doors/viewer/contract.ts'
import { PageHeading } from '../design/Frame.tsx'
import { readFindForm } from '../pages/find-form.ts'
import type { Questions } from './ask-desk.ts'
import { Problems, useForm } from './form.tsx'
import type { Go } from './kept.ts'
import { DayInput } from './parts.tsx'

interface FindPageProps {
  readonly questions: Questions
  readonly go: Go
}

/** Where the desk starts: whoever stands at it has a number and a birthday. */
export function FindPage({ questions, go }: FindPageProps) {
  const form = useForm()
  const [unknown, setUnknown] = useState<FindPerson>()

  async function find(who: FindPerson) {
    setUnknown(undefined)
    const found = await form.send(() => questions.find(who))
    if (found?.outcome === 'found') {
      go('person', { about: { what: 'person', handle: found.person.handle, person: found.person } })
    } else if (found) setUnknown(who)
  }

  return (
    <div className="lcr-desk__column">
      <Problems form={form} />
      <PageHeading title="Find a person">Find a person</PageHeading>
      <p>
        To record that somebody says no to the London Care Record, or to see what they have said.
      </p>
      <WhoForm
        form={form}
        onFind={(who) => void find(who)}
        onChange={() => setUnknown(undefined)}
      />
      <div role="status">
        {unknown && (
          <div className="lcr-found">
            <p>
              <strong>Nobody is known with this NHS number and date of birth.</strong>
            </p>
            <p>
              Check both with the person. If they are right, you can record the objection now: it
              waits for them, and hides their record before anything of theirs is shown.
            </p>
            <Button
              type="button"
              onClick={() => go('record', { about: { what: 'recording', who: unknown } })}
            >
              Record for a person not known yet
            </Button>
          </div>
        )}
      </div>
    </div>
  )
}

/** Both the number and the birth date: one mistyped digit must not hide a stranger. */
export function WhoForm(props: {
  readonly form: ReturnType<typeof useForm>
  readonly onFind: (who: FindPerson) => void
  readonly onChange: () => void
}) {
  const { form, onFind, onChange } = props

  function find(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const typed = new FormData(event.currentTarget)
    for (const part of ['day', 'month', 'year']) typed.set(part, typed.get(`born-${part}`) ?? '')
    const { errors, who } = readFindForm(typed)
    form.check({ 'nhs-number': errors.nhsNumber, 'born-day': errors.birthDate })
    if (who) onFind(who)
  }

  return (
    <form onSubmit={find} onChange={onChange} noValidate autoComplete="off">
      <TextInput
        id="nhs-number"
        name="nhsNumber"
        label="NHS number"
        labelProps={{ size: 's' }}
        hint="10 digits, like 999 123 4567"
        inputMode="numeric"
        autoComplete="off"
        width={10}
        error={form.errors['nhs-number']}
      />
      <DayInput
        id="born"
        legend="Date of birth"
        hint="Like 31 3 1980"
        error={form.errors['born-day']}
      />
      <Button type="submit" disabled={form.isAsking}>
        {form.isAsking ? 'Looking…' : 'Find'}
      </Button>
    </form>
  )
}
