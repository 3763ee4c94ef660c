import { type ReactNode, useCallback, useEffect, useState } from 'react'
import { LinkButton } from '../design/parts.tsx'
import type { Answer } from '../pages/ask.ts'

/** Asks when the page opens and whenever the question changes; `again` asks once more. */
export function useAnswer<T>(ask: (signal: AbortSignal) => Promise<Answer<T>>) {
  const [answer, setAnswer] = useState<Answer<T>>()
  const load = useCallback(
    async (signal: AbortSignal) => {
      const next = await ask(signal)
      if (!signal.aborted) setAnswer(next)
    },
    [ask],
  )
  useEffect(() => {
    const leaving = new AbortController()
    void load(leaving.signal)
    return () => leaving.abort()
  }, [load])
  const again = useCallback(() => void load(new AbortController().signal), [load])
  return { answer, again }
}

/** What is shown until there is an answer, or when there is none. */
export function Answered<T>(props: {
  readonly answer: Answer<T> | undefined
  readonly again: () => void
  readonly children: (body: T) => ReactNode
}) {
  const { answer, again, children } = props
  if (answer?.outcome === 'answered') return children(answer.body)
  if (answer?.outcome === 'failed') {
    return (
      <div>
        <p role="alert">{answer.words}</p>
        <LinkButton onClick={again}>Try again</LinkButton>
      </div>
    )
  }
  return <p role="status">Getting it…</p>
}
