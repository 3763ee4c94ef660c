import { useCallback, useEffect, useMemo, useState } from 'react'
import type { SessionView } from '../../src/doors/viewer/contract.ts'
import { createAsk } from './ask.ts'

export type SessionState =
  | { phase: 'asking' }
  | { phase: 'signed-out'; demonstration: boolean }
  | { phase: 'signed-in'; view: SessionView }
  | { phase: 'ended' }
  | { phase: 'failed'; words: string }

/** Who is signed in, and the one way of asking the server that belongs to the session. */
export function useSession() {
  const [state, setState] = useState<SessionState>({ phase: 'asking' })

  /** Only what was on can end: nobody signed in at the start is not an ended session. */
  const end = useCallback(() => {
    setState((now) => (now.phase === 'signed-in' ? { phase: 'ended' } : now))
  }, [])
  const ask = useMemo(() => createAsk(end), [end])

  const renew = useCallback(async () => {
    const answer = await ask.session()
    setState((now) => {
      if (answer.outcome === 'answered') return { phase: 'signed-in', view: answer.body }
      if (answer.outcome === 'session-ended') {
        return now.phase === 'signed-in' || now.phase === 'ended'
          ? { phase: 'ended' }
          : { phase: 'signed-out', demonstration: answer.demonstration }
      }
      // A question that went unanswered does not end a session that is on.
      if (now.phase === 'signed-in' || now.phase === 'ended') return now
      return { phase: 'failed', words: answer.outcome === 'failed' ? answer.words : 'Try again.' }
    })
  }, [ask])

  const signOut = useCallback(async () => {
    const answer = await ask.signOut()
    if (answer.outcome === 'answered') setState({ phase: 'signed-out', demonstration: false })
    else setState({ phase: 'ended' })
  }, [ask])

  useEffect(() => {
    void renew()
  }, [renew])
  return { state, ask, renew, end, signOut }
}
