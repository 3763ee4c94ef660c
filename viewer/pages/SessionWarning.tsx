import { Button } from 'nhsuk-react-components'
import { useEffect, useRef } from 'react'
import type { SessionView } from '../../src/doors/viewer/contract.ts'
import { now, useNow } from '../design/clock.ts'
import { showTime } from '../design/dates.ts'

const warnMs = 2 * 60_000
const touchMs = 60_000

/**
 * Reading is using: keys and pointer keep the session, so that nobody is signed out over a long
 * record. Before it ends it warns, and one press extends it (WCAG 2.2.1).
 */
export function SessionWarning(props: {
  readonly session: SessionView
  readonly onStay: () => void
  readonly onEnd: () => void
}) {
  const { session, onStay, onEnd } = props
  const time = useNow(5_000)
  const touched = useRef(now())
  const idleUntil = Date.parse(session.idleUntil)
  const endsAt = Date.parse(session.endsAt)
  const left = Math.min(idleUntil, endsAt) - time

  useEffect(() => {
    const touch = () => {
      if (now() - touched.current < touchMs) return
      touched.current = now()
      onStay()
    }
    window.addEventListener('keydown', touch)
    window.addEventListener('pointerdown', touch)
    window.addEventListener('wheel', touch, { passive: true })
    return () => {
      window.removeEventListener('keydown', touch)
      window.removeEventListener('pointerdown', touch)
      window.removeEventListener('wheel', touch)
    }
  }, [onStay])

  useEffect(() => {
    if (left <= 0) onEnd()
  }, [left, onEnd])

  if (left > warnMs) return null
  const extendable = endsAt - idleUntil > 1_000
  return (
    <div className="lcr-bar lcr-bar--warning" role="alert">
      <p>
        You will be signed out at {showTime(time + left)}
        {extendable
          ? ' unless you stay signed in.'
          : ', at the end of the longest session. You can sign in again at once.'}
      </p>
      {extendable && (
        <Button type="button" small onClick={onStay}>
          Stay signed in
        </Button>
      )}
    </div>
  )
}
