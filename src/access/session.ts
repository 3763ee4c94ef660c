/**
 * Who is signed in. Idle and absolute limits are settings (AC-07); a session that has passed
 * either is as if it had never been, and so is that of a disabled user (AC-09). Each function is
 * one statement of its own: nothing else depends on it, and a sign-out holds whatever fails after it.
 */
import type { Database, Tx } from '#database'
import type { User } from './user.ts'

export interface SessionLimits {
  readonly idleMs: number
  readonly absoluteMs: number
  /** After how much idleness a session locks, by ODS code; '*' is any other (AC-07). */
  readonly lockMs?: Readonly<Record<string, number>>
}

export const sessionLimits: SessionLimits = { idleMs: 30 * 60_000, absoluteMs: 12 * 3_600_000 }

/** By what the identity provider can name the session when it ends it. */
export interface SessionOrigin {
  /** issuer|sub */
  readonly subject: string
  /** issuer|sid */
  readonly providerSession?: string
}

/** Times are milliseconds since the epoch. */
export interface Session {
  readonly user: User
  readonly createdAt: number
  readonly idleUntil: number
  readonly endsAt: number
  /** From when on it gives nothing until somebody signs in again; absent: it does not lock. */
  readonly lockedFrom?: number
}

interface Row {
  readonly holder: User
  readonly created_at: number
  readonly used_at: number
  readonly ends_at: number
  readonly locks_after_s: number | null
}

const columns = 'holder, created_at, used_at, ends_at, locks_after_s'
const isAllowed =
  'NOT EXISTS (SELECT FROM access.disabled_user d WHERE d.user_key = access.session.user_key)'

/** Also clears away what has ended, a little at a time, so that no job is needed for it. */
const create = `WITH over AS (
    SELECT hash FROM access.session WHERE ends_at <= $4 OR used_at <= $6
    ORDER BY ends_at LIMIT 100 FOR UPDATE SKIP LOCKED
  ), cleared AS (
    DELETE FROM access.session USING over WHERE access.session.hash = over.hash
  )
  INSERT INTO access.session (hash, user_key, holder, created_at, used_at, ends_at, subject,
    provider_session, locks_after_s)
  SELECT decode($1, 'hex'), $2, $3, $4, $4, $5, $7, $8, $9
  WHERE NOT EXISTS (SELECT FROM access.disabled_user WHERE user_key = $2)
  RETURNING ${columns}`

const find = `SELECT ${columns} FROM access.session
  WHERE hash = decode($1, 'hex') AND ends_at > $2 AND used_at > $3 AND ${isAllowed}`

/** What is locked is not used: only signing in again helps. */
const touch = `UPDATE access.session SET used_at = $2
  WHERE hash = decode($1, 'hex') AND ends_at > $2 AND used_at > $3 AND ${isAllowed}
    AND (locks_after_s IS NULL
      OR used_at > $2::timestamptz - locks_after_s * interval '1 second')
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
    /** Undefined when the user is disabled. */
    async create(user: User, origin?: SessionOrigin): Promise<Session | undefined> {
      const now = clock.now()
      const ends = instant(now + limits.absoluteMs)
      const lockMs = lockOf(limits, user)
      return ask('access-session-create', create, [
        user.session,
        user.key,
        JSON.stringify(user),
        instant(now),
        ends,
        idleSince(),
        origin?.subject ?? null,
        origin?.providerSession ?? null,
        lockMs === undefined ? null : Math.round(lockMs / 1_000),
      ])
    },
    find: (hash: string): Promise<Session | undefined> =>
      ask('access-session-find', find, [hash, instant(clock.now()), idleSince()]),
    touch: (hash: string): Promise<Session | undefined> =>
      ask('access-session-touch', touch, [hash, instant(clock.now()), idleSince()]),
    async end(hash: string): Promise<void> {
      const text = `DELETE FROM access.session WHERE hash = decode($1, 'hex')`
      await database.query('serving', text, [hash])
    },
  }
}

/** A site has the workstations of its trust, unless something else is said of it. */
const lockOf = ({ lockMs = {} }: SessionLimits, { organisation }: User): number | undefined =>
  lockMs[organisation] ??
  (organisation.length === 5 ? lockMs[organisation.slice(0, 3)] : undefined) ??
  lockMs['*']

/** Whose sessions end: everybody's of a user, or those that the provider names. */
export type SessionsOf =
  | { readonly userKey: string }
  | { readonly subject: string }
  /** And those of the subject of which the provider never said a session. */
  | { readonly providerSession: string; readonly subject?: string }

/** Ends them everywhere, and gives whose they were. */
export async function endSessions(tx: Tx, of: SessionsOf): Promise<User[]> {
  const [which, values] =
    'userKey' in of
      ? ['user_key = $1', [of.userKey]]
      : 'providerSession' in of
        ? [
            'provider_session = $1 OR (subject = $2 AND provider_session IS NULL)',
            [of.providerSession, of.subject ?? null],
          ]
        : ['subject = $1', [of.subject]]
  const { rows } = await tx.query<{ holder: User }>(
    `DELETE FROM access.session WHERE ${which} RETURNING holder`,
    values,
  )
  return rows.map((row) => row.holder)
}

function asSession(row: Row, { idleMs }: SessionLimits): Session {
  return {
    user: row.holder,
    createdAt: row.created_at,
    idleUntil: row.used_at + idleMs,
    endsAt: row.ends_at,
    ...(row.locks_after_s !== null && { lockedFrom: row.used_at + row.locks_after_s * 1_000 }),
  }
}
