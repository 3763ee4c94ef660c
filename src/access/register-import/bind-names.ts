/**
 * Rows that nobody could be found for are held for ever, and looked for with each new identity
 * (OO-32): by name and date of birth, where a number did not say it.
 */
import type { Tx } from '#database'
import { nhsNumberSystem } from '#vocabulary'
import type { NewBinding } from '../register/bind.ts'
import { noteChanges } from '../register/changes.ts'
import { identifierHash } from '../register/register-key.ts'
import { type NewTask, raiseTasks } from '../register/tasks.ts'
import { type Candidate, candidatesMax, canMean } from './match.ts'
import { folded, foldedGiven } from './names.ts'

interface Row {
  birth_date: string
  family: string
  given: string
  objection_id: string
  nhs_number: Buffer | null
  bound: readonly number[]
}

/** Whether any row waits to be found by a name. */
export async function isAnybodyAwaited(tx: Tx): Promise<boolean> {
  const { rows } = await tx.query<{ is_any: boolean }>({
    name: 'access-is-anybody-awaited',
    text: `SELECT EXISTS (SELECT FROM access.import_name) AS is_any`,
  })
  return rows[0]!.is_any
}

/** Binds whom of these a held row can mean. The caller holds the filing lock, and settles them. */
export async function bindByNames(
  tx: Tx,
  key: Uint8Array,
  candidates: readonly Candidate[],
  at: number,
): Promise<NewBinding[]> {
  const meant = new Map<string, { row: Row; persons: Set<number>; isSure: boolean }>()
  const byBirth = Map.groupBy(candidates, (one) => one.birthDate)
  for (const row of await awaited(tx, candidates)) {
    const number = row.nhs_number
    const hasNumber = (numbers: readonly string[]): boolean =>
      numbers.some((one) => identifierHash(key, nhsNumberSystem, one).equals(number!))
    const named = { ...row, birthDates: [row.birth_date], ...(number && { hasNumber }) }
    for (const candidate of byBirth.get(row.birth_date) ?? []) {
      const agreement = canMean(named, candidate)
      if (agreement === 'differs' || row.bound.includes(candidate.personId)) continue
      const found = meant.get(row.objection_id) ?? { row, persons: new Set(), isSure: true }
      found.persons.add(candidate.personId)
      if (agreement === 'initial') found.isSure = false
      meant.set(row.objection_id, found)
    }
  }
  const bindings: NewBinding[] = []
  const tasks: NewTask[] = []
  for (const [objectionId, { row, persons, isSure }] of meant) {
    const inAll = row.bound.length + persons.size
    if (inAll > 1 || !isSure) tasks.push(toDecide(objectionId, inAll, at))
    if (inAll > candidatesMax) continue
    for (const personId of persons) bindings.push({ personId, objectionId, isIndirect: false })
  }
  await raiseTasks(tx, tasks)
  return save(tx, bindings, at)
}

/** Held rows in force with one of these names and birth dates, that no number has found anybody for. */
async function awaited(tx: Tx, candidates: readonly Candidate[]): Promise<Row[]> {
  const dated = candidates.filter((one) => one.birthDate && one.family)
  if (dated.length === 0) return []
  const found = await tx.query<Row>({
    name: 'access-awaited-names',
    text: `SELECT n.birth_date, n.family, n.given, n.objection_id, n.nhs_number,
        coalesce(b.bound, '{}') AS bound
      FROM (SELECT DISTINCT birth_date, family FROM unnest($1::text[], $2::text[])
        AS k (birth_date, family)) k
      JOIN access.import_name n USING (birth_date, family)
      LEFT JOIN LATERAL (
        SELECT array_agg(p.person_id) AS bound, bool_or(p.how = 'identifier') AS is_found
        FROM access.objection_person p WHERE p.objection_id = n.objection_id
      ) b ON true
      WHERE b.is_found IS NOT TRUE AND access.is_in_force(n.objection_id)`,
    // Family and given name may stand the other way round in the row.
    values: [
      dated.flatMap((one) => [one.birthDate, one.birthDate]),
      dated.flatMap((one) => [folded(one.family), foldedGiven(one.given)]),
    ],
  })
  return found.rows
}

async function save(tx: Tx, bindings: readonly NewBinding[], at: number): Promise<NewBinding[]> {
  if (bindings.length === 0) return []
  await tx.query({
    name: 'access-bind-by-names',
    text: `INSERT INTO access.objection_person (person_id, objection_id, how, since)
      SELECT p, o, 'ambiguous', $3 FROM unnest($1::bigint[], $2::uuid[]) AS n (p, o)
      ON CONFLICT DO NOTHING`,
    values: [
      bindings.map((one) => one.personId),
      bindings.map((one) => one.objectionId),
      new Date(at).toISOString(),
    ],
  })
  noteChanges(
    tx,
    bindings.map(({ objectionId, personId }) => ({
      what: 'bound' as const,
      objectionId,
      persons: [personId],
      identifiers: [],
    })),
  )
  return [...bindings]
}

const toDecide = (objectionId: string, persons: number, at: number): NewTask => ({
  kind: 'decide-import-row',
  words:
    persons > candidatesMax
      ? `An objection of an earlier register can mean ${persons} people by name and date of birth. Not all of them are hidden: decide whom it means.`
      : 'Somebody who came since can be meant by an objection of an earlier register, and is hidden: decide whom it means.',
  objectionId,
  at,
  once: `import ${objectionId}`,
})
