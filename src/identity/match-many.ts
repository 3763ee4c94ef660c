/** Who many people of a list are, asked in few trips: for what another register says of them. */
import type { Tx } from '#database'
import { nhsNumberSystem } from '#vocabulary'

export interface NumberedPerson {
  readonly nhsNumber: string
  readonly personId: number
  /** It is what a source says today; otherwise one that was said before. */
  readonly isCurrent: boolean
  /** All by which any source ever knew this person. */
  readonly identifiers: readonly { readonly system: string; readonly value: string }[]
}

/** Persons of whom any source ever gave one of these numbers. */
export async function withNhsNumbers(
  tx: Tx,
  nhsNumbers: readonly string[],
): Promise<NumberedPerson[]> {
  if (nhsNumbers.length === 0) return []
  const found = await tx.query<{
    value: string
    person_id: number
    is_current: boolean
    systems: string[]
    values: string[]
  }>({
    name: 'identity-with-numbers',
    text: `SELECT n.value, l.person_id, bool_or(s.nhs_number = n.value) AS is_current,
        array_agg(o.system) AS systems, array_agg(o.value) AS values
      FROM unnest($1::text[]) AS n (value)
      JOIN identity.identifier i ON i.system = $2 AND i.value = n.value
      JOIN identity.link l ON l.source_patient_id = i.source_patient_id AND l.until IS NULL
      JOIN identity.link m ON m.person_id = l.person_id AND m.until IS NULL
      JOIN identity.source_patient s ON s.source_patient_id = m.source_patient_id
      JOIN identity.identifier o ON o.source_patient_id = m.source_patient_id
      GROUP BY n.value, l.person_id`,
    values: [nhsNumbers, nhsNumberSystem],
  })
  return found.rows.map((row) => ({
    nhsNumber: row.value,
    personId: row.person_id,
    isCurrent: row.is_current,
    identifiers: row.systems.map((system, at) => ({ system, value: row.values[at]! })),
  }))
}

export interface NamedPerson {
  readonly personId: number
  readonly family: string | undefined
  readonly given: string | undefined
  readonly birthDate: string | undefined
  readonly nhsNumbers: readonly string[]
}

const named = `SELECT l.person_id, s.family, s.given, s.birth_date, (
    SELECT array_agg(DISTINCT i.value) FROM identity.link m
    JOIN identity.identifier i ON i.source_patient_id = m.source_patient_id AND i.system = $1
    WHERE m.person_id = l.person_id AND m.until IS NULL) AS nhs_numbers
  FROM identity.source_patient s
  JOIN identity.link l ON l.source_patient_id = s.source_patient_id AND l.until IS NULL`

/** Everybody of these birth dates whose family name may begin with the letter beside it. */
export async function bornWithInitial(
  tx: Tx,
  asked: readonly { readonly birthDate: string; readonly initial: string }[],
): Promise<NamedPerson[]> {
  if (asked.length === 0) return []
  // Letters that have no mark to take off are those of the comparison that follows.
  const initial = `translate(left(ltrim(lower(normalize(s.family, NFKD)), ' ''’‘\`-'), 1),
    'øłđðþßæœı', 'olddtsaoi')`
  return namedPersons(
    tx,
    `${named} WHERE s.family IS NOT NULL AND (s.birth_date, ${initial}) IN (
      SELECT * FROM unnest($2::text[], $3::text[]))`,
    [asked.map((one) => one.birthDate), asked.map((one) => one.initial)],
  )
}

/** These persons, by each name that a source gives them. */
export function namesOf(tx: Tx, personIds: readonly number[]): Promise<NamedPerson[]> {
  return namedPersons(tx, `${named} WHERE l.person_id = ANY ($2::bigint[])`, [personIds])
}

async function namedPersons(tx: Tx, text: string, values: readonly unknown[]) {
  const found = await tx.query<{
    person_id: number
    family: string | null
    given: string | null
    birth_date: string | null
    nhs_numbers: string[] | null
  }>(text, [nhsNumberSystem, ...values])
  return found.rows.map(
    (row): NamedPerson => ({
      personId: row.person_id,
      family: row.family ?? undefined,
      given: row.given ?? undefined,
      birthDate: row.birth_date ?? undefined,
      nhsNumbers: row.nhs_numbers ?? [],
    }),
  )
}
