import {
  Button,
  Checkboxes,
  InsetText,
  Textarea,
  TextInput,
  WarningCallout,
} from 'nhsuk-react-components'
import { type FormEvent, useState } from 'react'
import { Answered, useAnswer } from '../console/use-answer.tsx'
import { PageHeading } from '../design/Frame.tsx'
import { LinkButton } from '../design/parts.tsx'
import type { Questions } from './ask-desk.ts'
import { Problems, readDay, readForm, tooShort, useForm } from './form.tsx'
import { DayInput } from './parts.tsx'
import { SuspensionCard } from './SuspensionCard.tsx'
import { kindWords } from './words.ts'

/** Lifted by law for a while: dated, agreed by two, told to the public, over by itself. */
export function SuspensionPage({ questions }: { questions: Questions }) {
  const { answer, again } = useAnswer(questions.suspensions)
  const [isProposing, setProposing] = useState(false)
  const [told, setTold] = useState('')
  const act = useForm()

  async function change(suspensionId: string, what: 'approve' | 'end') {
    const question = what === 'approve' ? questions.approveSuspension : questions.endSuspension
    const done = await act.send(() => question(suspensionId))
    if (done)
      setTold(what === 'approve' ? 'It is approved.' : 'It is ended. Objections hide again.')
    again()
  }

  return (
    <div className="lcr-desk__column">
      <Problems form={act} />
      <PageHeading title="Suspension by law">Suspension by law</PageHeading>
      <p>
        Only a law or a legal notice can lift objections, for some kinds of care, until a day that
        is known. Two people agree to it, the public is told, and it ends by itself. No objection is
        lost: all of them hide again afterwards.
      </p>
      <p role="status" className="lcr-desk__told">
        {told}
      </p>
      <Answered answer={answer} again={again}>
        {({ suspensions }) => {
          const isOn = suspensions.some((one) => one.state !== 'over')
          return (
            <>
              {!isOn && (
                <InsetText>
                  <p>
                    <strong>Nothing is suspended.</strong> Every objection hides.
                  </p>
                </InsetText>
              )}
              {suspensions.map((one) => (
                <SuspensionCard
                  key={one.suspensionId}
                  suspension={one}
                  isAsking={act.isAsking}
                  onChange={(what) => void change(one.suspensionId, what)}
                />
              ))}
              {!isOn && !isProposing && (
                <Button type="button" secondary onClick={() => setProposing(true)}>
                  Propose a suspension
                </Button>
              )}
              {isProposing && (
                <ProposeForm
                  questions={questions}
                  onCancel={() => setProposing(false)}
                  onDone={() => {
                    setProposing(false)
                    setTold('It is proposed. Another member of the team has to approve it.')
                    again()
                  }}
                />
              )}
            </>
          )
        }}
      </Answered>
    </div>
  )
}

const daysMax = 180
const dayMs = 86_400_000

function ProposeForm(props: {
  readonly questions: Questions
  readonly onDone: () => void
  readonly onCancel: () => void
}) {
  const form = useForm()

  async function propose(event: FormEvent<HTMLFormElement>) {
    const { form: typed, one, all } = readForm(event)
    const [from, until] = [readDay(typed, 'from'), readDay(typed, 'until')]
    const [instrument, notice, kinds] = [one('instrument'), one('notice'), all('kinds')]
    const isFine = form.check({
      instrument: tooShort(instrument, 'Name the law or the notice'),
      'from-day': from ? undefined : 'Enter the day on which it starts',
      'until-day': untilProblem(from, until),
      'kinds-1': kinds.length > 0 ? undefined : 'Choose at least one kind of care',
      notice: tooShort(notice, 'Write what the public is told'),
    })
    if (!isFine || !from || !until) return
    const [start, end] = [midnight(from), midnight(until)]
    const asked = { from: start, until: end, kinds, instrument, notice }
    if (await form.send(() => props.questions.proposeSuspension(asked))) props.onDone()
  }

  return (
    <form onSubmit={propose} noValidate autoComplete="off" aria-labelledby="propose">
      <h2 className="nhsuk-heading-m" id="propose">
        Propose a suspension
      </h2>
      <Problems form={form} />
      <WarningCallout>
        <WarningCallout.Heading>Ask the Caldicott Guardian first</WarningCallout.Heading>
        <p>People who said no will be seen again by those who care for them.</p>
      </WarningCallout>
      <TextInput
        id="instrument"
        name="instrument"
        label="Which law or legal notice?"
        labelProps={{ size: 's' }}
        hint="Its title, number and date"
        error={form.errors.instrument}
      />
      <DayInput
        id="from"
        legend="From the start of"
        hint="Like 1 12 2026"
        error={form.errors['from-day']}
      />
      <DayInput
        id="until"
        legend="Until the start of"
        hint={`At most ${daysMax} days later: objections hide again from then on`}
        error={form.errors['until-day']}
      />
      <Checkboxes
        id="kinds"
        name="kinds"
        idPrefix="kinds"
        small
        legend="For which kinds of care?"
        legendProps={{ size: 's' }}
        error={form.errors['kinds-1']}
      >
        {Object.entries(kindWords).map(([kind, words]) => (
          <Checkboxes.Item key={kind} value={kind}>
            {words}
          </Checkboxes.Item>
        ))}
      </Checkboxes>
      <Textarea
        id="notice"
        name="notice"
        rows={4}
        label="What is the public told?"
        labelProps={{ size: 's' }}
        hint="Shown on the public pages as long as it lasts. Plain words: what, why, until when"
        error={form.errors.notice}
      />
      <div className="nhsuk-button-group">
        <Button type="submit" disabled={form.isAsking}>
          Propose it
        </Button>
        <LinkButton onClick={props.onCancel}>Cancel</LinkButton>
      </div>
    </form>
  )
}

function untilProblem(from: string | undefined, until: string | undefined): string | undefined {
  if (!until) return 'Enter the day on which it ends'
  if (!from) return undefined
  const days = (Date.parse(until) - Date.parse(from)) / dayMs
  if (days <= 0) return 'It must end after it starts'
  return days > daysMax ? `It must end at most ${daysMax} days after it starts` : undefined
}

/** The start of that day where the desk stands. */
const midnight = (day: string): string => new Date(`${day}T00:00:00`).toISOString()
