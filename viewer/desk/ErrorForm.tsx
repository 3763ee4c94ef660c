import { Button, Radios, Textarea } from 'nhsuk-react-components'
import { type FormEvent, useState } from 'react'
import { PageHeading } from '../design/Frame.tsx'
import { LinkButton } from '../design/parts.tsx'
import { Problems, readForm, tooShort, useForm } from './form.tsx'
import type { ActProps } from './ObjectionPage.tsx'

/** An objection that nobody made, as of another person: one says so, another agrees (OO-25). */
export function ErrorForm({ questions, objection, onDone, onCancel }: ActProps) {
  const form = useForm()
  const [answer, setAnswer] = useState<'yes' | 'no'>()
  const { objectionId, proposedError } = objection

  async function send(event: FormEvent<HTMLFormElement>) {
    const because = readForm(event).one('because')
    const isFine = form.check({
      'answer-1': proposedError && !answer ? 'Choose your answer' : undefined,
      because: tooShort(because, 'Say why'),
    })
    if (!isFine) return
    if (!proposedError) {
      const done = await form.send(() => questions.proposeError(objectionId, because))
      if (done) onDone('Another member of the team is asked. Until then it stays in force.')
      return
    }
    const isError = answer === 'yes'
    const done = await form.send(() => questions.answerError({ objectionId, isError, because }))
    if (done)
      onDone(isError ? 'It was entered in error.' : 'It was not entered in error. It stays.')
  }

  return (
    <>
      <Problems form={form} />
      <PageHeading title="Entered in error">
        {proposedError ? 'Was it entered in error?' : 'Entered in error'}
      </PageHeading>
      {proposedError ? (
        <p>
          {proposedError.by} says so
          {proposedError.because && <>: ‘{proposedError.because}’</>}. Find out for yourself before
          you answer.
        </p>
      ) : (
        <p>
          For an objection that was recorded for the wrong person, or that nobody made. If the
          person changed their mind, it is withdrawn, not an error. Another member of the team has
          to agree; until then it stays in force.
        </p>
      )}
      <form onSubmit={send} noValidate autoComplete="off">
        {proposedError && (
          <Radios
            id="answer"
            name="answer"
            idPrefix="answer"
            legend="Your answer"
            legendProps={{ size: 's' }}
            error={form.errors['answer-1']}
          >
            <Radios.Item
              value="yes"
              hint="If no other objection is in force, the record is shown again at once"
              checked={answer === 'yes'}
              onChange={() => setAnswer('yes')}
            >
              Yes, it was entered in error
            </Radios.Item>
            <Radios.Item
              value="no"
              hint="It stays in force"
              checked={answer === 'no'}
              onChange={() => setAnswer('no')}
            >
              No, the objection is right
            </Radios.Item>
          </Radios>
        )}
        <Textarea
          id="because"
          name="because"
          rows={3}
          label={proposedError ? 'How do you know?' : 'What went wrong?'}
          labelProps={{ size: 's' }}
          error={form.errors.because}
        />
        <div className="nhsuk-button-group">
          <Button type="submit" warning={answer === 'yes'} disabled={form.isAsking}>
            {proposedError ? 'Send your answer' : 'Ask another to agree'}
          </Button>
          <LinkButton onClick={onCancel}>Cancel</LinkButton>
        </div>
      </form>
    </>
  )
}
