/** Who changed the rules of access, as the audit keeps it: the name that was given, and the account. */
import { standingPolicy } from '#access'
import { type AuditEvent, eventId, note } from '#audit'
import type { Tx } from '#database'

export interface RuleKeeper {
  readonly name: string
  readonly account: string
}

export const keyOf = (by: RuleKeeper | string): string =>
  typeof by === 'string' ? by : by.account === '' ? by.name : `${by.name} (account ${by.account})`

export async function noteRules(
  tx: Tx,
  by: RuleKeeper,
  action: AuditEvent['action'],
  detail: NonNullable<AuditEvent['detail']>,
  at: number,
): Promise<void> {
  await note(tx, {
    id: eventId(at),
    at,
    action,
    effect: 'note',
    who: {
      key: by.account === '' ? 'record' : `operator|${by.account}`,
      name: by.name,
      roleCode: 'operator',
      roleName: 'Operator',
      organisation: '',
      session: '',
      assurance: 'account of the server',
    },
    reasons: ['asked'],
    policy: standingPolicy.hash,
    detail,
  })
}
