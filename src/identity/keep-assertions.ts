/** How what senders said of two of their numbers, and of what belongs to them, is kept. */
import type { Tx } from '#database'
import type { BelongingsMove, PatientLink, PatientMerge } from '#vocabulary'
import type { Assertion } from './assertions.ts'
import { keyText, type SourcePatient } from './source-patient.ts'

/** Everything that stands of what their senders said of these numbers; nothing that was undone. */
export async function loadAssertions(
  tx: Tx,
  sourcePatientIds: readonly number[],
): Promise<Assertion[]> {
  const found = await tx.query<{
    merge_id: number
    kind: Assertion['kind']
    survivor_id: number
    retired_id: number
    event_time: number
    message_id: number
    confirmed: boolean
    held: string | null
  }>({
    name: 'identity-assertions',
    text: `SELECT merge_id, kind, survivor_id, retired_id, event_time, message_id,
        confirmed_at IS NOT NULL AS confirmed, held
      FROM identity.merge WHERE undone_at IS NULL AND retired_id = ANY ($1)
      UNION SELECT merge_id, kind, survivor_id, retired_id, event_time, message_id,
        confirmed_at IS NOT NULL AS confirmed, held
      FROM identity.merge WHERE undone_at IS NULL AND survivor_id = ANY ($1)`,
    values: [sourcePatientIds],
  })
  return found.rows.map((row) => ({
    id: row.merge_id,
    kind: row.kind,
    survivorId: row.survivor_id,
    retiredId: row.retired_id,
    eventTime: row.event_time,
    messageId: row.message_id,
    isConfirmed: row.confirmed,
    held: row.held ?? undefined,
  }))
}

interface Row {
  readonly kind: Assertion['kind']
  readonly survivor: SourcePatient
  readonly retired: SourcePatient
  readonly eventTime: number
  readonly messageId: number
}

export const asRow = (
  said: PatientMerge | PatientLink,
  messageId: number,
  patientOf: (key: PatientMerge['survivor']) => SourcePatient,
): Row => {
  const { eventTime } = said
  if ('survivor' in said) {
    const [survivor, retired] = [patientOf(said.survivor), patientOf(said.retired)]
    return { kind: 'merge', survivor, retired, eventTime, messageId }
  }
  // A link has no direction: the same two are always written down the same way.
  const [survivor, retired] = [patientOf(said.one), patientOf(said.other)].sort((a, b) =>
    keyText(a.key) < keyText(b.key) ? -1 : 1,
  ) as [SourcePatient, SourcePatient]
  return { kind: said.says, survivor, retired, eventTime, messageId }
}

/**
 * What was said before, or was undone by somebody, is not written again. The person before is the
 * journal by which undoing is exact, together with the links that ended (HL7-15).
 */
export async function saveAssertion(tx: Tx, row: Row, at: number): Promise<void> {
  await tx.query({
    name: 'identity-assert',
    text: `INSERT INTO identity.merge (kind, survivor_id, retired_id, event_time, message_id,
        person_before, rule_before, applied_at)
      SELECT $1, $2, $3, $4, $5, $6, $7, $8
      WHERE NOT EXISTS (SELECT FROM identity.merge
        WHERE kind = $1 AND survivor_id = $2 AND retired_id = $3 AND event_time = $4)`,
    values: [
      row.kind,
      row.survivor.id,
      row.retired.id,
      row.eventTime,
      row.messageId,
      row.retired.personId ?? null,
      row.retired.rule ?? null,
      new Date(at).toISOString(),
    ],
  })
}

/** Whether these two were ever linked by their sender, and nobody has undone it. */
export async function isLinkHeld(tx: Tx, { survivor, retired }: Row): Promise<boolean> {
  const found = await tx.query({
    name: 'identity-link-held',
    text: `SELECT FROM identity.merge WHERE kind = 'link' AND survivor_id = $1 AND retired_id = $2
      AND undone_at IS NULL LIMIT 1`,
    values: [survivor.id, retired.id],
  })
  return found.rowCount > 0
}

export async function saveHeld(
  tx: Tx,
  changes: readonly { id: number; held: string | undefined }[],
): Promise<void> {
  if (changes.length === 0) return
  await tx.query({
    name: 'identity-save-held',
    text: `UPDATE identity.merge m SET held = c.held
      FROM unnest($1::bigint[], $2::text[]) AS c (id, held) WHERE m.merge_id = c.id`,
    values: [changes.map((one) => one.id), changes.map((one) => one.held ?? null)],
  })
}

export async function saveBelongingsMove(
  tx: Tx,
  move: BelongingsMove,
  { from, to, messageId }: { from: SourcePatient; to: SourcePatient; messageId: number },
  at: number,
): Promise<void> {
  await tx.query({
    name: 'identity-move-belongings',
    text: `INSERT INTO identity.belonging_move (from_id, to_id, what, as_what, event_time,
        message_id, applied_at)
      SELECT $1, $2, $3, $4, $5, $6, $7
      WHERE NOT EXISTS (SELECT FROM identity.belonging_move WHERE from_id = $1 AND to_id = $2
        AND what IS NOT DISTINCT FROM $3 AND as_what IS NOT DISTINCT FROM $4 AND event_time = $5)`,
    values: [
      from.id,
      to.id,
      move.what ?? null,
      move.as ?? null,
      move.eventTime,
      messageId,
      new Date(at).toISOString(),
    ],
  })
}
