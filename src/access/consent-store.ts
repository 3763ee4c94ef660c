/** What feeds have said of consent, by source patient, code and statement: the newest of each counts. */
import type { Tx } from '#database'
import type { ConsentOutcome } from './consent-codes.ts'
import type { ConsentMention } from './consent-said.ts'

export interface HeardConsent {
  readonly sourcePatientId: number
  readonly personId: number
  readonly feed: string
  /** Whose feed it is, as people know it. */
  readonly origin: string
  readonly mention: ConsentMention
}

/** One code of one source patient, over all statements that say it. */
export interface CodeState {
  readonly sourcePatientId: number
  readonly system: string
  readonly code: string
  readonly outcome: ConsentOutcome
  readonly words: string
  /** Any of its statements ever said it. */
  readonly wasSaid: boolean
  /** Each of its statements has said since that it is so no more. */
  readonly isRemoved: boolean
  readonly objectionId: string | undefined
}

interface Row {
  readonly sourcePatientId: number
  readonly system: string
  readonly code: string
  readonly statement: string
  readonly outcome: ConsentOutcome
  readonly words: string
  readonly feed: string
  saidAt: number
  removedAt: number
}

/**
 * Remembers what was heard, in any order and however often, and answers how those codes stand that
 * were heard or left out now. `mapping` is the hash of what they were judged by.
 */
export async function hearConsentCodes(
  tx: Tx,
  heard: readonly HeardConsent[],
  mapping: string,
  at: number,
): Promise<CodeState[]> {
  if (heard.length === 0) return []
  const patients = [...new Set(heard.map((one) => one.sourcePatientId))]
  const known = await loadStatements(tx, patients)
  const rows = new Map<string, Row>()
  const put = (row: Row): void => {
    const key = [row.sourcePatientId, row.system, row.code, row.statement].join('\n')
    const held = rows.get(key)
    if (held) {
      held.saidAt = Math.max(held.saidAt, row.saidAt)
      held.removedAt = Math.max(held.removedAt, row.removedAt)
    } else rows.set(key, row)
  }
  for (const { sourcePatientId, feed, mention } of heard) {
    const { statement, eventTime, active, codes } = mention
    for (const code of codes) {
      const said = active
        ? { saidAt: eventTime, removedAt: 0 }
        : { saidAt: 0, removedAt: eventTime }
      put({ sourcePatientId, statement, feed, ...code, ...said })
    }
    // What the same statement said before and does not say now.
    for (const before of known.get(`${sourcePatientId}\n${statement}`) ?? []) {
      const isSaid = codes.some((one) => one.system === before.system && one.code === before.code)
      if (!isSaid) put({ ...before, feed, saidAt: 0, removedAt: eventTime })
    }
  }
  if (rows.size === 0) return []
  await save(tx, [...rows.values()], mapping, at)
  return stateOf(tx, [...rows.values()])
}

type Known = Omit<Row, 'feed' | 'saidAt' | 'removedAt'>

async function loadStatements(tx: Tx, patients: readonly number[]): Promise<Map<string, Known[]>> {
  const found = await tx.query<{
    source_patient_id: number
    system: string
    code: string
    statement: string
    outcome: ConsentOutcome
    words: string
  }>({
    name: 'access-consent-statements',
    text: `SELECT source_patient_id, system, code, statement, outcome, words
      FROM access.consent_code WHERE source_patient_id = ANY ($1)`,
    values: [patients],
  })
  const known = found.rows.map(({ source_patient_id: sourcePatientId, ...row }) => ({
    sourcePatientId,
    ...row,
  }))
  return Map.groupBy(known, (row) => `${row.sourcePatientId}\n${row.statement}`)
}

async function save(tx: Tx, rows: readonly Row[], mapping: string, at: number): Promise<void> {
  await tx.query({
    name: 'access-hear-consents',
    text: `INSERT INTO access.consent_code AS c (source_patient_id, system, code, statement, outcome,
        words, feed, said_at, removed_at, heard_at, mapping)
      SELECT *, $10, $11 FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[],
        $6::text[], $7::text[], $8::bigint[], $9::bigint[])
      ON CONFLICT (source_patient_id, system, code, statement) DO UPDATE
        SET said_at = greatest(c.said_at, excluded.said_at),
          removed_at = greatest(c.removed_at, excluded.removed_at),
          outcome = excluded.outcome, words = excluded.words, mapping = excluded.mapping
        WHERE excluded.said_at > c.said_at OR excluded.removed_at > c.removed_at
          OR excluded.mapping <> c.mapping`,
    values: [
      rows.map((row) => row.sourcePatientId),
      rows.map((row) => row.system),
      rows.map((row) => row.code),
      rows.map((row) => row.statement),
      rows.map((row) => row.outcome),
      rows.map((row) => row.words),
      rows.map((row) => row.feed),
      rows.map((row) => row.saidAt),
      rows.map((row) => row.removedAt),
      new Date(at).toISOString(),
      mapping,
    ],
  })
}

async function stateOf(tx: Tx, rows: readonly Row[]): Promise<CodeState[]> {
  const found = await tx.query<{
    source_patient_id: number
    system: string
    code: string
    outcome: ConsentOutcome
    words: string
    was_said: boolean
    is_removed: boolean
    objection_id: string | null
  }>({
    name: 'access-consent-state',
    text: `SELECT c.source_patient_id, c.system, c.code, max(c.outcome) AS outcome,
        max(c.words) AS words, bool_or(c.said_at > 0) AS was_said,
        bool_and(c.removed_at > c.said_at) AS is_removed,
        max(c.objection_id::text) AS objection_id
      FROM access.consent_code c
      WHERE (c.source_patient_id, c.system, c.code) IN (
        SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[]))
      GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    values: [
      rows.map((row) => row.sourcePatientId),
      rows.map((row) => row.system),
      rows.map((row) => row.code),
    ],
  })
  return found.rows.map((row) => ({
    sourcePatientId: row.source_patient_id,
    system: row.system,
    code: row.code,
    outcome: row.outcome,
    words: row.words,
    wasSaid: row.was_said,
    isRemoved: row.is_removed,
    objectionId: row.objection_id ?? undefined,
  }))
}

/** Which objection stands for the code of this source patient. */
export async function stateConsentObjections(
  tx: Tx,
  states: readonly (CodeState & { readonly objectionId: string })[],
): Promise<void> {
  if (states.length === 0) return
  await tx.query({
    name: 'access-consent-objections',
    text: `UPDATE access.consent_code c SET objection_id = n.o
      FROM unnest($1::bigint[], $2::text[], $3::text[], $4::uuid[]) AS n (p, s, k, o)
      WHERE c.source_patient_id = n.p AND c.system = n.s AND c.code = n.k`,
    values: [
      states.map((one) => one.sourcePatientId),
      states.map((one) => one.system),
      states.map((one) => one.code),
      states.map((one) => one.objectionId),
    ],
  })
}

/** By person and code, an objection in force that somebody else's code made already. */
export async function madeByCode(
  tx: Tx,
  personIds: readonly number[],
): Promise<Map<string, string>> {
  const found = await tx.query<{
    person_id: number
    system: string
    code: string
    objection_id: string
  }>({
    name: 'access-made-by-code',
    text: `SELECT p.person_id, c.system, c.code, min(c.objection_id::text) AS objection_id
      FROM access.objection_person p JOIN access.consent_code c USING (objection_id)
      WHERE p.person_id = ANY ($1) AND p.released_at IS NULL AND access.is_in_force(c.objection_id)
      GROUP BY 1, 2, 3`,
    values: [personIds],
  })
  return new Map(
    found.rows.map((row) => [`${row.person_id}|${row.system}|${row.code}`, row.objection_id]),
  )
}

export interface CodeTally {
  readonly outcome: ConsentOutcome
  readonly system: string
  readonly code: string
  readonly words: string
  readonly feed: string
  /** Source patients of whom it was ever said. */
  readonly patients: number
  /** Of these, whose sender says it no more. */
  readonly removed: number
  /** Epoch ms. */
  readonly lastHeardAt: number
}

/** What was heard, honoured, left alone or put to review: nothing of whom. */
export async function countConsentCodes(tx: Tx): Promise<CodeTally[]> {
  const found = await tx.query<{
    outcome: ConsentOutcome
    system: string
    code: string
    words: string
    feed: string
    patients: number
    removed: number
    heard: number
  }>(
    `SELECT outcome, system, code, max(words) AS words, feed,
       count(DISTINCT source_patient_id) AS patients,
       count(DISTINCT source_patient_id) FILTER (WHERE removed_at > said_at) AS removed,
       max(heard_at) AS heard
     FROM access.consent_code GROUP BY outcome, system, code, feed
     ORDER BY outcome, patients DESC, system, code, feed`,
  )
  return found.rows.map(({ heard, ...row }) => ({ ...row, lastHeardAt: heard }))
}
