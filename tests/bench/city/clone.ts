/**
 * Many persons quickly: those of whom everything was filed by the real journeys are copied, row
 * by row, under new numbers. What would tell one copy from another when a message comes for it
 * (identifiers, NHS number, the keys of what its hospital said) is computed anew.
 */
import { profileForSender, translate } from '#sources'
import type { Store } from '../store.ts'
import { arrivals, type Sendable } from './messages.ts'
import { invent } from './people.ts'

const namespace = 'RJZ/MRN'
const chunk = 2_000

/** `templates` have been filed; after this the persons `from` … `from + count - 1` are known too. */
export async function clone(
  { bare }: Store,
  templates: readonly number[],
  from: number,
  count: number,
): Promise<void> {
  const client = await bare.connect()
  try {
    await client.query(tables)
    await client.query(
      `INSERT INTO template_name SELECT * FROM unnest($1::text[], $2::text[], $3::text[])`,
      columnsOf(templates.flatMap(namesOf), 3),
    )
    for (let at = 0; at < count; at += chunk) {
      const rows = Array.from({ length: Math.min(chunk, count - at) }, (_, index) => {
        const person = invent(from + at + index)
        const template = invent(templates[(at + index) % templates.length]!)
        const { mrn, nhsNumber, family, given, birthDate, gender } = person
        return [template.mrn, mrn, template.nhsNumber, nhsNumber, family, given, birthDate, gender]
      })
      await client.query('BEGIN')
      await client.query(
        `INSERT INTO copy (was, mrn, nhs_was, nhs, family, given, birth_date, gender)
         SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[],
           $6::text[], $7::text[], $8::text[])`,
        columnsOf(rows, 8),
      )
      for (const statement of copying) await client.query(statement)
      await client.query('COMMIT')
    }
  } finally {
    client.release(true)
  }
}

/** What the hospital's messages about a template are known by: its number, kind and source id. */
function namesOf(template: number): string[][] {
  const { mrn } = invent(template)
  return arrivals(template).flatMap((sendable: Sendable) => {
    const facts = profileForSender('PAS', 'RJZ')
    const translated = translate('hl7v2', sendable.bytes, facts, sendable.at)
    if (translated.outcome !== 'translated') throw new Error('A template was not understood')
    const statements = translated.translation.patients.flatMap((about) => about.statements)
    return statements.map(({ kind, sourceId }) => [mrn, kind, sourceId])
  })
}

const columnsOf = (rows: readonly (readonly string[])[], width: number): string[][] =>
  Array.from({ length: width }, (_, column) => rows.map((row) => row[column]!))

/** The same as entryKey in src/record: 64 bits of SHA-256. */
const keyOf = (value: string, kind: string, sourceId: string): string =>
  `('x' || encode(substr(sha256(convert_to(concat_ws(chr(31), '${namespace}|' || ${value}, ${kind},
    ${sourceId}), 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint`

const tables = `
  CREATE TEMP TABLE template_name (mrn text, kind text, source_id text);
  CREATE TEMP TABLE copy (was text, mrn text, nhs_was text, nhs text, family text, given text,
    birth_date text, gender text,
    person_id bigint DEFAULT nextval(pg_get_serial_sequence('identity.person', 'person_id')),
    person_was bigint) ON COMMIT DELETE ROWS;
  CREATE TEMP TABLE patient_copy (mrn text, person_id bigint, person_was bigint, was bigint,
    source_patient_id bigint DEFAULT
      nextval(pg_get_serial_sequence('identity.source_patient', 'source_patient_id')))
    ON COMMIT DELETE ROWS;
  CREATE TEMP TABLE key_copy (person_id bigint, was bigint, key bigint) ON COMMIT DELETE ROWS;`

const copying = [
  `UPDATE copy SET person_was = l.person_id FROM identity.source_patient s
   JOIN identity.link l ON l.source_patient_id = s.source_patient_id AND l.until IS NULL
   WHERE s.namespace = '${namespace}' AND s.value = copy.was`,
  `INSERT INTO patient_copy (mrn, person_id, person_was, was)
   SELECT c.mrn, c.person_id, c.person_was, l.source_patient_id
   FROM copy c JOIN identity.link l ON l.person_id = c.person_was AND l.until IS NULL`,
  `INSERT INTO key_copy SELECT DISTINCT c.person_id, ${keyOf('c.was', 'n.kind', 'n.source_id')},
     ${keyOf('c.mrn', 'n.kind', 'replace(n.source_id, c.was, c.mrn)')}
   FROM copy c JOIN template_name n ON n.mrn = c.was`,
  `ANALYZE copy; ANALYZE patient_copy; ANALYZE key_copy`,
  `INSERT INTO identity.person SELECT person_id FROM copy`,
  `INSERT INTO identity.source_patient (source_patient_id, namespace, value, event_time, nhs_number,
     nhs_verified, family, given, birth_date, gender, identity_unknown)
   SELECT p.source_patient_id, s.namespace, c.mrn, s.event_time, c.nhs, s.nhs_verified, c.family,
     c.given, c.birth_date, c.gender, s.identity_unknown
   FROM patient_copy p JOIN copy c USING (person_id)
   JOIN identity.source_patient s ON s.source_patient_id = p.was`,
  `INSERT INTO identity.identifier (system, value, source_patient_id)
   SELECT i.system, replace(replace(i.value, c.was, c.mrn), c.nhs_was, c.nhs), p.source_patient_id
   FROM patient_copy p JOIN copy c USING (person_id)
   JOIN identity.identifier i ON i.source_patient_id = p.was`,
  `INSERT INTO identity.link (source_patient_id, person_id, rule, since)
   SELECT p.source_patient_id, p.person_id, l.rule, l.since
   FROM patient_copy p JOIN identity.link l ON l.source_patient_id = p.was AND l.until IS NULL`,
  `INSERT INTO record.person SELECT c.person_id, r.version, r.changed_at
   FROM copy c JOIN record.person r ON r.person_id = c.person_was`,
  `INSERT INTO record.pack (person_id, pack_id, source_patient_id, message_id, received_at,
     encoding, organisation, feed, labels, bytes)
   SELECT p.person_id, k.pack_id, p.source_patient_id, k.message_id, k.received_at, k.encoding,
     k.organisation, k.feed, k.labels, k.bytes
   FROM patient_copy p JOIN record.pack k
     ON k.person_id = p.person_was AND k.source_patient_id = p.was`,
  `INSERT INTO record.entry (person_id, source_patient_id, key, pack_id, content, event_time,
     effective, since, until, kind, position, labels)
   SELECT p.person_id, p.source_patient_id, coalesce(n.key, e.key), e.pack_id, e.content,
     e.event_time, e.effective, e.since, e.until, e.kind, e.position, e.labels
   FROM patient_copy p
   JOIN record.entry e ON e.person_id = p.person_was AND e.source_patient_id = p.was
   LEFT JOIN key_copy n ON n.person_id = p.person_id AND n.was = e.key`,
  `INSERT INTO record.prepared (person_id, labels, version, items, body, fresh)
   SELECT c.person_id, r.labels, r.version, r.items, r.body, r.fresh
   FROM copy c JOIN record.prepared r ON r.person_id = c.person_was`,
  `INSERT INTO access.relationship (person_id, source_patient_id, evidence, ordinal, kind,
     organisation, place, starts_at, ends_at)
   SELECT p.person_id, p.source_patient_id, coalesce(n.key, r.evidence), r.ordinal, r.kind,
     r.organisation, r.place, r.starts_at, r.ends_at
   FROM patient_copy p
   JOIN access.relationship r ON r.person_id = p.person_was AND r.source_patient_id = p.was
   LEFT JOIN key_copy n ON n.person_id = p.person_id AND n.was = r.evidence`,
]
