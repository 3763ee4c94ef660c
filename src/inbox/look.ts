/** One message as a human is to see it: its bytes, what became of it, and what was done about it. */
import type { Tx } from '#database'
import type { FoundMessage } from './search.ts'
import { search } from './search.ts'
import { bytesOf } from './stored.ts'

export interface SetAsideHere {
  readonly place: string | undefined
  readonly reason: string
  readonly words: string
}

export interface DoneAbout {
  readonly what: 'replayed' | 'dismissed'
  readonly at: number
  readonly by: string
  readonly because: string
  /** What a replay replaced. */
  readonly was?: { readonly outcome: string; readonly setAside: readonly SetAsideHere[] }
}

export interface LookedAt extends FoundMessage {
  readonly peer: string | undefined
  /** SHA-256 of the bytes, hex. */
  readonly hash: string
  readonly bytes: Uint8Array
  readonly filedAt: number | undefined
  /** How often the same bytes came again. */
  readonly duplicates: number
  readonly setAside: readonly SetAsideHere[]
  /** Oldest first. */
  readonly done: readonly DoneAbout[]
}

/** Whoever calls this has written down who looks. Undefined: there is no such message. */
export async function lookAt(tx: Tx, messageId: number): Promise<LookedAt | undefined> {
  const [found] = await search(tx, { messageIds: [messageId] }, { messagesMax: 1 })
  if (!found) return undefined
  const stored = await tx.query<{
    encoding: string
    bytes: Buffer
    hash: Buffer
    peer: string | null
    filed_at: number | null
    duplicates: number
  }>(
    `SELECT m.encoding, m.bytes, m.hash, m.peer, o.filed_at,
       (SELECT count(*) FROM inbox.duplicate d WHERE d.message_id = m.message_id) AS duplicates
     FROM inbox.message m LEFT JOIN inbox.outcome o USING (message_id) WHERE m.message_id = $1`,
    [messageId],
  )
  const row = stored.rows[0]!
  const parts = await tx.query<{ place: string | null; reason: string; words: string }>(
    `SELECT place, reason, words FROM inbox.set_aside WHERE message_id = $1 ORDER BY part`,
    [messageId],
  )
  return {
    ...found,
    peer: row.peer ?? undefined,
    hash: row.hash.toString('hex'),
    bytes: bytesOf(row),
    filedAt: row.filed_at ?? undefined,
    duplicates: row.duplicates,
    setAside: parts.rows.map((part) => ({ ...part, place: part.place ?? undefined })),
    done: await doneAbout(tx, messageId),
  }
}

async function doneAbout(tx: Tx, messageId: number): Promise<DoneAbout[]> {
  const found = await tx.query<{
    what: 'replayed' | 'dismissed'
    at: number
    by_name: string
    because: string
    was: {
      outcome: string
      set_aside: { place: string | null; reason: string; words: string }[]
    } | null
  }>(
    `SELECT 'replayed' AS what, r.at, r.by_name, r.because, d.was
     FROM inbox.replayed d JOIN inbox.replay r USING (replay_id) WHERE d.message_id = $1
     UNION ALL
     SELECT 'dismissed', at, by_name, because, NULL FROM inbox.dismissal WHERE message_id = $1
     ORDER BY at`,
    [messageId],
  )
  return found.rows.map((row) => ({
    what: row.what,
    at: row.at,
    by: row.by_name,
    because: row.because,
    ...(row.was && {
      was: {
        outcome: row.was.outcome,
        setAside: row.was.set_aside.map(({ place, reason, words }) => ({
          place: place ?? undefined,
          reason,
          words,
        })),
      },
    }),
  }))
}
