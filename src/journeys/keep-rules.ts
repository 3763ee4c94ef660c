/**
 * By which rules access is decided here (AC-30, AT-50): a program whose rules are not the ones in
 * force does not start. Others are put in force by two people, each with their name, and written
 * down with the hash before and after; outside production newer ones are taken by themselves.
 */
import {
  compareRules,
  hashOfRules,
  holdRules,
  type ProposedRules,
  proposeRules as propose,
  proposedRules,
  putInForce,
  type Rules,
  type RulesCompared,
  type RulesInForce,
  rulesInForce,
} from '#access'
import type { Tx } from '#database'
import { Failure } from '#vocabulary'
import type { Needs } from './needs.ts'
import { keyOf, noteRules, type RuleKeeper } from './note-rules.ts'

export interface RulesStand {
  readonly hash: string
  readonly inForce: RulesInForce | undefined
  readonly compared: RulesCompared
  readonly proposed: ProposedRules | undefined
}

const itself: RuleKeeper = { name: 'the program itself, at its start', account: '' }

/** How the rules that this program brings stand to those in force. */
export const rulesStand = ({ database }: Needs, rules: Rules): Promise<RulesStand> =>
  database.transaction('serving', (tx) => standing(tx, rules))

/** Undefined: they may be used. Else why not, for whoever starts the program. */
export async function takeRules(
  needs: Needs,
  rules: Rules,
  isProduction: boolean,
): Promise<RulesStand | undefined> {
  return needs.database.transaction('serving', async (tx) => {
    await holdRules(tx)
    const stand = await standing(tx, rules)
    const { inForce, compared } = stand
    if (inForce?.hash === stand.hash) return undefined
    const isFirst = inForce === undefined
    if (!isFirst && (isProduction || !compared.isForward)) return stand
    const because = isFirst ? 'The first start of this database.' : 'Newer, outside production.'
    await put(tx, needs, rules, { proposedBy: itself, approvedBy: itself, because, inForce })
    return undefined
  })
}

export async function proposeRules(
  needs: Needs,
  rules: Rules,
  by: RuleKeeper,
  because: string,
): Promise<void> {
  const at = needs.clock.now()
  await needs.database.transaction('serving', async (tx) => {
    await holdRules(tx)
    const stand = await standing(tx, rules)
    if (stand.inForce?.hash === stand.hash) throw inForceAlready
    if (!(await propose(tx, rules, { by: keyOf(by), because, at }))) {
      throw new Failure(
        'conflict',
        'proposed',
        'They are proposed already: somebody else approves.',
      )
    }
    await noteRules(tx, by, 'propose-rules', { after: stand.hash, because }, at)
  })
}

/** In production only what somebody else has proposed. */
export async function approveRules(
  needs: Needs,
  rules: Rules,
  by: RuleKeeper,
  { because, isProduction }: { readonly because: string; readonly isProduction: boolean },
): Promise<void> {
  await needs.database.transaction('serving', async (tx) => {
    await holdRules(tx)
    const { hash, inForce, proposed } = await standing(tx, rules)
    if (inForce?.hash === hash) throw inForceAlready
    if (isProduction && !proposed) {
      const words = 'Nobody has proposed these rules: "lcr policy propose" comes first.'
      throw new Failure('conflict', 'not-proposed', words)
    }
    if (isProduction && proposed && isSamePerson(proposed.proposedBy, by)) {
      const words = 'Whoever proposed them does not approve them: somebody else must.'
      throw new Failure('conflict', 'needs-another', words)
    }
    const proposer = proposed?.proposedBy ?? by
    await put(tx, needs, rules, { proposedBy: proposer, approvedBy: by, because, inForce })
  })
}

const inForceAlready = new Failure('conflict', 'in-force', 'These rules are in force already.')

async function standing(tx: Tx, rules: Rules): Promise<RulesStand> {
  const hash = hashOfRules(rules)
  const inForce = await rulesInForce(tx)
  const compared = compareRules(inForce?.parts ?? {}, rules)
  return { hash, inForce, compared, proposed: await proposedRules(tx, hash) }
}

interface Putting {
  readonly proposedBy: RuleKeeper | string
  readonly approvedBy: RuleKeeper
  readonly because: string
  readonly inForce: RulesInForce | undefined
}

async function put(tx: Tx, { clock }: Needs, rules: Rules, putting: Putting): Promise<void> {
  const at = clock.now()
  const before = putting.inForce?.hash
  const proposedBy = keyOf(putting.proposedBy)
  const approvedBy = keyOf(putting.approvedBy)
  const { because } = putting
  const after = await putInForce(tx, { rules, before, proposedBy, approvedBy, because, at })
  const detail = { before: before ?? 'none', after, proposedBy, approvedBy, because }
  await noteRules(tx, putting.approvedBy, 'take-rules', detail, at)
}

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

const isSamePerson = (proposedBy: string, by: RuleKeeper): boolean =>
  plain(proposedBy.replace(/ \(account [^)]*\)$/, '')) === plain(by.name)
