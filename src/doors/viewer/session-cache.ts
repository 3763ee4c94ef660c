import type { KeptSession, Sessions } from './needs.ts'

interface KnownSessions extends Sessions {
  /** It was ended elsewhere; without a hash, any may have been. */
  forget(hash?: string): void
}

interface Known {
  readonly session: KeptSession
  readonly readAt: number
  readonly touchedAt: number
}

const rememberMs = 5_000
const touchEveryMs = 30_000
const knownMax = 20_000

/**
 * Remembers sessions for five seconds, so that a screen which asks five things at once reads
 * one row; and writes down use every thirty seconds at most. A session that was ended in another
 * process therefore ends here within five seconds, also when nobody says so (AC-07, AC-09).
 */
export function rememberSessions(sessions: Sessions, clock: { now(): number }): KnownSessions {
  const known = new Map<string, Known>()

  async function look(hash: string, use: boolean): Promise<KeptSession | undefined> {
    const now = clock.now()
    const before = known.get(hash)
    const mustTouch = use && (!before || now - before.touchedAt >= touchEveryMs)
    if (before && !mustTouch && now - before.readAt < rememberMs) {
      return now < Math.min(before.session.idleUntil, before.session.endsAt)
        ? before.session
        : undefined
    }
    const touched = mustTouch ? await sessions.touch(hash) : undefined
    // What cannot be used may still be there, and locked.
    const session = touched ?? (await sessions.find(hash))
    known.delete(hash)
    if (!session) return undefined
    if (known.size >= knownMax) known.clear()
    const touchedAt = mustTouch ? now : (before?.touchedAt ?? 0)
    known.set(hash, { session, readAt: now, touchedAt })
    return session
  }

  return {
    create: (user, origin) => sessions.create(user, origin),
    find: (hash) => look(hash, false),
    touch: (hash) => look(hash, true),
    forget(hash) {
      if (hash === undefined) known.clear()
      else known.delete(hash)
    },
    async end(hash) {
      known.delete(hash)
      await sessions.end(hash)
    },
  }
}
