/** Finding a person by a number, and saying who persons are: nothing clinical. */
import type { Tx } from '#database'
import { nhsNumberSystem } from '#vocabulary'

/**
 * Persons who have this identifier in any source. An NHS number only as it is now: whoever was
 * given a new one that is not to be known under the old one is not found by it (AC-26).
 */
export async function withIdentifier(tx: Tx, system: string, value: string): Promise<number[]> {
  if (system === nhsNumberSystem) return withNhsNumber(tx, value)
  const found = await tx.query<{ person_id: number }>({
    name: 'identity-with-identifier',
    text: `SELECT DISTINCT l.person_id FROM identity.identifier i
      JOIN identity.link l ON l.source_patient_id = i.source_patient_id AND l.until IS NULL
      WHERE i.system = $1 AND i.value = $2`,
    values: [system, value],
  })
  return found.rows.map((row) => row.person_id)
}

async function withNhsNumber(tx: Tx, nhsNumber: string): Promise<number[]> {
  const found = await tx.query<{ person_id: number }>({
    name: 'identity-with-nhs-number',
    text: `SELECT DISTINCT l.person_id FROM identity.source_patient s
      JOIN identity.link l ON l.source_patient_id = s.source_patient_id AND l.until IS NULL
      WHERE s.nhs_number = $1`,
    values: [nhsNumber],
  })
  return found.rows.map((row) => row.person_id)
}

/** Persons whose sources agree on both the NHS number and the date of birth (AC-18). */
export async function withNhsNumberBorn(
  tx: Tx,
  nhsNumber: string,
  birthDate: string,
): Promise<number[]> {
  const found = await tx.query<{ person_id: number }>({
    name: 'identity-born',
    text: `SELECT DISTINCT l.person_id FROM identity.source_patient s
      JOIN identity.link l ON l.source_patient_id = s.source_patient_id AND l.until IS NULL
      WHERE s.nhs_number = $1 AND s.birth_date = $2`,
    values: [nhsNumber, birthDate],
  })
  return found.rows.map((row) => row.person_id)
}

/** Those with whom their senders ask for care; in the order of their numbers, some at a time. */
export async function sensitivePatients(
  tx: Tx,
  after: number,
  patientsMax: number,
): Promise<{ readonly sourcePatientId: number; readonly personId: number }[]> {
  const found = await tx.query<{ source_patient_id: number; person_id: number }>(
    `SELECT s.source_patient_id, l.person_id FROM identity.source_patient s
     JOIN identity.link l ON l.source_patient_id = s.source_patient_id AND l.until IS NULL
     WHERE s.sensitive AND s.source_patient_id > $1 ORDER BY s.source_patient_id LIMIT $2`,
    [after, patientsMax],
  )
  return found.rows.map((row) => ({
    sourcePatientId: row.source_patient_id,
    personId: row.person_id,
  }))
}

export interface WhoIs {
  readonly personId: number
  readonly family: string | undefined
  readonly given: string | undefined
  readonly birthDate: string | undefined
  readonly gender: string | undefined
  readonly nhsNumber: string | undefined
}

/** Who these persons are, by their best source: a verified number first, then the newest. */
export async function whoAre(tx: Tx, personIds: readonly number[]): Promise<Map<number, WhoIs>> {
  if (personIds.length === 0) return new Map()
  const found = await tx.query<{
    person_id: number
    family: string | null
    given: string | null
    birth_date: string | null
    gender: string | null
    nhs_number: string | null
  }>({
    name: 'identity-who',
    text: `SELECT DISTINCT ON (l.person_id) l.person_id, s.family, s.given, s.birth_date, s.gender,
        s.nhs_number
      FROM identity.link l JOIN identity.source_patient s USING (source_patient_id)
      WHERE l.until IS NULL AND l.person_id = ANY ($1)
      ORDER BY l.person_id, (s.family IS NULL), s.nhs_verified DESC, s.event_time DESC,
        s.source_patient_id`,
    values: [personIds],
  })
  return new Map(
    found.rows.map((row) => [
      row.person_id,
      {
        personId: row.person_id,
        family: row.family ?? undefined,
        given: row.given ?? undefined,
        birthDate: row.birth_date ?? undefined,
        gender: row.gender ?? undefined,
        nhsNumber: row.nhs_number ?? undefined,
      },
    ]),
  )
}
