/** How identity is kept: loading what a batch needs and writing what it changed, in few trips. */
import type { Tx } from '#database'
import type { SourcePatientKey } from '#vocabulary'
import { type Field, type Former, fields } from './said.ts'
import type { SourcePatient } from './source-patient.ts'

interface Row {
  source_patient_id: number
  namespace: string
  value: string
  event_time: number
  nhs_number: string | null
  nhs_verified: boolean
  family: string | null
  given: string | null
  birth_date: string | null
  gender: string | null
  identity_unknown: boolean
  said_at: readonly (string | number)[] | null
  former: Former | null
  withdrawn_at: number | null
  told_whole: boolean
  sensitive: boolean
  relatives_at: number | null
  relatives: number | null
  person_id: number
  rule: string
}

const columns = `s.*, l.person_id, l.rule`
const linked = `identity.source_patient s
  JOIN identity.link l ON l.source_patient_id = s.source_patient_id AND l.until IS NULL`

function fromRow(row: Row): SourcePatient {
  return {
    id: row.source_patient_id,
    key: { namespace: row.namespace, value: row.value },
    eventTime: row.event_time,
    nhsNumber: row.nhs_number ?? undefined,
    nhsVerified: row.nhs_verified,
    family: row.family ?? undefined,
    given: row.given ?? undefined,
    birthDate: row.birth_date ?? undefined,
    gender: row.gender ?? undefined,
    identityUnknown: row.identity_unknown,
    saidAt: timesOf(row),
    former: row.former ?? {},
    withdrawnAt: row.withdrawn_at ?? undefined,
    toldWhole: row.told_whole,
    sensitive: row.sensitive,
    relatives:
      row.relatives_at === null || row.relatives === null
        ? undefined
        : { at: row.relatives_at, count: row.relatives },
    personId: row.person_id,
    rule: row.rule,
    isNew: false,
    isChanged: false,
  }
}

/** All said at one time need not be written down one by one. */
function timesOf(row: Row): Record<Field, number> {
  const isSaid = {
    nhsNumber: row.nhs_number !== null,
    family: row.family !== null,
    given: row.given !== null,
    birthDate: row.birth_date !== null,
    gender: row.gender !== null,
    identityUnknown: row.identity_unknown,
  }
  const times = fields.map((field, index) => {
    const at = row.said_at?.[index] ?? (isSaid[field] ? row.event_time : 0)
    return [field, Number(at)] as const
  })
  return Object.fromEntries(times) as Record<Field, number>
}

function writtenTimes({ saidAt, eventTime }: SourcePatient): string | null {
  const times = fields.map((field) => saidAt[field])
  const isSimple = saidAt.identityUnknown === 0 && times.every((at) => at === 0 || at === eventTime)
  return isSimple ? null : `{${times.join()}}`
}

export async function loadByKey(
  tx: Tx,
  keys: readonly SourcePatientKey[],
): Promise<SourcePatient[]> {
  const found = await tx.query<Row>({
    name: 'identity-by-key',
    text: `SELECT ${columns} FROM unnest($1::text[], $2::text[]) AS k (namespace, value)
      JOIN ${linked} ON s.namespace = k.namespace AND s.value = k.value`,
    values: [keys.map((key) => key.namespace), keys.map((key) => key.value)],
  })
  return found.rows.map(fromRow)
}

/** Everybody with one of these NHS numbers, and everybody placed with one of these persons. */
export async function loadAround(
  tx: Tx,
  nhsNumbers: readonly string[],
  personIds: readonly number[],
): Promise<SourcePatient[]> {
  const found = await tx.query<Row>({
    name: 'identity-around',
    text: `SELECT ${columns} FROM ${linked} WHERE s.nhs_number = ANY ($1)
      UNION SELECT ${columns} FROM ${linked} WHERE l.person_id = ANY ($2)`,
    values: [nhsNumbers, personIds],
  })
  return found.rows.map(fromRow)
}

export async function reserveNumbers(
  tx: Tx,
  sequence: 'source_patient' | 'person',
  count: number,
): Promise<number[]> {
  if (count === 0) return []
  const column = sequence === 'person' ? 'person_id' : 'source_patient_id'
  const reserved = await tx.query<{ n: number }>({
    name: `identity-reserve-${sequence}`,
    text: `SELECT nextval(pg_get_serial_sequence('identity.${sequence}', '${column}')) AS n
      FROM generate_series(1, $1)`,
    values: [count],
  })
  return reserved.rows.map((row) => row.n)
}

export async function saveSourcePatients(
  tx: Tx,
  patients: readonly SourcePatient[],
): Promise<void> {
  if (patients.length === 0) return
  await tx.query({
    name: 'identity-save',
    text: `INSERT INTO identity.source_patient (source_patient_id, namespace, value, event_time,
        nhs_number, nhs_verified, family, given, birth_date, gender, identity_unknown, said_at,
        former, withdrawn_at, told_whole, sensitive, relatives_at, relatives)
      SELECT p, n, v, t, nhs, nv, f, g, b, s, u, said::bigint[], old::jsonb, w, tw, sen, ra, r
      FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::text[],
        $6::boolean[], $7::text[], $8::text[], $9::text[], $10::text[], $11::boolean[], $12::text[],
        $13::text[], $14::bigint[], $15::boolean[], $16::boolean[], $17::bigint[], $18::smallint[])
        AS n (p, n, v, t, nhs, nv, f, g, b, s, u, said, old, w, tw, sen, ra, r)
      ON CONFLICT (namespace, value) DO UPDATE SET event_time = excluded.event_time,
        nhs_number = excluded.nhs_number, nhs_verified = excluded.nhs_verified,
        family = excluded.family, given = excluded.given, birth_date = excluded.birth_date,
        gender = excluded.gender, identity_unknown = excluded.identity_unknown,
        said_at = excluded.said_at, former = excluded.former,
        withdrawn_at = excluded.withdrawn_at, told_whole = excluded.told_whole,
        sensitive = excluded.sensitive, relatives_at = excluded.relatives_at,
        relatives = excluded.relatives`,
    values: [
      patients.map((one) => one.id),
      patients.map((one) => one.key.namespace),
      patients.map((one) => one.key.value),
      patients.map((one) => one.eventTime),
      patients.map((one) => one.nhsNumber ?? null),
      patients.map((one) => one.nhsVerified),
      patients.map((one) => one.family ?? null),
      patients.map((one) => one.given ?? null),
      patients.map((one) => one.birthDate ?? null),
      patients.map((one) => one.gender ?? null),
      patients.map((one) => one.identityUnknown),
      patients.map(writtenTimes),
      patients.map(({ former }) =>
        Object.keys(former).length > 0 ? JSON.stringify(former) : null,
      ),
      patients.map((one) => one.withdrawnAt ?? null),
      patients.map((one) => one.toldWhole),
      patients.map((one) => one.sensitive),
      patients.map((one) => one.relatives?.at ?? null),
      patients.map((one) => one.relatives?.count ?? null),
    ],
  })
}

/** The source patients that had one of them not before. */
export async function saveIdentifiers(
  tx: Tx,
  identifiers: readonly { system: string; value: string; sourcePatientId: number }[],
): Promise<Set<number>> {
  if (identifiers.length === 0) return new Set()
  const saved = await tx.query<{ source_patient_id: number }>({
    name: 'identity-identifiers',
    text: `INSERT INTO identity.identifier (system, value, source_patient_id)
      SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[]) ON CONFLICT DO NOTHING
      RETURNING source_patient_id`,
    values: [
      identifiers.map((one) => one.system),
      identifiers.map((one) => one.value),
      identifiers.map((one) => one.sourcePatientId),
    ],
  })
  return new Set(saved.rows.map((row) => row.source_patient_id))
}

export interface NewLink {
  readonly sourcePatientId: number
  readonly personId: number
  readonly rule: string
}

/** Ends the current links of these source patients and writes the new ones. */
export async function saveLinks(tx: Tx, links: readonly NewLink[], at: number): Promise<void> {
  if (links.length === 0) return
  const when = new Date(at).toISOString()
  const ids = links.map((one) => one.sourcePatientId)
  await tx.query({
    name: 'identity-end-links',
    text: `UPDATE identity.link SET until = $2 WHERE until IS NULL AND source_patient_id = ANY ($1)`,
    values: [ids, when],
  })
  await tx.query({
    name: 'identity-links',
    text: `WITH person AS (
        INSERT INTO identity.person (person_id)
        SELECT DISTINCT p FROM unnest($2::bigint[]) AS p ON CONFLICT DO NOTHING
      )
      INSERT INTO identity.link (source_patient_id, person_id, rule, since)
      SELECT s, p, r, $4 FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS n (s, p, r)`,
    values: [ids, links.map((one) => one.personId), links.map((one) => one.rule), when],
  })
}

/** By source patient, persons that it was placed with before and nobody is placed with now. */
export async function formerPersons(
  tx: Tx,
  sourcePatientIds: readonly number[],
): Promise<Map<number, number[]>> {
  const found = await tx.query<{ source_patient_id: number; person_id: number }>({
    name: 'identity-former-persons',
    text: `SELECT l.source_patient_id, l.person_id FROM identity.link l
      WHERE l.source_patient_id = ANY ($1) AND l.until IS NOT NULL AND NOT EXISTS (
        SELECT FROM identity.link c WHERE c.person_id = l.person_id AND c.until IS NULL)
      ORDER BY l.link_id DESC`,
    values: [sourcePatientIds],
  })
  const persons = new Map<number, number[]>()
  for (const row of found.rows) {
    const known = persons.get(row.source_patient_id)
    if (known) known.push(row.person_id)
    else persons.set(row.source_patient_id, [row.person_id])
  }
  return persons
}
