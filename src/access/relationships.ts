/** Relationships as they are kept: dated facts, each with its evidence. */
import type { Tx } from '#database'
import type { Evidence } from './evidence.ts'

export interface FiledEvidence {
  readonly personId: number
  readonly sourcePatientId: number
  /** The entry that is the evidence: what it was evidence of before is replaced. */
  readonly entry: string
  /** There may be something to replace. */
  readonly isKnown: boolean
  readonly evidence: readonly Evidence[]
}

export async function saveEvidence(tx: Tx, filed: readonly FiledEvidence[]): Promise<void> {
  const known = filed.filter((one) => one.isKnown)
  if (known.length > 0) {
    await tx.query({
      name: 'access-replace',
      text: `DELETE FROM access.relationship r
        USING unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::smallint[])
          AS k (person, patient, entry, facts)
        WHERE r.person_id = k.person AND r.source_patient_id = k.patient AND r.evidence = k.entry
          AND r.ordinal >= k.facts`,
      values: [
        known.map((one) => one.personId),
        known.map((one) => one.sourcePatientId),
        known.map((one) => one.entry),
        known.map((one) => one.evidence.length),
      ],
    })
  }
  const rows = filed.flatMap((one) =>
    one.evidence.map((evidence, ordinal) => ({ one, evidence, ordinal })),
  )
  if (rows.length === 0) return
  await tx.query({
    name: 'access-evidence',
    // What is only dated by when it was said, and is said again, keeps the time from which it was
    // first said: news of something else must not make a practice look like the newest.
    text: `INSERT INTO access.relationship AS held (person_id, source_patient_id, evidence, ordinal,
        kind, organisation, place, starts_at, ends_at)
      SELECT k.person, k.patient, k.entry, k.ordinal, k.kind, k.organisation, k.place,
        CASE WHEN k.said THEN coalesce((SELECT least(h.starts_at, k.starts_at)
            FROM access.relationship h
            WHERE h.person_id = k.person AND h.source_patient_id = k.patient
              AND h.evidence = k.entry AND h.kind = k.kind AND h.organisation = k.organisation
            ORDER BY h.starts_at LIMIT 1), k.starts_at) ELSE k.starts_at END,
        k.ends_at
      FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::smallint[], $5::text[],
        $6::text[], $7::text[], $8::timestamptz[], $9::timestamptz[], $10::boolean[])
        AS k (person, patient, entry, ordinal, kind, organisation, place, starts_at, ends_at, said)
      ON CONFLICT (person_id, source_patient_id, evidence, ordinal) DO UPDATE
        SET kind = excluded.kind, organisation = excluded.organisation, place = excluded.place,
          starts_at = excluded.starts_at, ends_at = excluded.ends_at`,
    values: [
      rows.map((row) => row.one.personId),
      rows.map((row) => row.one.sourcePatientId),
      rows.map((row) => row.one.entry),
      rows.map((row) => row.ordinal),
      rows.map((row) => row.evidence.kind),
      rows.map((row) => row.evidence.organisation),
      rows.map((row) => row.evidence.place ?? null),
      rows.map((row) => instant(row.evidence.startsAt)),
      rows.map((row) => instant(row.evidence.endsAt)),
      rows.map((row) => row.evidence.startIsWhenSaid === true),
    ],
  })
}

/** A source patient is placed with another person: its evidence goes with it. */
export async function moveEvidence(
  tx: Tx,
  moves: readonly { sourcePatientId: number; from: number; to: number }[],
): Promise<void> {
  for (const move of moves) {
    await tx.query(
      `UPDATE access.relationship SET person_id = $3
       WHERE person_id = $1 AND source_patient_id = $2`,
      [move.from, move.sourcePatientId, move.to],
    )
  }
}

const instant = (time: number | undefined): string | null =>
  time === undefined ? null : new Date(time).toISOString()
