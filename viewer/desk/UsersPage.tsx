import { Button, Textarea, TextInput } from 'nhsuk-react-components'
import { type FormEvent, useState } from 'react'
import { Answered, useAnswer } from '../console/use-answer.tsx'
import { showDate } from '../design/dates.ts'
import { PageHeading } from '../design/Frame.tsx'
import { LinkButton } from '../design/parts.tsx'
import type { Questions } from './ask-desk.ts'
import { Problems, readForm, tooShort, useForm } from './form.tsx'

/** Who may not sign in any more, whatever their provider says (AC-09). */
export function UsersPage({ questions }: { questions: Questions }) {
  const { answer, again } = useAnswer(questions.users)
  const form = useForm()
  const [chosen, setChosen] = useState('')
  const [told, setTold] = useState('')

  async function send(event: FormEvent<HTMLFormElement>) {
    const typed = event.currentTarget
    const { one } = readForm(event)
    const [userKey, because] = [chosen || one('userKey'), one('because')]
    const isFine = form.check({
      'user-key': tooShort(userKey, 'Enter the user’s number'),
      because: tooShort(because, 'Say why'),
    })
    if (!isFine) return
    const question = chosen ? questions.enableUser : questions.disableUser
    if (!(await form.send(() => question(userKey, because)))) return
    setTold(chosen ? 'They may sign in again.' : 'They are signed out everywhere within a minute.')
    setChosen('')
    typed.reset()
    again()
  }

  return (
    <div className="lcr-desk__column">
      <Problems form={form} />
      <PageHeading title="Users who may not sign in">Users who may not sign in</PageHeading>
      <p role="status" className="lcr-desk__told">
        {told}
      </p>
      <Answered answer={answer} again={again}>
        {({ users }) =>
          users.length === 0 ? (
            <p>Nobody is kept out.</p>
          ) : (
            <ul className="lcr-desk__users">
              {users.map((one) => (
                <li key={one.userKey} className="lcr-desk__card">
                  <strong>{one.userKey}</strong>
                  <span className="lcr-desk__line">{one.because}</span>
                  <span className="lcr-meta">since {showDate(one.since)} </span>
                  <LinkButton onClick={() => setChosen(one.userKey)}>
                    Let them sign in again
                    <span className="nhsuk-u-visually-hidden">, {one.userKey}</span>
                  </LinkButton>
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
      <form key={chosen} onSubmit={send} noValidate autoComplete="off" aria-labelledby="change">
        <h2 className="nhsuk-heading-m" id="change">
          {chosen ? 'Let a user sign in again' : 'Keep a user out'}
        </h2>
        {chosen ? (
          <p>{chosen}</p>
        ) : (
          <TextInput
            id="user-key"
            name="userKey"
            label="The user’s number"
            labelProps={{ size: 's' }}
            hint="As it stands in a look that you review: provider|number. Not a name or an e-mail address"
            error={form.errors['user-key']}
          />
        )}
        <Textarea
          id="because"
          name="because"
          rows={2}
          label="Why?"
          labelProps={{ size: 's' }}
          error={form.errors.because}
        />
        <div className="nhsuk-button-group">
          <Button type="submit" warning={!chosen} disabled={form.isAsking}>
            {chosen ? 'Let them sign in again' : 'Keep them out'}
          </Button>
          {chosen && <LinkButton onClick={() => setChosen('')}>Cancel</LinkButton>}
        </div>
      </form>
    </div>
  )
}
