import { Button } from 'nhsuk-react-components'
import { useEffect, useRef } from 'react'
import type { SessionView } from '../../src/doors/viewer/contract.ts'
import { now, useNow } from '../design/clock.ts'
import { showTime } from '../design/dates.ts'
import type { WhyOver } from './ask.ts'

const warnMs = 2 * 60_000
const touchMs = 60_000
const lookMs = 20_000

/**
 * Reading is using: keys and pointer keep the session, so that nobody is signed out over a long
 * record. Before it ends or locks it warns, and one press extends it (WCAG 2.2.1). Then the screen is
 * emptied at once, without asking anybody (AC-07).
 */
export function SessionWarning(props: {
  readonly session: SessionView
  readonly onStay: () => void
  readonly onLook: () => void
  readonly onEnd: (why: WhyOver) => void
}) {
  const { session, onStay, onLook, onEnd } = props
  const time = useNow(1_000)
  const touched = useRef(now())
  const endsAt = Date.parse(session.endsAt)
  const idleUntil = Date.parse(session.idleUntil)
  const lockAt = session.lockAt ? Date.parse(session.lockAt) : Number.POSITIVE_INFINITY
  const over = Math.min(idleUntil, endsAt, lockAt)
  const why: WhyOver = lockAt === over ? 'locked' : 'over'
  const left = over - time
  const isNear = left <= warnMs

  useEffect(() => {
    const touch = () => {
      if (now() >= over || now() - touched.current < touchMs) return
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
  }, [onStay, over])

  // Another tab may be in use: then nothing ends here either.
  useEffect(() => {
    if (!isNear) return
    onLook()
    const looking = setInterval(onLook, lookMs)
    return () => clearInterval(looking)
  }, [isNear, onLook])

  useEffect(() => {
    // Timers sleep with the computer: whoever wakes it must find nothing.
    const end = () => {
      if (now() >= over) onEnd(why)
    }
    end()
    const ending = setTimeout(end, Math.max(left, 0))
    document.addEventListener('visibilitychange', end)
    window.addEventListener('focus', end)
    return () => {
      clearTimeout(ending)
      document.removeEventListener('visibilitychange', end)
      window.removeEventListener('focus', end)
    }
  }, [left, over, why, onEnd])

  if (!isNear) return null
  const extendable = endsAt - over > 1_000
  const what = why === 'locked' ? 'This screen will be locked' : 'You will be signed out'
  return (
    <div className="lcr-bar lcr-bar--warning" role="alert">
      <p>
        {what} at {showTime(over)}
        {extendable
          ? ' unless you go on.'
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
