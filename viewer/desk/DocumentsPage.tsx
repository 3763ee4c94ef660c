import { Button, Textarea, TextInput } from 'nhsuk-react-components'
import { type FormEvent, useCallback, useState } from 'react'
import { Answered, useAnswer } from '../console/use-answer.tsx'
import { showDate } from '../design/dates.ts'
import { PageHeading } from '../design/Frame.tsx'
import { LinkButton } from '../design/parts.tsx'
import type { Questions } from './ask-desk.ts'
import { Problems, readForm, tooShort, useForm } from './form.tsx'
import type { Kept } from './kept.ts'
import { Who } from './parts.tsx'

interface DocumentsPageProps {
  readonly questions: Questions
  readonly of: Extract<Kept, { what: 'documents' }>
}

/** A letter that tells of somebody else, taken out by its reference: nobody here reads it (OO-17). */
export function DocumentsPage({ questions, of }: DocumentsPageProps) {
  const { handle } = of.person
  const ask = useCallback(
    (signal: AbortSignal) => questions.documents(handle, signal),
    [questions, handle],
  )
  const { answer, again } = useAnswer(ask)
  const form = useForm()
  const [toShow, setToShow] = useState('')
  const [told, setTold] = useState('')

  async function send(event: FormEvent<HTMLFormElement>) {
    const typed = event.currentTarget
    const { one } = readForm(event)
    const [reference, because] = [toShow || one('reference'), one('because')]
    const isFine = form.check({
      reference: tooShort(reference, 'Enter the reference of the document'),
      because: tooShort(because, 'Say why'),
    })
    if (!isFine) return
    const question = toShow ? questions.showDocument : questions.hideDocument
    if (!(await form.send(() => question({ handle, reference, because })))) return
    setTold(toShow ? 'It is shown again.' : 'It is hidden. Nobody can open it from this record.')
    setToShow('')
    typed.reset()
    again()
  }

  return (
    <div className="lcr-desk__column">
      <Problems form={form} />
      <Who person={of.person} />
      <PageHeading title="Hidden documents">Hidden documents</PageHeading>
      <p>
        For a document that should not be in this person’s record, such as a letter that tells of
        somebody else. Ask its source to mend it: the mended document is shown when it comes.
      </p>
      <p role="status" className="lcr-desk__told">
        {told}
      </p>
      <Answered answer={answer} again={again}>
        {({ documents }) =>
          documents.length === 0 ? (
            <p>No document is hidden from their record.</p>
          ) : (
            <ul className="lcr-desk__users">
              {documents.map((one) => (
                <li key={one.reference} className="lcr-desk__card">
                  <strong>{one.reference}</strong>
                  <span className="lcr-desk__line">{one.because}</span>
                  <span className="lcr-meta">
                    hidden {showDate(one.since)}, {one.by}{' '}
                  </span>
                  <LinkButton onClick={() => setToShow(one.reference)}>
                    Show it again
                    <span className="nhsuk-u-visually-hidden">, {one.reference}</span>
                  </LinkButton>
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
      <form key={toShow} onSubmit={send} noValidate autoComplete="off" aria-labelledby="change">
        <h2 className="nhsuk-heading-m" id="change">
          {toShow ? 'Show a document again' : 'Hide a document'}
        </h2>
        {toShow ? (
          <p>{toShow}</p>
        ) : (
          <TextInput
            id="reference"
            name="reference"
            label="Reference of the document"
            labelProps={{ size: 's' }}
            hint="Like DOC-0A1B2C3D4E. Whoever has the document open finds it under its title"
            width={20}
            error={form.errors.reference}
          />
        )}
        <Textarea
          id="because"
          name="because"
          rows={2}
          label="Why?"
          labelProps={{ size: 's' }}
          hint="Who asked, and what is wrong. Nothing clinical"
          error={form.errors.because}
        />
        <div className="nhsuk-button-group">
          <Button type="submit" warning={!toShow} disabled={form.isAsking}>
            {toShow ? 'Show it again' : 'Hide it from everybody'}
          </Button>
          {toShow && <LinkButton onClick={() => setToShow('')}>Cancel</LinkButton>}
        </div>
      </form>
    </div>
  )
}
