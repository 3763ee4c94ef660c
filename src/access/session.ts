/**
 * Who is signed in. Idle and absolute limits are settings (AC-07); a session that has passed
 * either is as if it had never been. Each function is one statement of its own: nothing else
 * depends on it, and a sign-out holds whatever fails after it.
 */
import type { Database } from '#database'
import type { User } from './user.ts'

export interface SessionLimits {
  readonly idleMs: number
  readonly absoluteMs: number
}

export const sessionLimits: SessionLimits = { idleMs: 30 * 60_000, absoluteMs: 12 * 3_600_000 }

/** Times are milliseconds since the epoch. */
export interface Session {
  readonly user: User
  readonly createdAt: number
  readonly idleUntil: number
  readonly endsAt: number
}

interface Row {
  readonly holder: User
  readonly created_at: number
  readonly used_at: number
  readonly ends_at: number
}

const columns = 'holder, created_at, used_at, ends_at'

/** Also clears away what has ended, a little at a time, so that no job is needed for it. */
const create = `WITH over AS (
    SELECT hash FROM access.session WHERE ends_at <= $4 OR used_at <= $6
    ORDER BY ends_at LIMIT 100 FOR UPDATE SKIP LOCKED
  ), cleared AS (
    DELETE FROM access.session USING over WHERE access.session.hash = over.hash
  )
  INSERT INTO access.session (hash, user_key, holder, created_at, used_at, ends_at)
  VALUES (decode($1, 'hex'), $2, $3, $4, $4, $5)
  RETURNING ${columns}`

const find = `SELECT ${columns} FROM access.session
  WHERE hash = decode($1, 'hex') AND ends_at > $2 AND used_at > $3`

const touch = `UPDATE access.session SET used_at = $2
  WHERE hash = decode($1, 'hex') AND ends_at > $2 AND used_at > $3
  RETURNING ${columns}`

/** Named by `user.session`: the SHA-256 of the session's secret in hex. */
export function keepSessions(
  database: Pick<Database, 'query'>,
  clock: { now(): number },
  limits: SessionLimits = sessionLimits,
) {
  const instant = (ms: number) => new Date(ms)
  const idleSince = () => instant(clock.now() - limits.idleMs)
  const ask = async (name: string, text: string, values: readonly unknown[]) => {
    const { rows } = await database.query<Row>('serving', { name, text, values })
    return rows[0] && asSession(rows[0], limits)
  }

  return {
    async create(user: User): Promise<Session> {
      const now = clock.now()
      const ends = instant(now + limits.absoluteMs)
      const holder = JSON.stringify(user)
      const values = [user.session, user.key, holder, instant(now), ends, idleSince()]
      const session = await ask('access-session-create', create, values)
      if (!session) throw new Error('A session was inserted and not returned.')
      return session
    },
    find: (hash: string): Promise<Session | undefined> =>
      ask('access-session-find', find, [hash, instant(clock.now()), idleSince()]),
    touch: (hash: string): Promise<Session | undefined> =>
      ask('access-session-touch', touch, [hash, instant(clock.now()), idleSince()]),
    async end(hash: string): Promise<void> {
      const text = `DELETE FROM access.session WHERE hash = decode($1, 'hex')`
      await database.query('serving', text, [hash])
    },
    /** Whoever was disabled at the source is signed out everywhere (AC-09). */
    async endAll(userKey: string): Promise<number> {
      const text = 'DELETE FROM access.session WHERE user_key = $1'
      return (await database.query('serving', text, [userKey])).rowCount
    },
  }
}

function asSession(row: Row, { idleMs }: SessionLimits): Session {
  return {
    user: row.holder,
    createdAt: row.created_at,
    idleUntil: row.used_at + idleMs,
    endsAt: row.ends_at,
  }
}
