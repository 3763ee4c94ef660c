/** Messages that are read again: what had become of them before is kept (RL-09). */
import type { Tx } from '#database'
import type { SetAsidePart, SetAsideReason } from '#vocabulary'
import type { Outcome } from './queue.ts'
import { tallyAgain } from './tally.ts'

/** Who does something about messages, and why, in their own words. */
export interface Because {
  readonly at: number
  readonly by: { readonly key: string; readonly name: string }
  readonly because: string
}

async function noteReplay(tx: Tx, { at, by, because }: Because): Promise<number> {
  const noted = await tx.query<{ replay_id: number }>(
    `INSERT INTO inbox.replay (at, by_key, by_name, because) VALUES ($1, $2, $3, $4)
     RETURNING replay_id`,
    [new Date(at).toISOString(), by.key, by.name, because],
  )
  return noted.rows[0]!.replay_id
}

/** Writes what became of messages this time; only of those that turn out differently. */
export async function finishAgain(
  tx: Tx,
  outcomes: readonly Outcome[],
  request: Because,
): Promise<number[]> {
  const different = await onlyDifferent(tx, outcomes)
  if (different.length === 0) return []
  const replayId = await noteReplay(tx, request)
  const ids = different.map((one) => one.messageId)
  await tx.query(
    `INSERT INTO inbox.replayed (message_id, replay_id, was)
     SELECT o.message_id, $2, to_jsonb(o) || jsonb_build_object('set_aside', coalesce((
       SELECT jsonb_agg(to_jsonb(s) - 'message_id' ORDER BY s.part) FROM inbox.set_aside s
       WHERE s.message_id = o.message_id), '[]'))
     FROM inbox.outcome o WHERE o.message_id = ANY ($1) ON CONFLICT DO NOTHING`,
    [ids, replayId],
  )
  await tx.query(`DELETE FROM inbox.set_aside WHERE message_id = ANY ($1)`, [ids])
  await tallyAgain(
    tx,
    ids,
    different.map((one) => one.outcome),
  )
  const when = new Date(request.at).toISOString()
  await tx.query(
    `UPDATE inbox.outcome o
     SET filed_at = $4, message_type = coalesce(n.message_type, o.message_type), outcome = n.outcome
     FROM unnest($1::bigint[], $2::text[], $3::text[]) AS n (message_id, message_type, outcome)
     WHERE o.message_id = n.message_id`,
    [
      ids,
      different.map((one) => one.messageType ?? null),
      different.map((one) => one.outcome),
      when,
    ],
  )
  const parts = different.flatMap((one) =>
    one.setAside.map((part, index) => ({ messageId: one.messageId, part: index, ...part })),
  )
  await tx.query(
    `INSERT INTO inbox.set_aside (message_id, part, at, place, reason, words)
     SELECT message_id, part, $6, place, reason, words
     FROM unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::text[])
       AS s (message_id, part, place, reason, words)`,
    [
      parts.map((part) => part.messageId),
      parts.map((part) => part.part),
      parts.map((part) => part.place ?? null),
      parts.map((part) => part.reason),
      parts.map((part) => part.words),
      when,
    ],
  )
  return ids
}

/** The parts of these messages that are set aside now. */
export async function partsOf(
  tx: Tx,
  messageIds: readonly number[],
): Promise<Map<number, Outcome['setAside'][number][]>> {
  const found = await tx.query<{
    message_id: number
    place: string | null
    reason: SetAsideReason
    words: string
  }>(
    `SELECT message_id, place, reason, words FROM inbox.set_aside
     WHERE message_id = ANY ($1) ORDER BY message_id, part`,
    [messageIds],
  )
  const parts = new Map<number, Outcome['setAside'][number][]>()
  for (const { message_id, place, reason, words } of found.rows) {
    const ofMessage = parts.get(message_id) ?? []
    parts.set(message_id, ofMessage)
    ofMessage.push({ ...(place !== null && { place }), reason, words })
  }
  return parts
}

/** Adds what turned out to be unclear when what is known was told anew. */
export async function addParts(
  tx: Tx,
  parts: readonly (SetAsidePart & { readonly messageId: number })[],
  at: number,
): Promise<void> {
  if (parts.length === 0) return
  await tx.query(
    `INSERT INTO inbox.set_aside (message_id, part, at, place, reason, words)
     SELECT n.message_id, n.n + coalesce((SELECT max(part) FROM inbox.set_aside s
         WHERE s.message_id = n.message_id), 0), $5, n.place, n.reason, n.words
     FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY
       AS n (message_id, place, reason, words, n)
     WHERE NOT EXISTS (SELECT FROM inbox.set_aside s
       WHERE s.message_id = n.message_id AND s.place = n.place)`,
    [
      parts.map((part) => part.messageId),
      parts.map((part) => part.place),
      parts.map((part) => part.reason),
      parts.map((part) => part.words),
      new Date(at).toISOString(),
    ],
  )
}

/** How many entries each of these messages brought, now that they are read again. */
export async function noteEntries(
  tx: Tx,
  messageIds: readonly number[],
  entries: ReadonlyMap<number, number>,
): Promise<void> {
  const counted = messageIds.filter((id) => entries.has(id))
  if (counted.length === 0) return
  await tx.query(
    `UPDATE inbox.outcome o SET entries = n.entries
     FROM unnest($1::bigint[], $2::int[]) AS n (message_id, entries)
     WHERE o.message_id = n.message_id`,
    [counted, counted.map((id) => entries.get(id)!)],
  )
}

async function onlyDifferent(tx: Tx, outcomes: readonly Outcome[]): Promise<Outcome[]> {
  const found = await tx.query<{ message_id: number; was: string }>(
    `SELECT o.message_id, o.outcome || coalesce((
       SELECT string_agg(E'\\x1f' || coalesce(s.place, '') || E'\\x1f' || s.reason || E'\\x1f' || s.words,
         '' ORDER BY s.part)
       FROM inbox.set_aside s WHERE s.message_id = o.message_id), '') AS was
     FROM inbox.outcome o WHERE o.message_id = ANY ($1)`,
    [outcomes.map((one) => one.messageId)],
  )
  const before = new Map(found.rows.map((row) => [row.message_id, row.was]))
  return outcomes.filter((one) => {
    const was = before.get(one.messageId)
    return was !== undefined && was !== asText(one)
  })
}

const asText = ({ outcome, setAside }: Outcome): string =>
  outcome +
  setAside.map((part) => `\x1f${part.place ?? ''}\x1f${part.reason}\x1f${part.words}`).join('')

/** Notes why these messages need not be filed; how many of them are set aside at all. */
export async function dismiss(
  tx: Tx,
  messageIds: readonly number[],
  { at, by, because }: Because,
): Promise<number> {
  const noted = await tx.query(
    `INSERT INTO inbox.dismissal (message_id, at, by_key, by_name, because)
     SELECT DISTINCT s.message_id, $2::timestamptz, $3, $4, $5 FROM inbox.set_aside s
     WHERE s.message_id = ANY ($1)
       AND NOT EXISTS (SELECT FROM inbox.dismissal d
         WHERE d.message_id = s.message_id AND d.at >= s.at)
     ON CONFLICT DO NOTHING`,
    [messageIds, new Date(at).toISOString(), by.key, by.name, because],
  )
  return noted.rowCount ?? 0
}
