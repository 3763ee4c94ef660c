/** The form by which somebody says why they need a record: a reason to choose, and own words. */
import { Button, ErrorSummary, Radios, Textarea, TextInput } from 'nhsuk-react-components'
import { type FormEvent, type ReactNode, useState } from 'react'
import { LinkButton } from '../design/parts.tsx'
import type { Answer } from './ask.ts'

const wordsMin = 15

export interface Said {
  readonly reason: string
  readonly words: string
  /** What was written into the further field. */
  readonly further: string
}

interface ReasonsProps {
  readonly id: string
  readonly reasons: Readonly<Record<string, string>>
  readonly legend: string
  readonly button: string
  readonly busy: string
  /** A further field, before the words: always, or for one reason only. */
  readonly further?: {
    readonly label: string
    readonly hint?: string
    readonly error: string
    readonly onlyFor?: string
  }
  readonly children?: ReactNode
  readonly onSay: (said: Said) => Promise<Answer<object>>
  readonly onKept: () => void
  readonly onCancel: () => void
}

export function Reasons(props: ReasonsProps) {
  const { id, reasons, further } = props
  const [errors, setErrors] = useState<Partial<Record<'reason' | 'further' | 'words', string>>>({})
  const [problem, setProblem] = useState<string>()
  const [attempt, setAttempt] = useState(0)
  const [chosen, setChosen] = useState<string>()
  const [asking, setAsking] = useState(false)
  const hasFurther = further && (!further.onlyFor || further.onlyFor === chosen)

  async function say(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const field = (name: string) => String(form.get(name) ?? '').trim()
    const said = { reason: field('reason'), words: field('words'), further: field('further') }
    const next = {
      reason: said.reason ? undefined : 'Choose a reason',
      further: hasFurther && said.further.length < 2 ? further.error : undefined,
      words:
        said.words.length < wordsMin
          ? `Say in at least ${wordsMin} characters what it is about`
          : undefined,
    }
    setErrors(next)
    setProblem(undefined)
    setAttempt(attempt + 1)
    if (next.reason || next.further || next.words) return
    setAsking(true)
    const answer = await props.onSay(said)
    setAsking(false)
    if (answer.outcome === 'answered') props.onKept()
    else if (answer.outcome === 'failed') setProblem(answer.words)
    else if (answer.outcome === 'refused') setProblem(answer.refusal.words)
  }

  const place = { reason: `${id}-reason-1`, further: `${id}-further`, words: `${id}-words` }
  const wrong = (['reason', 'further', 'words'] as const).filter((name) => errors[name])
  return (
    <>
      {(wrong.length > 0 || problem) && (
        <ErrorSummary key={attempt}>
          <ErrorSummary.Title>There is a problem</ErrorSummary.Title>
          <ErrorSummary.List>
            {wrong.map((name) => (
              <ErrorSummary.ListItem key={name} href={`#${place[name]}`}>
                {errors[name]}
              </ErrorSummary.ListItem>
            ))}
            {problem && <li>{problem}</li>}
          </ErrorSummary.List>
        </ErrorSummary>
      )}
      {props.children}
      <form onSubmit={say} noValidate autoComplete="off">
        <Radios
          id={`${id}-reason`}
          name="reason"
          idPrefix={`${id}-reason`}
          small
          legend={props.legend}
          legendProps={{ size: 's' }}
          error={errors.reason}
          onChange={(event) => setChosen((event.target as HTMLInputElement).value)}
        >
          {Object.entries(reasons).map(([reason, words]) => (
            <Radios.Item key={reason} value={reason}>
              {words}
            </Radios.Item>
          ))}
        </Radios>
        {hasFurther && (
          <TextInput
            id={place.further}
            name="further"
            label={further.label}
            labelProps={{ size: 's' }}
            hint={further.hint}
            autoComplete="off"
            width={20}
            error={errors.further}
          />
        )}
        <Textarea
          id={place.words}
          name="words"
          rows={2}
          label="What is it about?"
          labelProps={{ size: 's' }}
          hint={`In your own words, at least ${wordsMin} characters`}
          error={errors.words}
        />
        <div className="nhsuk-button-group">
          <Button type="submit" disabled={asking}>
            {asking ? props.busy : props.button}
          </Button>
          <LinkButton onClick={props.onCancel}>Cancel</LinkButton>
        </div>
      </form>
    </>
  )
}
