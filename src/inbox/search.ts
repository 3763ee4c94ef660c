/** Finding messages, the newest first, without reading them. */
import type { Tx } from '#database'
import { idAt } from './id-at.ts'

export type MessageState = 'pending' | 'filed' | 'set-aside' | 'dismissed'

export interface MessageSearch {
  readonly feed?: string
  /** Epoch ms, of receipt; from inclusive, to exclusive. */
  readonly from?: number
  readonly to?: number
  /** 'ADT^A01', or 'ADT' for all of them. */
  readonly messageType?: string
  /** Why something of it is set aside. */
  readonly reason?: string
  /** 'set-aside': something of it still waits for a human. */
  readonly state?: MessageState
  readonly controlId?: string
  /** Only these. */
  readonly messageIds?: readonly number[]
}

export interface MessagePage {
  /** Only messages older than this one. */
  readonly before?: number
  /** Only messages newer than this one; then the oldest come first. */
  readonly after?: number
  readonly messagesMax: number
}

export interface FoundMessage {
  readonly messageId: number
  readonly feed: string
  readonly form: 'hl7v2' | 'fhir'
  readonly controlId: string | undefined
  readonly receivedAt: number
  readonly messageType: string | undefined
  readonly state: MessageState
  /** Something of it is not in the record: the whole message, or parts of it. */
  readonly isPartOnly: boolean
  readonly entries: number
  /** Why, of the first place: the whole message is without one. */
  readonly place: string | undefined
  readonly reason: string | undefined
  readonly words: string | undefined
  readonly setAsideParts: number
}

export async function search(
  tx: Tx,
  asked: MessageSearch,
  page: MessagePage,
): Promise<FoundMessage[]> {
  const order = page.after === undefined ? 'DESC' : 'ASC'
  const values: unknown[] = []
  const value = (one: unknown): string => `$${values.push(one)}`
  const from = await sourceOf(tx, asked, page, order, value)
  const found = await tx.query<Row>(
    `SELECT m.message_id, m.feed, m.form, m.control_id, m.received_at, o.message_type, o.outcome,
       o.entries, s.place, s.reason, s.words, s.parts, s.at IS NOT NULL AND s.at <= d.at AS dismissed,
       EXISTS (SELECT FROM inbox.pending p WHERE p.message_id = m.message_id) AS pending
     FROM (SELECT m.message_id, m.feed, m.form, m.control_id, m.received_at FROM ${from}
       ORDER BY m.message_id ${order} LIMIT ${value(page.messagesMax)}) m
     LEFT JOIN inbox.outcome o USING (message_id)
     LEFT JOIN LATERAL (SELECT place, reason, words, at, count(*) OVER () AS parts
       FROM inbox.set_aside a WHERE a.message_id = m.message_id ORDER BY part LIMIT 1) s ON true
     LEFT JOIN LATERAL (SELECT max(at) AS at FROM inbox.dismissal b
       WHERE b.message_id = m.message_id) d ON true
     ORDER BY m.message_id ${order}`,
    values,
  )
  return found.rows.map(fromRow)
}

type Value = (one: unknown) => string

/** Tables and conditions. Each table is told the bounds of the numbers: none is read beyond. */
async function sourceOf(
  tx: Tx,
  asked: MessageSearch,
  page: MessagePage,
  order: 'ASC' | 'DESC',
  value: Value,
): Promise<string> {
  const { feed, from, to, controlId, messageIds, messageType, reason, state } = asked
  const bounds = await boundsOf(tx, asked, page)
  const within = (column: string): string =>
    bounds.map(([comparison, id]) => `AND ${column} ${comparison} ${value(id)} `).join('')
  const where = [`true ${within('m.message_id')}`]
  if (messageIds) where.push(`m.message_id = ANY (${value(messageIds)}::bigint[])`)
  if (from !== undefined) where.push(`m.received_at >= ${value(new Date(from).toISOString())}`)
  if (to !== undefined) where.push(`m.received_at < ${value(new Date(to).toISOString())}`)
  if (controlId !== undefined) where.push(`m.control_id = ${value(controlId)}`)
  if (feed !== undefined) where.push(`m.feed = ${value(feed)}`)
  // The index of control ids begins with the feed.
  else if (controlId !== undefined) {
    where.push(`m.feed = ANY (${value(await feedNames(tx))}::text[])`)
  }
  if (messageType !== undefined) {
    const [least, most] = /[\^/]/.test(messageType)
      ? [messageType, messageType]
      : [messageType, `${messageType}\uffff`]
    where.push(`m.message_id IN (SELECT message_id FROM inbox.outcome
      WHERE message_type COLLATE "C" BETWEEN ${value(least)} AND ${value(most)}
        ${within('message_id')})`)
  }
  if (state === 'pending') where.push(`m.message_id IN (SELECT message_id FROM inbox.pending)`)
  if (state === 'filed') {
    where.push(`m.message_id IN (SELECT message_id FROM inbox.outcome
      WHERE outcome = 'filed' ${within('message_id')})`)
  }
  const isAside = reason !== undefined || state === 'set-aside' || state === 'dismissed'
  if (!isAside) return `inbox.message m WHERE ${where.join(' AND ')}`
  const dismissed = `EXISTS (SELECT FROM inbox.dismissal d
    WHERE d.message_id = s.message_id AND d.at >= s.at)`
  // Few messages are set aside: these are read first (OFFSET 0), and lead to the messages.
  return `(SELECT DISTINCT s.message_id FROM inbox.set_aside s
      WHERE true ${within('s.message_id')}
        ${reason === undefined ? '' : `AND s.reason = ${value(reason)}`}
        ${state === 'set-aside' ? `AND NOT ${dismissed}` : ''}
        ${state === 'dismissed' ? `AND ${dismissed}` : ''}
      ORDER BY s.message_id ${order} OFFSET 0) s
    JOIN inbox.message m USING (message_id) WHERE ${where.join(' AND ')}`
}

async function boundsOf(
  tx: Tx,
  { from, to }: MessageSearch,
  { before, after }: MessagePage,
): Promise<(readonly ['<' | '<=' | '>' | '>=', number])[]> {
  return [
    ...(before === undefined ? [] : [['<', before] as const]),
    ...(after === undefined ? [] : [['>', after] as const]),
    ...(from === undefined ? [] : [['>=', await idAt(tx, from, 'first')] as const]),
    ...(to === undefined ? [] : [['<=', await idAt(tx, to, 'last')] as const]),
  ]
}

/** The feeds of which there are messages, one step in the index for each. */
async function feedNames(tx: Tx): Promise<string[]> {
  const found = await tx.query<{ feed: string }>(
    `WITH RECURSIVE names AS (
       (SELECT feed FROM inbox.message ORDER BY feed LIMIT 1)
       UNION ALL
       SELECT (SELECT m.feed FROM inbox.message m WHERE m.feed > n.feed ORDER BY m.feed LIMIT 1)
       FROM names n WHERE n.feed IS NOT NULL)
     SELECT feed FROM names WHERE feed IS NOT NULL`,
  )
  return found.rows.map((row) => row.feed)
}

interface Row {
  message_id: number
  feed: string
  form: 'hl7v2' | 'fhir'
  control_id: string | null
  received_at: number
  message_type: string | null
  outcome: 'filed' | 'set-aside' | null
  entries: number | null
  place: string | null
  reason: string | null
  words: string | null
  parts: number | null
  dismissed: boolean | null
  pending: boolean
}

function fromRow(row: Row): FoundMessage {
  const parts = row.parts ?? 0
  return {
    messageId: row.message_id,
    feed: row.feed,
    form: row.form,
    controlId: row.control_id ?? undefined,
    receivedAt: row.received_at,
    messageType: row.message_type ?? undefined,
    state: row.pending
      ? 'pending'
      : parts === 0
        ? 'filed'
        : row.dismissed
          ? 'dismissed'
          : 'set-aside',
    isPartOnly: row.outcome === 'filed' && parts > 0,
    entries: row.entries ?? 0,
    place: row.place ?? undefined,
    reason: row.reason ?? undefined,
    words: row.words ?? undefined,
    setAsideParts: parts,
  }
}
