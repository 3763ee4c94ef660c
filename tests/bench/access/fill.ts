/**
 * Millions of objections and relationships, straight into the tables: indexes are taken away
 * before and built again after, as a restore does. In every store the hospital and the practice
 * that are asked about have the same patients; everybody else makes the difference.
 */
import type pg from 'pg'
import { clinician } from '../clinician.ts'
import type { Store } from '../store.ts'

export interface Filled {
  readonly objections: number
  readonly relationships: number
  /** 1 … `own` are in the care of the hospital and the practice; all others follow. */
  readonly own: number
  readonly persons: number
}

/** Each person has a practice, and a hospital in which they are or were. */
const relationshipsEach = 2
const trusts = 40
const practices = 1_300
export const practice = 'G85132'

export async function fill(
  { bare }: Store,
  wanted: { readonly objections: number; readonly relationships: number; readonly own: number },
): Promise<Filled> {
  const persons = Math.floor(wanted.relationships / relationshipsEach)
  const filled = { ...wanted, relationships: persons * relationshipsEach, persons }
  const client = await bare.connect()
  try {
    await client.query(`SET synchronous_commit = off; SET maintenance_work_mem = '512MB'`)
    // The triggers look up each row by an index; what they would have counted is counted at the end.
    await client.query('SET session_replication_role = replica')
    const statements = { ...ofRelationships(filled), ...ofObjections(filled) }
    for (const [table, inserts] of Object.entries(statements)) {
      await withoutIndexes(client, table, async () => {
        for (const insert of inserts) await client.query(insert)
      })
    }
    await client.query(`RESET session_replication_role; SELECT access.tally_anew()`)
    await client.query('VACUUM (ANALYZE)')
    await client.query('CHECKPOINT')
  } finally {
    client.release(true)
  }
  return filled
}

/** Bytes of the tables and indexes of a schema. */
export async function sizeOf({ bare }: Store, schema: string): Promise<number> {
  const found = await bare.query<{ bytes: string }>(
    `SELECT sum(pg_total_relation_size(c.oid)) AS bytes
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname = $1`,
    [schema],
  )
  return Number(found.rows[0]!.bytes)
}

async function withoutIndexes(
  client: pg.PoolClient,
  table: string,
  work: () => Promise<void>,
): Promise<void> {
  const found = await client.query<{ name: string; index: string; rule: string | null }>(
    `SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS index,
       pg_get_constraintdef(k.oid) AS rule
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
     LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid
     WHERE i.indrelid = $1::regclass`,
    [table],
  )
  for (const { name, rule } of found.rows) {
    if (rule) await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`)
    else await client.query(`DROP INDEX access.${name}`)
  }
  await work()
  for (const { name, index, rule } of found.rows) {
    await client.query(rule ? `ALTER TABLE ${table} ADD CONSTRAINT ${name} ${rule}` : index)
  }
}

type Statements = Readonly<Record<string, readonly string[]>>

function ofRelationships({ own, persons }: Filled): Statements {
  const hospital = clinician.organisation
  const into = `INSERT INTO access.relationship (person_id, source_patient_id, evidence, ordinal,
    kind, organisation, place, starts_at, ends_at)`
  const ago = (days: string) => `now() - (${days}) * interval '1 day'`
  return {
    'access.relationship': [
      // One in forty is on a ward, a quarter have been seen or will be, the others were once.
      `${into} SELECT p, p, p * 2, 0, CASE WHEN p % 40 = 0 THEN 'inpatient'
           WHEN p % 4 = 1 THEN 'outpatient' ELSE 'inpatient' END,
         '${hospital}', 'WARD ' || p % 30,
         CASE WHEN p % 40 = 0 THEN ${ago('p % 30 + 1')}
           WHEN p % 4 = 1 THEN ${ago('p % 40 - 20')} ELSE ${ago('p % 2000 + 100')} END,
         CASE WHEN p % 40 = 0 THEN NULL
           WHEN p % 4 = 1 THEN ${ago('p % 40 - 21')} ELSE ${ago('p % 2000 + 95')} END
       FROM generate_series(1, ${own}) AS p`,
      `${into} SELECT p, p, p * 2 + 1, 0, 'gp-registration',
         CASE WHEN p % 2 = 0 THEN '${practice}' ELSE 'G' || 86000 + p % ${practices} END, NULL,
         ${ago('p % 4000')}, NULL
       FROM generate_series(1, ${own}) AS p`,
      // The others: the hospital had its share of them once; other trusts have some now.
      `${into} SELECT p, p, p * 2, 0,
         CASE p % 4 WHEN 0 THEN 'outpatient' WHEN 1 THEN 'emergency' ELSE 'inpatient' END,
         CASE WHEN p % ${trusts} = 0 THEN '${hospital}' ELSE 'T' || 10 + p % ${trusts} END,
         CASE WHEN p % 3 = 0 THEN 'WARD ' || p % 30 END, ${ago('p % 3000 + 100')},
         CASE WHEN p % ${trusts} <> 0 AND p % 11 = 0 THEN NULL ELSE ${ago('p % 3000 + 96')} END
       FROM generate_series(${own + 1}, ${persons}) AS p`,
      `${into} SELECT p, p, p * 2 + 1, 0, 'gp-registration', 'G' || 86000 + p % ${practices}, NULL,
         ${ago('p % 4000')}, NULL
       FROM generate_series(${own + 1}, ${persons}) AS p`,
    ],
  }
}

/** Of the own one in nineteen; four fifths of the others are of people who are known. */
function ofObjections({ own, persons, objections }: Filled): Statements {
  const ofOwn = Math.min(objections, Math.floor(own / 19))
  const known = Math.min(persons - own, Math.floor((objections - ofOwn) * 0.8))
  const person = `CASE WHEN o <= ${ofOwn} THEN o * 19 ELSE o - ${ofOwn} + ${own} END`
  const all = `generate_series(1, ${objections}) AS o`
  const bound = `generate_series(1, ${ofOwn + known}) AS o`
  const id = (kind: string) =>
    `('0190000${kind}-0000-7000-8000-' || lpad(to_hex(o), 12, '0'))::uuid`
  const event = (kind: string, what: string) =>
    `INSERT INTO access.objection_event (event_id, objection_id, at, what, by_key, by_name,
       by_organisation)
     SELECT ${id(kind)}, ${id('0')}, now(), '${what}', 'https://issuer.example|910000000202',
       'Ines Duarte', 'RJZ' FROM ${all}`
  return {
    'access.objection': [
      `INSERT INTO access.objection (objection_id, route, origin, recorded_on, created_at)
       SELECT ${id('0')}, 'import', 'Connect Care', '2019-03-04', now() FROM ${all}`,
    ],
    'access.objection_event': [event('1', 'received'), event('2', 'upheld')],
    'access.objection_identifier': [
      `INSERT INTO access.objection_identifier (identifier, objection_id)
       SELECT sha256(int8send(o)), ${id('0')} FROM ${all}`,
    ],
    'access.objection_person': [
      `INSERT INTO access.objection_person (person_id, objection_id, how, since)
       SELECT ${person}, ${id('0')}, 'identifier', now() FROM ${bound}`,
    ],
    'access.objected': [
      `INSERT INTO access.objected (person_id, since) SELECT ${person}, now() FROM ${bound}`,
    ],
  }
}
