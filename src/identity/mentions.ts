/** Which messages say something of which source patients (RL-09). */
import type { Tx } from '#database'
import type { SourcePatientKey } from '#vocabulary'
import { loadByKey } from './store.ts'

export interface MentionedIn {
  readonly sourcePatientId: number
  readonly messageId: number
}

export async function noteMentions(tx: Tx, mentions: readonly MentionedIn[]): Promise<void> {
  if (mentions.length === 0) return
  await tx.query({
    name: 'identity-mention',
    text: `INSERT INTO identity.mention (source_patient_id, message_id)
      SELECT DISTINCT * FROM unnest($1::bigint[], $2::bigint[]) ON CONFLICT DO NOTHING`,
    values: [mentions.map((one) => one.sourcePatientId), mentions.map((one) => one.messageId)],
  })
}

/** Of these source patients, in the order in which the messages came. */
export async function mentionsOf(
  tx: Tx,
  sourcePatientIds: readonly number[],
): Promise<MentionedIn[]> {
  const found = await tx.query<{ source_patient_id: number; message_id: number }>({
    name: 'identity-mentions-of',
    text: `SELECT source_patient_id, message_id FROM identity.mention
      WHERE source_patient_id = ANY ($1) ORDER BY message_id`,
    values: [sourcePatientIds],
  })
  return found.rows.map(fromRow)
}

/** Whom these messages mention. */
export async function mentionedIn(tx: Tx, messageIds: readonly number[]): Promise<MentionedIn[]> {
  const found = await tx.query<{ source_patient_id: number; message_id: number }>({
    name: 'identity-mentioned-in',
    text: `SELECT source_patient_id, message_id FROM identity.mention
      WHERE message_id = ANY ($1) ORDER BY message_id, source_patient_id`,
    values: [messageIds],
  })
  return found.rows.map(fromRow)
}

const fromRow = (row: { source_patient_id: number; message_id: number }): MentionedIn => ({
  sourcePatientId: row.source_patient_id,
  messageId: row.message_id,
})

export interface PlacedPatient {
  readonly sourcePatientId: number
  readonly key: SourcePatientKey
  readonly personId: number
}

/** How far messages from before mentions were kept have been read again; undefined: not begun. */
export async function mentionProgress(
  tx: Tx,
): Promise<{ readonly messageId: number; readonly lastMessageId: number } | undefined> {
  const found = await tx.query<{ message_id: number; last_message_id: number }>({
    name: 'identity-mention-progress',
    text: `SELECT message_id, last_message_id FROM identity.mention_progress`,
  })
  const row = found.rows[0]
  return row && { messageId: row.message_id, lastMessageId: row.last_message_id }
}

export async function noteMentionProgress(
  tx: Tx,
  messageId: number,
  lastMessageId: number,
): Promise<void> {
  await tx.query(
    `INSERT INTO identity.mention_progress (message_id, last_message_id) VALUES ($1, $2)
     ON CONFLICT (one) DO UPDATE SET message_id = greatest(mention_progress.message_id, $1)`,
    [messageId, lastMessageId],
  )
}

/** Those of these keys that are known, as they are placed now. */
export async function placedByKey(
  tx: Tx,
  keys: readonly SourcePatientKey[],
): Promise<PlacedPatient[]> {
  const found = await loadByKey(tx, keys)
  return found.map((one) => ({
    sourcePatientId: one.id,
    key: one.key,
    personId: one.personId!,
  }))
}

/** The source patients that are this person now. */
export async function sourcePatientsOf(tx: Tx, personId: number): Promise<number[]> {
  const found = await tx.query<{ source_patient_id: number }>({
    name: 'identity-source-patients-of',
    text: `SELECT source_patient_id FROM identity.link
      WHERE person_id = $1 AND until IS NULL ORDER BY source_patient_id`,
    values: [personId],
  })
  return found.rows.map((row) => row.source_patient_id)
}

/** These source patients as they are placed now, by id. */
export async function placedPatients(
  tx: Tx,
  sourcePatientIds: readonly number[],
): Promise<PlacedPatient[]> {
  const found = await tx.query<{
    source_patient_id: number
    namespace: string
    value: string
    person_id: number
  }>({
    name: 'identity-placed',
    text: `SELECT s.source_patient_id, s.namespace, s.value, l.person_id
      FROM identity.source_patient s
      JOIN identity.link l ON l.source_patient_id = s.source_patient_id AND l.until IS NULL
      WHERE s.source_patient_id = ANY ($1) ORDER BY s.source_patient_id`,
    values: [sourcePatientIds],
  })
  return found.rows.map((row) => ({
    sourcePatientId: row.source_patient_id,
    key: { namespace: row.namespace, value: row.value },
    personId: row.person_id,
  }))
}
