/** What the forms of the desk are made of: reading them, and saying what is wrong (NHS pattern). */
import { ErrorSummary } from 'nhsuk-react-components'
import { type FormEvent, useState } from 'react'
import type { Answer } from '../pages/ask.ts'

/** What is wrong, by the id of the field that puts it right. `answer` is the server's. */
type Errors = Readonly<Record<string, string | undefined>>

export function useForm() {
  const [errors, setErrors] = useState<Errors>({})
  const [attempt, setAttempt] = useState(0)
  const [isAsking, setAsking] = useState(false)

  /** True when nothing is wrong. */
  function check(next: Errors): boolean {
    setErrors(next)
    setAttempt((before) => before + 1)
    return !Object.values(next).some(Boolean)
  }

  /** Asks once: a second press while the first is under way does nothing. */
  async function send<T>(question: () => Promise<Answer<T>>): Promise<T | undefined> {
    if (isAsking) return undefined
    setAsking(true)
    const answer = await question()
    setAsking(false)
    if (answer.outcome === 'answered') return answer.body
    const words = answer.outcome === 'refused' ? answer.refusal.words : undefined
    check({ answer: answer.outcome === 'failed' ? answer.words : (words ?? 'That was not done.') })
    return undefined
  }
  return { errors, attempt, isAsking, check, send }
}
export type Form = ReturnType<typeof useForm>

export function Problems({ form: { errors, attempt } }: { form: Form }) {
  const said = Object.entries(errors).filter(([, words]) => words !== undefined)
  if (said.length === 0) return null
  return (
    <ErrorSummary key={attempt}>
      <ErrorSummary.Title>There is a problem</ErrorSummary.Title>
      <ErrorSummary.List>
        {said.map(([id, words]) =>
          id === 'answer' ? (
            <li key={id}>{words}</li>
          ) : (
            <ErrorSummary.ListItem key={id} href={`#${id}`}>
              {words}
            </ErrorSummary.ListItem>
          ),
        )}
      </ErrorSummary.List>
    </ErrorSummary>
  )
}

export function readForm(event: FormEvent<HTMLFormElement>) {
  event.preventDefault()
  const form = new FormData(event.currentTarget)
  return {
    form,
    one: (name: string) => String(form.get(name) ?? '').trim(),
    all: (name: string) => form.getAll(name).map(String),
  }
}

/** A day typed in three parts. Undefined where it is no day. */
export function readDay(form: FormData, prefix: string): string | undefined {
  const part = (name: string) => String(form.get(`${prefix}-${name}`) ?? '').trim()
  const day = `${part('year')}-${part('month').padStart(2, '0')}-${part('day').padStart(2, '0')}`
  const at = new Date(`${day}T00:00:00Z`)
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(at.getTime())
  return isDay && at.toISOString().slice(0, 10) === day ? day : undefined
}

export const tooShort = (words: string, problem: string): string | undefined =>
  words.length < 3 ? problem : undefined
