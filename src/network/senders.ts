/**
 * Who may send HL7 v2 as whom: a certificate, the names it may go by (MSH-3, MSH-4), and the one
 * organisation for which it writes (RL-11). What has ended stays, to be looked up.
 */
import type { Tx } from '#database'

export interface AllowedSender {
  /** SHA-256, upper case with colons. Neither this nor `subjectCn`: a connection without TLS. */
  readonly fingerprint?: string
  /** CN of the certificate's subject; with `fingerprint` both must fit. */
  readonly subjectCn?: string
  /** MSH-3 and MSH-4, any case; a trailing * stands for any ending. */
  readonly application: string
  readonly facility: string
  /** ODS code. */
  readonly organisation: string
}

export interface Sender extends AllowedSender {
  readonly senderId: number
  readonly addedBy: string
  /** Epoch ms. */
  readonly addedAt: number
  readonly endedBy?: string
  readonly endedAt?: number
}

export interface Certificate {
  readonly fingerprint: string
  /** Undefined when its subject has none, or several. */
  readonly subjectCn?: string
}

interface Row {
  sender_id: number
  fingerprint: string | null
  subject_cn: string | null
  application: string
  facility: string
  organisation: string
  added_by: string
  added_at: number
  ended_by: string | null
  ended_at: number | null
}

export async function allowSender(
  tx: Tx,
  sender: AllowedSender,
  by: string,
  at: number,
): Promise<number> {
  const added = await tx.query<{ sender_id: number }>(
    `INSERT INTO network.sender (fingerprint, subject_cn, application, facility, organisation,
       added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING sender_id`,
    [
      sender.fingerprint ?? null,
      sender.subjectCn ?? null,
      sender.application,
      sender.facility,
      sender.organisation,
      by,
      new Date(at).toISOString(),
    ],
  )
  return added.rows[0]!.sender_id
}

/** False when there is none of this number, or it has ended already. */
export async function endSender(
  tx: Tx,
  senderId: number,
  by: string,
  at: number,
): Promise<boolean> {
  const ended = await tx.query(
    `UPDATE network.sender SET ended_by = $2, ended_at = $3
     WHERE sender_id = $1 AND ended_at IS NULL`,
    [senderId, by, new Date(at).toISOString()],
  )
  return ended.rowCount > 0
}

/** All that were ever allowed, the oldest first. */
export async function allSenders(tx: Tx): Promise<Sender[]> {
  const found = await tx.query<Row>({
    name: 'network-senders',
    text: `SELECT sender_id, fingerprint, subject_cn, application, facility, organisation,
        added_by, added_at, ended_by, ended_at FROM network.sender ORDER BY sender_id`,
  })
  return found.rows.map((row) => ({
    senderId: row.sender_id,
    ...(row.fingerprint !== null && { fingerprint: row.fingerprint }),
    ...(row.subject_cn !== null && { subjectCn: row.subject_cn }),
    application: row.application,
    facility: row.facility,
    organisation: row.organisation,
    addedBy: row.added_by,
    addedAt: row.added_at,
    ...(row.ended_by !== null && { endedBy: row.ended_by }),
    ...(row.ended_at !== null && { endedAt: row.ended_at }),
  }))
}

/** What whoever shows this certificate, or none, may still send as. */
export function allowedTo(
  senders: readonly Sender[],
  certificate: Certificate | undefined,
): Sender[] {
  return senders.filter((sender) => {
    if (sender.endedAt !== undefined) return false
    const { fingerprint, subjectCn } = sender
    if (fingerprint === undefined && subjectCn === undefined) return certificate === undefined
    return (
      certificate !== undefined &&
      (fingerprint === undefined || fingerprint === certificate.fingerprint) &&
      (subjectCn === undefined || subjectCn === certificate.subjectCn)
    )
  })
}

export function goesBy(sender: AllowedSender, application: string, facility: string): boolean {
  return fits(sender.application, application) && fits(sender.facility, facility)
}

function fits(pattern: string, text: string): boolean {
  const [named, sent] = [pattern.toUpperCase(), text.toUpperCase()]
  return named.endsWith('*') ? sent.startsWith(named.slice(0, -1)) : named === sent
}
