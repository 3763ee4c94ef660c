import { Button, ErrorSummary, InsetText, Radios, Textarea } from 'nhsuk-react-components'
import { type FormEvent, useState } from 'react'
import type { DeclareReason, declareReasons, PatientLine } from '../../src/doors/viewer/contract.ts'
import { showDay } from '../design/dates.ts'
import { PageHeading } from '../design/Frame.tsx'
import { LinkButton, showName, showNhsNumber } from '../design/parts.tsx'
import type { Ask } from './ask.ts'

const wordsMin = 15

/** Written out again because the screen takes only types from the contract; its type holds every
 * word to be the same. */
const reasons: typeof declareReasons = {
  'direct-care': 'I am providing care to this person now',
  emergency: 'This is an emergency',
  'advice-requested': 'A colleague or the person asked me for advice',
  safeguarding: 'I have a safeguarding concern',
  'handover-or-referral': 'Care is being handed over or referred to me',
}

interface DeclareProps {
  readonly ask: Ask
  readonly line: PatientLine
  readonly onDeclared: () => void
  readonly onHome: () => void
}

/** The way in where no relationship is known: never a wall in an emergency (HZ-17), always seen. */
export function DeclarePage({ ask, line, onDeclared, onHome }: DeclareProps) {
  const [errors, setErrors] = useState<{ reason?: string; words?: string; answer?: string }>({})
  const [attempt, setAttempt] = useState(0)
  const [asking, setAsking] = useState(false)

  async function declare(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const reason = form.get('reason') as DeclareReason | null
    const words = String(form.get('words') ?? '').trim()
    const next = {
      reason: reason ? undefined : 'Choose a reason',
      words:
        words.length < wordsMin
          ? `Say in at least ${wordsMin} characters what it is about`
          : undefined,
    }
    setErrors(next)
    setAttempt(attempt + 1)
    if (!reason || next.words) return
    setAsking(true)
    const answer = await ask.declare({ handle: line.handle, reason, words })
    setAsking(false)
    if (answer.outcome === 'answered') onDeclared()
    else if (answer.outcome === 'failed') setErrors({ answer: answer.words })
    else if (answer.outcome === 'refused') setErrors({ answer: answer.refusal.words })
  }

  return (
    <div className="lcr-column">
      {Object.values(errors).some(Boolean) && (
        <ErrorSummary key={attempt}>
          <ErrorSummary.Title>There is a problem</ErrorSummary.Title>
          <ErrorSummary.List>
            {errors.reason && (
              <ErrorSummary.ListItem href="#reason-1">{errors.reason}</ErrorSummary.ListItem>
            )}
            {errors.words && (
              <ErrorSummary.ListItem href="#words">{errors.words}</ErrorSummary.ListItem>
            )}
            {errors.answer && <li>{errors.answer}</li>}
          </ErrorSummary.List>
        </ErrorSummary>
      )}
      <PageHeading title="Say why you need this record">Say why you need this record</PageHeading>
      <p className="lcr-who">
        <strong>{showName(line.name)}</strong> · Born {showDay(line.birthDate)} · NHS number{' '}
        {line.nhsNumber ? showNhsNumber(line.nhsNumber) : 'not known'}
      </p>
      <InsetText>
        <p>
          What you write is kept with your name and the time, and can be checked. The record opens
          for 24 hours, for you only.
        </p>
      </InsetText>
      <form onSubmit={declare} noValidate autoComplete="off">
        <Radios
          id="reason"
          name="reason"
          idPrefix="reason"
          small
          legend="Your reason"
          legendProps={{ size: 's' }}
          error={errors.reason}
        >
          {Object.entries(reasons).map(([reason, words]) => (
            <Radios.Item key={reason} value={reason}>
              {words}
            </Radios.Item>
          ))}
        </Radios>
        <Textarea
          id="words"
          name="words"
          rows={3}
          label="What is it about?"
          labelProps={{ size: 's' }}
          hint={`In your own words, at least ${wordsMin} characters`}
          error={errors.words}
        />
        <div className="nhsuk-button-group">
          <Button type="submit" disabled={asking}>
            {asking ? 'Opening…' : 'Open record'}
          </Button>
          <LinkButton onClick={onHome}>Cancel</LinkButton>
        </div>
      </form>
    </div>
  )
}
