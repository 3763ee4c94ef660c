/** Every number by which somebody is or was known, for the register of objections (OO-03). */
import type { Tx } from '#database'
import { nhsNumberSystem, readNhsNumber } from '#vocabulary'

export interface KnownIdentifier {
  readonly sourcePatientId: number
  /** Where the source patient is placed now. */
  readonly personId: number
  readonly system: string
  readonly value: string
}

/** Of these source patients: their senders' own numbers, and NHS numbers that were replaced too. */
export async function identifiersOf(
  tx: Tx,
  sourcePatientIds: readonly number[],
): Promise<KnownIdentifier[]> {
  if (sourcePatientIds.length === 0) return []
  const { rows } = await tx.query<{
    source_patient_id: number
    person_id: number
    namespace: string
    value: string
    nhs_number: string | null
    former: string[] | null
    said: readonly (readonly [string, string])[] | null
  }>({
    name: 'identity-identifiers-of',
    text: `SELECT s.source_patient_id, l.person_id, s.namespace, s.value, s.nhs_number,
        CASE WHEN s.former ? 'nhsNumber'
          THEN ARRAY(SELECT jsonb_object_keys(s.former -> 'nhsNumber')) END AS former,
        (SELECT json_agg(json_build_array(i.system, i.value)) FROM identity.identifier i
          WHERE i.source_patient_id = s.source_patient_id) AS said
      FROM identity.source_patient s
      JOIN identity.link l ON l.source_patient_id = s.source_patient_id AND l.until IS NULL
      WHERE s.source_patient_id = ANY ($1)`,
    values: [sourcePatientIds],
  })
  return rows.flatMap((row) => {
    const named: (readonly [string, string])[] = [
      [row.namespace, row.value],
      ...(row.said ?? []),
      ...[row.nhs_number ?? '', ...(row.former ?? [])]
        .map((number) => [nhsNumberSystem, number.replace(' verified', '')] as const)
        .filter(([, number]) => number !== ''),
    ]
    const all = new Map(named.flatMap(withNhsNumber).map((one) => [one.join('|'), one]))
    const { source_patient_id: sourcePatientId, person_id: personId } = row
    return [...all.values()].map(([system, value]) => ({
      sourcePatientId,
      personId,
      system,
      value,
    }))
  })
}

/** A sender may number its patients by their NHS numbers. */
function withNhsNumber(named: readonly [string, string]): (readonly [string, string])[] {
  const [system, value] = named
  const number = system.endsWith('/NHS') ? readNhsNumber(value) : undefined
  return number ? [named, [nhsNumberSystem, number]] : [named]
}

/** By person, whoever has one of these numbers in any source. */
export async function personsWithAny(
  tx: Tx,
  identifiers: readonly { readonly system: string; readonly value: string }[],
): Promise<number[]> {
  const { rows } = await tx.query<{ person_id: number }>(
    `SELECT DISTINCT l.person_id
     FROM unnest($1::text[], $2::text[]) AS k (system, value)
     JOIN identity.identifier i USING (system, value)
     JOIN identity.link l ON l.source_patient_id = i.source_patient_id AND l.until IS NULL
     ORDER BY l.person_id`,
    [identifiers.map((one) => one.system), identifiers.map((one) => one.value)],
  )
  return rows.map((row) => row.person_id)
}

/**
 * The source patients that are this person; where nobody is any more, those that were, wherever
 * they are now.
 */
export async function everSourcePatientsOf(tx: Tx, personId: number): Promise<number[]> {
  const { rows } = await tx.query<{ source_patient_id: number; is_now: boolean }>(
    `SELECT source_patient_id, bool_or(until IS NULL) AS is_now FROM identity.link
     WHERE person_id = $1 GROUP BY source_patient_id ORDER BY source_patient_id`,
    [personId],
  )
  const now = rows.filter((row) => row.is_now)
  return (now.length > 0 ? now : rows).map((row) => row.source_patient_id)
}

/** Those of these who are, or were once, somebody. */
export async function personsKnown(tx: Tx, personIds: readonly number[]): Promise<Set<number>> {
  const { rows } = await tx.query<{ person_id: number }>(
    'SELECT person_id FROM identity.person WHERE person_id = ANY ($1)',
    [personIds],
  )
  return new Set(rows.map((row) => row.person_id))
}

/** Each source patient with its person, a portion at a time, for what is asked of everybody. */
export async function sourcePatientsAfter(
  tx: Tx,
  sourcePatientId: number,
  max: number,
): Promise<number[]> {
  const { rows } = await tx.query<{ source_patient_id: number }>({
    name: 'identity-source-patients-after',
    text: `SELECT source_patient_id FROM identity.source_patient
      WHERE source_patient_id > $1 ORDER BY source_patient_id LIMIT $2`,
    values: [sourcePatientId, max],
  })
  return rows.map((row) => row.source_patient_id)
}
