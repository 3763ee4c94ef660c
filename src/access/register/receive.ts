/** An objection is received: in force from the commit on, whatever is decided of it later (OO-01). */
import { byteaArray, type Tx } from '#database'
import { dueAfter } from './answer-in-time.ts'
import { noteChanges } from './changes.ts'
import { type NewObjection, referenceOf } from './objection.ts'
import { type Settled, settleObjected } from './settle.ts'
import { type NewTask, raiseTasks } from './tasks.ts'

export const receiveObjection = (tx: Tx, objection: NewObjection): Promise<Settled> =>
  receiveObjections(tx, [objection])

/** So many go into one statement. */
const portion = 5_000

/**
 * The caller holds the filing lock, and has looked for whom they are about since it has: nobody
 * is filed in between whom one of them should have hidden (OO-10).
 */
export async function receiveObjections(
  tx: Tx,
  objections: readonly NewObjection[],
): Promise<Settled> {
  const hidden: number[] = []
  for (const some of portionsOf(objections)) {
    await saveSome(tx, some)
    const persons = some.flatMap((one) => one.persons.map((each) => each.personId))
    const at = Math.max(...some.map((one) => one.at))
    hidden.push(...(await settleObjected(tx, persons, at)).hidden)
  }
  return { hidden, shown: [] }
}

/**
 * Without the filing lock: written are rows that nobody else can want to write. The caller hides
 * whom they are about once it holds it (`hideUpheld`), and looks who came in between.
 */
export async function saveObjections(tx: Tx, objections: readonly NewObjection[]): Promise<void> {
  for (const some of portionsOf(objections)) await saveSome(tx, some)
}

function* portionsOf(objections: readonly NewObjection[]): Generator<readonly NewObjection[]> {
  for (let from = 0; from < objections.length; from += portion) {
    yield objections.slice(from, from + portion)
  }
}

async function saveSome(tx: Tx, some: readonly NewObjection[]): Promise<void> {
  await save(tx, some)
  await saveEvents(tx, some)
  await saveIdentifiers(tx, some)
  await savePersons(tx, some)
  await raiseTasks(tx, some.flatMap(decisionsOf))
  noteChanges(
    tx,
    some.map((objection) => ({ what: 'received' as const, objection })),
  )
}

/** What its origin has decided is not decided again. */
const decisionsOf = ({ objectionId, at, upheldBecause, about }: NewObjection): NewTask[] =>
  upheldBecause === undefined
    ? [
        {
          kind: 'decide-objection',
          objectionId,
          at,
          dueAt: dueAfter(at),
          words: `Objection ${referenceOf(objectionId)} is in force: decide it, and answer the person within one calendar month.`,
          once: `decide ${objectionId}`,
          ...(about && { detail: { ...about } }),
        },
      ]
    : []

const instant = (ms: number): string => new Date(ms).toISOString()

async function save(tx: Tx, objections: readonly NewObjection[]): Promise<void> {
  await tx.query({
    name: 'access-save-objections',
    text: `INSERT INTO access.objection (objection_id, route, origin, recorded_on, made_by,
        overridable, words, identity_check, created_at)
      SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
        $7::text[], $8::text[], $9::timestamptz[])
      ON CONFLICT DO NOTHING`,
    values: [
      objections.map((one) => one.objectionId),
      objections.map((one) => one.route),
      objections.map((one) => one.origin),
      objections.map((one) => one.recordedOn ?? null),
      objections.map((one) => one.madeBy),
      objections.map((one) => one.overridable),
      objections.map((one) => one.words ?? null),
      objections.map((one) => one.identityCheck ?? null),
      objections.map((one) => instant(one.at)),
    ],
  })
}

async function saveEvents(tx: Tx, objections: readonly NewObjection[]): Promise<void> {
  const events = objections.flatMap((one) => [
    { one, what: 'received', because: null },
    ...(one.upheldBecause === undefined
      ? []
      : [{ one, what: 'upheld', because: one.upheldBecause }]),
  ])
  await tx.query({
    name: 'access-save-receipts',
    text: `INSERT INTO access.objection_event (event_id, objection_id, at, what, by_key, by_name,
        by_organisation, because)
      SELECT gen_random_uuid(), o, t, w, k, n, r, b
      FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[],
        $7::text[]) WITH ORDINALITY AS e (o, t, w, k, n, r, b, i) ORDER BY i`,
    values: [
      events.map(({ one }) => one.objectionId),
      events.map(({ one }) => instant(one.at)),
      events.map(({ what }) => what),
      events.map(({ one }) => one.by.key),
      events.map(({ one }) => one.by.name),
      events.map(({ one }) => one.by.organisation),
      events.map(({ because }) => because),
    ],
  })
}

async function saveIdentifiers(tx: Tx, objections: readonly NewObjection[]): Promise<void> {
  const rows = objections.flatMap((one) =>
    one.identifiers.map((identifier) => ({ objectionId: one.objectionId, identifier })),
  )
  if (rows.length === 0) return
  await tx.query({
    name: 'access-save-objection-identifiers',
    text: `INSERT INTO access.objection_identifier (identifier, objection_id)
      SELECT * FROM unnest($1::bytea[], $2::uuid[]) ON CONFLICT DO NOTHING`,
    values: [byteaArray(rows.map((row) => row.identifier)), rows.map((row) => row.objectionId)],
  })
}

async function savePersons(tx: Tx, objections: readonly NewObjection[]): Promise<void> {
  const rows = objections.flatMap((one) => one.persons.map((person) => ({ one, person })))
  if (rows.length === 0) return
  await tx.query({
    name: 'access-save-objection-persons',
    text: `INSERT INTO access.objection_person (person_id, objection_id, how, since)
      SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::text[], $4::timestamptz[])
      ON CONFLICT DO NOTHING`,
    values: [
      rows.map((row) => row.person.personId),
      rows.map((row) => row.one.objectionId),
      rows.map((row) => row.person.how),
      rows.map((row) => instant(row.one.at)),
    ],
  })
}
