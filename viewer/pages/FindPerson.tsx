import { Button, DateInput, ErrorSummary, TextInput } from 'nhsuk-react-components'
import { type FormEvent, useState } from 'react'
import type { FoundPerson, PatientLine } from '../../src/doors/viewer/contract.ts'
import { showDay } from '../design/dates.ts'
import { showName, showNhsNumber, showSex } from '../design/parts.tsx'
import type { Ask } from './ask.ts'
import { readFindForm } from './find-form.ts'
import { Contacts } from './Refusals.tsx'

interface FindProps {
  readonly ask: Ask
  readonly onChoose: (line: PatientLine, page: 'record' | 'declare') => void
}

/** Both the number and the birth date are asked: one mistyped digit must not open a stranger. */
export function FindPerson({ ask, onChoose }: FindProps) {
  const [errors, setErrors] = useState<{ nhsNumber?: string; birthDate?: string }>({})
  const [attempt, setAttempt] = useState(0)
  const [found, setFound] = useState<FoundPerson | { outcome: 'failed'; words: string }>()
  const [asking, setAsking] = useState(false)

  async function find(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = readFindForm(new FormData(event.currentTarget))
    setErrors(form.errors)
    setFound(undefined)
    setAttempt(attempt + 1)
    if (!form.who) return
    setAsking(true)
    const answer = await ask.find(form.who)
    setAsking(false)
    if (answer.outcome === 'answered') setFound(answer.body)
    else if (answer.outcome === 'failed') setFound(answer)
    else if (answer.outcome === 'refused') {
      setFound({ outcome: 'failed', words: answer.refusal.words })
    }
  }

  return (
    <section className="lcr-find" aria-labelledby="find">
      <h2 className="nhsuk-heading-m" id="find">
        Find a person
      </h2>
      {(errors.nhsNumber || errors.birthDate) && (
        <ErrorSummary key={attempt}>
          <ErrorSummary.Title>There is a problem</ErrorSummary.Title>
          <ErrorSummary.List>
            {errors.nhsNumber && (
              <ErrorSummary.ListItem href="#nhs-number">{errors.nhsNumber}</ErrorSummary.ListItem>
            )}
            {errors.birthDate && (
              <ErrorSummary.ListItem href="#birth-date-day">
                {errors.birthDate}
              </ErrorSummary.ListItem>
            )}
          </ErrorSummary.List>
        </ErrorSummary>
      )}
      <form onSubmit={find} noValidate autoComplete="off">
        <TextInput
          id="nhs-number"
          name="nhsNumber"
          label="NHS number"
          labelProps={{ size: 's' }}
          hint="10 digits, like 999 123 4567"
          inputMode="numeric"
          autoComplete="off"
          width={10}
          error={errors.nhsNumber}
        />
        <DateInput
          id="birth-date"
          legend="Date of birth"
          legendProps={{ size: 's' }}
          hint="Like 31 3 1980"
          error={errors.birthDate}
        >
          <DateInput.Day id="birth-date-day" name="day" autoComplete="off" />
          <DateInput.Month id="birth-date-month" name="month" autoComplete="off" />
          <DateInput.Year id="birth-date-year" name="year" autoComplete="off" />
        </DateInput>
        <Button type="submit" disabled={asking}>
          Find
        </Button>
      </form>
      <div role="status">
        {asking && <p>Looking…</p>}
        {found?.outcome === 'failed' && <p>{found.words}</p>}
        {found?.outcome === 'not-available' && (
          <p>
            No record is available to you for this NHS number and date of birth. Check both with the
            person or their letter.
          </p>
        )}
        {found?.outcome === 'found' && <Found found={found} onChoose={onChoose} />}
      </div>
    </section>
  )
}

interface FoundProps {
  readonly found: Extract<FoundPerson, { outcome: 'found' }>
  readonly onChoose: FindProps['onChoose']
}
function Found({ found, onChoose }: FoundProps) {
  const { patient, mustDeclare, refusal } = found
  return (
    <div className="lcr-found">
      <p>
        <strong>{showName(patient.name)}</strong>
        <br />
        Born {showDay(patient.birthDate)}
        {patient.gender && ` · ${showSex(patient.gender)}`}
        {patient.deceased && ' · Deceased'}
        <br />
        NHS number {patient.nhsNumber && showNhsNumber(patient.nhsNumber)}
      </p>
      {refusal && refusal.why === undefined && (
        <p>Your role shows who people are, and opens no record.</p>
      )}
      {refusal?.why && !refusal.mayBreakSeal && <p>{refusal.words}</p>}
      {refusal?.why === 'objected' && (
        <p>
          <strong>Nobody can open it here, not even in an emergency.</strong>
        </p>
      )}
      {refusal?.contacts && <Contacts contacts={refusal.contacts} />}
      {!mustDeclare && (!refusal || refusal.mayBreakSeal) && (
        <Button type="button" onClick={() => onChoose(patient, 'record')}>
          Open record
        </Button>
      )}
      {mustDeclare && (
        <Button type="button" onClick={() => onChoose(patient, 'declare')}>
          Say why I need this record
        </Button>
      )}
    </div>
  )
}
