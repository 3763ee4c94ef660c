import { Button, Checkboxes, Details, Textarea } from 'nhsuk-react-components'
import type { FormEvent } from 'react'
import { PageHeading } from '../design/Frame.tsx'
import { ifTheyAsk, meaning } from './explanation.ts'
import { Problems, readForm, tooShort, useForm } from './form.tsx'
import { Who } from './parts.tsx'
import type { StepProps } from './RecordFlow.tsx'

/** Nobody says no to what they have not been told: read out, then what they say to it. */
export function ExplainStep({ recording, where, onNext }: StepProps) {
  const form = useForm()

  function next(event: FormEvent<HTMLFormElement>) {
    const { one, all } = readForm(event)
    const [words, given] = [one('words'), all('given')]
    recording.words = words
    const isFine = form.check({
      'given-1':
        given.length < 2 ? 'Read it out, or let them read it, and offer the leaflet' : undefined,
      words: tooShort(words, 'Write what they said'),
    })
    recording.explained = isFine
    if (isFine) onNext()
  }

  return (
    <div className="lcr-desk__column">
      <Problems form={form} />
      <Who person={recording.person ?? newcomer(recording)} />
      <PageHeading title="Record an objection: what it means">
        <span className="nhsuk-caption-m">{where}</span>
        Read this out
      </PageHeading>
      <ol className="lcr-desk__aloud">
        {meaning.map(([short, whole]) => (
          <li key={short}>
            <strong>{short}</strong> {whole}
          </li>
        ))}
      </ol>
      <Details>
        <Details.Summary>If they ask</Details.Summary>
        <Details.Text>
          <dl className="lcr-desk__questions">
            {ifTheyAsk.map(([question, answer]) => (
              <div key={question}>
                <dt>{question}</dt>
                <dd>{answer}</dd>
              </div>
            ))}
          </dl>
        </Details.Text>
      </Details>
      <form onSubmit={next} noValidate autoComplete="off">
        <Checkboxes
          id="given"
          name="given"
          idPrefix="given"
          small
          legend="Confirm both"
          legendProps={{ size: 's' }}
          error={form.errors['given-1']}
        >
          <Checkboxes.Item value="read" defaultChecked={recording.explained}>
            I read this out, or they read it, and they understand it
          </Checkboxes.Item>
          <Checkboxes.Item value="leaflet" defaultChecked={recording.explained}>
            They get the leaflet, printed or by e-mail
          </Checkboxes.Item>
        </Checkboxes>
        <Textarea
          id="words"
          name="words"
          rows={3}
          label="What did they say?"
          labelProps={{ size: 's' }}
          hint="In their own words, like ‘I do not want this shared’. They need not say why"
          defaultValue={recording.words}
          error={form.errors.words}
        />
        <Button type="submit">Continue</Button>
      </form>
    </div>
  )
}

export const newcomer = ({ family, given, who }: StepProps['recording']) => ({
  name: { family, given },
  ...who,
})
