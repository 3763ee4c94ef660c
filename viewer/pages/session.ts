import { useCallback, useEffect, useMemo, useState } from 'react'
import type { SessionView } from '../../src/doors/viewer/contract.ts'
import { createAsk, type WhyOver } from './ask.ts'

export type SessionState =
  | { phase: 'asking' }
  | { phase: 'signed-out'; demonstration: boolean }
  | { phase: 'signed-in'; view: SessionView }
  /** `name`: whose it was, where it was on at this screen. */
  | { phase: 'ended'; why: WhyOver; name?: string }
  | { phase: 'failed'; words: string }

/** Who is signed in, and the one way of asking the server that belongs to the session. */
export function useSession() {
  const [state, setState] = useState<SessionState>({ phase: 'asking' })

  /** Only what was on can end: nobody signed in at the start is not an ended session. */
  const end = useCallback((why: WhyOver) => {
    setState((now) =>
      now.phase === 'signed-in' ? { phase: 'ended', why, name: now.view.user.name } : now,
    )
  }, [])
  const ask = useMemo(() => createAsk(end), [end])

  const learn = useCallback(
    async (look: boolean) => {
      const answer = await ask.session(look)
      setState((now) => {
        if (answer.outcome === 'answered') {
          // What has ended on this screen comes back by signing in, and in no other way.
          return now.phase === 'ended' ? now : { phase: 'signed-in', view: answer.body }
        }
        if (answer.outcome === 'session-ended') {
          const { why } = answer
          if (now.phase === 'ended') return now
          if (now.phase === 'signed-in') return { phase: 'ended', why, name: now.view.user.name }
          if (why === 'locked') return { phase: 'ended', why }
          return { phase: 'signed-out', demonstration: answer.demonstration }
        }
        // A question that went unanswered does not end a session that is on.
        if (now.phase === 'signed-in' || now.phase === 'ended') return now
        return { phase: 'failed', words: answer.outcome === 'failed' ? answer.words : 'Try again.' }
      })
    },
    [ask],
  )
  const renew = useCallback(() => void learn(false), [learn])
  /** Whether it is used elsewhere; to look is no use. */
  const look = useCallback(() => void learn(true), [learn])

  const signOut = useCallback(async () => {
    const answer = await ask.signOut()
    if (answer.outcome === 'answered') setState({ phase: 'signed-out', demonstration: false })
    else setState({ phase: 'ended', why: 'over' })
  }, [ask])

  useEffect(() => renew(), [renew])
  return { state, ask, renew, look, end, signOut }
}
