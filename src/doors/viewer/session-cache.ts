import type { KeptSession, Sessions } from './needs.ts'

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
 * process therefore ends here within five seconds (AC-07, AC-09).
 */
export function rememberSessions(sessions: Sessions, clock: { now(): number }): Sessions {
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
    const session = mustTouch ? await sessions.touch(hash) : await sessions.find(hash)
    known.delete(hash)
    if (!session) return undefined
    if (known.size >= knownMax) known.clear()
    const touchedAt = mustTouch ? now : (before?.touchedAt ?? 0)
    known.set(hash, { session, readAt: now, touchedAt })
    return session
  }

  return {
    create: (user) => sessions.create(user),
    find: (hash) => look(hash, false),
    touch: (hash) => look(hash, true),
    async end(hash) {
      known.delete(hash)
      await sessions.end(hash)
    },
  }
}
