/**
 * Writes one event down, durably. When this returns it is committed; when it throws, nothing may
 * be shown (AU-04). Events hold no clinical values and no free text of notes (AU-03).
 */
import type { Database, Tx } from '#database'

export interface AuditEvent {
  /** UUID version 7. */
  readonly id: string
  /** Epoch ms, the server's clock. */
  readonly at: number
  readonly action:
    | 'sign-in'
    | 'sign-out'
    | 'sign-in-refused'
    | 'list-patients'
    | 'find-person'
    | 'open-record'
    | 'open-document'
    | 'declare-relationship'
    | 'break-seal'
    | 'grant-access'
    | 'record-consent'
    | 'explain-access'
    | 'launch'
    | 'launch-refused'
    | 'guard-person'
    | 'unguard-person'
    | 'review-declaration'
    | 'disable-user'
    | 'enable-user'
    | 'register-staff'
    | 'find-in-register'
    | 'look-at-register'
    | 'record-objection'
    | 'decide-objection'
    | 'end-objection'
    | 'bind-objection'
    | 'release-person'
    | 'import-objections'
    | 'do-task'
    | 'accept-register'
    | 'hide-document'
    | 'show-document'
    | 'delete-projection'
    | 'propose-suspension'
    | 'approve-suspension'
    | 'end-suspension'
    | 'probe'
    | 'plant-canaries'
    | 'remove-canaries'
    | 'close-channel'
    | 'reopen-channel'
    | 'propose-rules'
    | 'take-rules'
    | 'undo-merge'
    | 'confirm-merge'
    | 'register-feed'
    | 'allow-sender'
    | 'end-sender'
    | 'put-profile'
    | 'look-at-messages'
    | 'search-messages'
    | 'replay-messages'
    | 'dismiss-messages'
  readonly effect: 'permit' | 'refuse' | 'note'
  readonly personId?: number
  /** As at the time: the audit does not follow later changes of name or role. */
  readonly who: {
    readonly key: string
    readonly name: string
    readonly roleCode: string
    readonly roleName: string
    readonly organisation: string
    readonly session: string
    readonly assurance: string
  }
  readonly reasons: readonly string[]
  readonly relationship?: string
  readonly withhold?: readonly string[]
  /** Epoch ms; a permit is at most 15 minutes long. */
  readonly expiresAt?: number
  /** Hash of the policy that was applied. */
  readonly policy: string
  readonly requestId?: string
  readonly detail?: Readonly<Record<string, string | number | boolean>>
}

const insert = `INSERT INTO audit.event (event_id, at, action, effect, person_id, user_key,
    user_name, role_code, role_name, organisation, session, assurance, purpose, reasons,
    relationship, withhold, expires_at, policy, request_id, detail)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'direct-care', $13, $14, $15, $16,
    $17, $18, $19)`

/** Within a transaction of its own, or as part of the caller's. */
export async function note(to: Database | Tx, event: AuditEvent): Promise<void> {
  const statement = { name: 'audit-note', text: insert, values: valuesOf(event) }
  if ('transaction' in to) await to.query('serving', statement)
  else await to.query(statement)
}

const valuesOf = (event: AuditEvent): unknown[] => [
  event.id,
  new Date(event.at).toISOString(),
  event.action,
  event.effect,
  event.personId ?? null,
  event.who.key,
  event.who.name,
  event.who.roleCode,
  event.who.roleName,
  event.who.organisation,
  event.who.session,
  event.who.assurance,
  event.reasons,
  event.relationship ?? null,
  event.withhold ?? [],
  event.expiresAt === undefined ? null : new Date(event.expiresAt).toISOString(),
  event.policy,
  event.requestId ?? null,
  event.detail ? JSON.stringify(event.detail) : null,
]
