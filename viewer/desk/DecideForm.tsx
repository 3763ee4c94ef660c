import { Button, Radios, Textarea, TextInput } from 'nhsuk-react-components'
import { type FormEvent, useState } from 'react'
import { PageHeading } from '../design/Frame.tsx'
import { LinkButton } from '../design/parts.tsx'
import { Problems, readDay, readForm, tooShort, useForm } from './form.tsx'
import type { ActProps } from './ObjectionPage.tsx'
import { DayInput } from './parts.tsx'

/** Upheld or not. Not: a named senior professional said why, and the person has it in writing. */
export function DecideForm({ questions, objection, onDone, onCancel }: ActProps) {
  const form = useForm()
  const [verdict, setVerdict] = useState<'upheld' | 'not-upheld'>()
  const isRefused = verdict === 'not-upheld'

  async function decide(event: FormEvent<HTMLFormElement>) {
    const { form: typed, one } = readForm(event)
    const [because, senior] = [one('because'), one('senior')]
    const letter = readDay(typed, 'letter')
    const isFine = form.check({
      'verdict-1': verdict ? undefined : 'Choose what was decided',
      senior: isRefused ? tooShort(senior, 'Name the senior professional') : undefined,
      'letter-day': isRefused && !letter ? 'Enter the day on which the letter was sent' : undefined,
      because: tooShort(because, 'Say why'),
    })
    if (!isFine || !verdict) return
    const done = await form.send(() =>
      questions.decide({
        objectionId: objection.objectionId,
        verdict,
        because,
        ...(isRefused && { seniorProfessional: senior, letterSentOn: letter }),
      }),
    )
    if (done) onDone(isRefused ? 'It is not upheld.' : 'It is upheld, and stays in force.')
  }

  return (
    <>
      <Problems form={form} />
      <PageHeading title="Decide an objection">Decide</PageHeading>
      <form onSubmit={decide} noValidate autoComplete="off">
        <Radios
          id="verdict"
          name="verdict"
          idPrefix="verdict"
          legend="What was decided?"
          legendProps={{ size: 's' }}
          error={form.errors['verdict-1']}
        >
          <Radios.Item
            value="upheld"
            hint="The record stays hidden"
            checked={verdict === 'upheld'}
            onChange={() => setVerdict('upheld')}
          >
            Upheld
          </Radios.Item>
          <Radios.Item
            value="not-upheld"
            hint="If no other objection is in force, those who care for the person see the record again at once"
            checked={isRefused}
            onChange={() => setVerdict('not-upheld')}
          >
            Not upheld
          </Radios.Item>
        </Radios>
        {isRefused && (
          <div className="lcr-desk__conditional">
            <TextInput
              id="senior"
              name="senior"
              label="Which senior professional decided?"
              labelProps={{ size: 's' }}
              hint="Name and role: the most senior professional who cares for the person"
              error={form.errors.senior}
            />
            <DayInput
              id="letter"
              legend="When was the letter to the person sent?"
              hint="It says who decided, why, and how to complain. Like 12 11 2026"
              error={form.errors['letter-day']}
            />
          </div>
        )}
        <Textarea
          id="because"
          name="because"
          rows={3}
          label="Why?"
          labelProps={{ size: 's' }}
          error={form.errors.because}
        />
        <div className="nhsuk-button-group">
          <Button type="submit" warning={isRefused} disabled={form.isAsking}>
            {isRefused ? 'Record that it is not upheld' : 'Record the decision'}
          </Button>
          <LinkButton onClick={onCancel}>Cancel</LinkButton>
        </div>
      </form>
    </>
  )
}
