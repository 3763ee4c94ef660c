/** Which rules are in force here, which ever were, and which are proposed. Nothing is taken away. */
import type { Tx } from '#database'
import { hashOfRules, type Rules } from './rules.ts'

export interface RulesInForce {
  readonly hash: string
  readonly parts: Rules
  /** Epoch ms. */
  readonly since: number
  readonly proposedBy: string
  readonly approvedBy: string
  readonly because: string
}

/** One at a time, so that what was compared is still in force when others take its place. */
export async function holdRules(tx: Tx): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('access.rules_in_force'))`)
}

export async function rulesInForce(tx: Tx): Promise<RulesInForce | undefined> {
  const { rows } = await tx.query<RulesInForce>(
    `SELECT hash, parts, since, proposed_by AS "proposedBy", approved_by AS "approvedBy", because
     FROM access.rules_in_force ORDER BY number DESC LIMIT 1`,
  )
  return rows[0]
}

export interface NewRules {
  readonly rules: Rules
  readonly before: string | undefined
  readonly proposedBy: string
  readonly approvedBy: string
  readonly because: string
  readonly at: number
}

export async function putInForce(tx: Tx, fresh: NewRules): Promise<string> {
  const hash = hashOfRules(fresh.rules)
  await tx.query(
    `INSERT INTO access.rules_in_force (hash, before, parts, since, proposed_by, approved_by, because)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      hash,
      fresh.before ?? null,
      JSON.stringify(fresh.rules),
      new Date(fresh.at).toISOString(),
      fresh.proposedBy,
      fresh.approvedBy,
      fresh.because,
    ],
  )
  await tx.query('DELETE FROM access.rules_proposed WHERE hash = $1', [hash])
  return hash
}

export interface ProposedRules {
  readonly hash: string
  readonly proposedAt: number
  readonly proposedBy: string
  readonly because: string
}

/** False when they are proposed already. */
export async function proposeRules(
  tx: Tx,
  rules: Rules,
  said: { readonly by: string; readonly because: string; readonly at: number },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `INSERT INTO access.rules_proposed (hash, parts, proposed_at, proposed_by, because)
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
    [
      hashOfRules(rules),
      JSON.stringify(rules),
      new Date(said.at).toISOString(),
      said.by,
      said.because,
    ],
  )
  return rowCount > 0
}

export async function proposedRules(tx: Tx, hash: string): Promise<ProposedRules | undefined> {
  const { rows } = await tx.query<ProposedRules>(
    `SELECT hash, proposed_at AS "proposedAt", proposed_by AS "proposedBy", because
     FROM access.rules_proposed WHERE hash = $1`,
    [hash],
  )
  return rows[0]
}
