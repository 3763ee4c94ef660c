/**
 * One way in which somebody says why a record should open for them or for a colleague: judged,
 * written into the audit, and kept, in one transaction; a privacy officer looks at each.
 */
import {
  alertReference,
  type DeclarationKind,
  judgeWords,
  reasonCodes,
  saveDeclaration,
  standingPolicy,
  type User,
} from '#access'
import { type AuditEvent, eventId, note } from '#audit'
import type { Tx } from '#database'
import type { Needs } from './needs.ts'

export type Declared =
  | { readonly outcome: 'declared' }
  | { readonly outcome: 'refused'; readonly words: string }

export interface Saying {
  readonly kind: DeclarationKind
  readonly action: AuditEvent['action']
  readonly personId: number
  readonly reason: string
  readonly words: string
  /** Epoch ms; when it was said. */
  readonly at: number
  readonly hours: number
  /** For whom it opens, where that is somebody else. */
  readonly colleague?: string
  /** Why not, in words; or what a reviewer should look at. Asked within the transaction. */
  readonly judge: (tx: Tx) => Promise<Judged>
}

export type Judged = { readonly not: string } | { readonly doubts: readonly string[] }

export async function sayDeclared(needs: Needs, user: User, said: Saying): Promise<Declared> {
  const { kind, personId, reason, at } = said
  const event = eventId(at)
  const codes = reasonCodes(kind, reason)
  const judged = await needs.database.transaction('serving', async (tx): Promise<Judged> => {
    const judged = codes ? await said.judge(tx) : { not: 'Choose one of the reasons.' }
    const isRefused = 'not' in judged
    await note(tx, {
      id: event,
      at,
      action: said.action,
      effect: isRefused ? 'refuse' : 'note',
      personId,
      who: user,
      reasons: codes ? [reason] : [],
      policy: standingPolicy.hash,
      detail: {
        reference: alertReference(event),
        ...codes,
        ...(said.colleague && { colleague: said.colleague }),
      },
    })
    if (isRefused) return judged
    await saveDeclaration(tx, {
      kind,
      personId,
      userKey: said.colleague ?? user.key,
      ...(said.colleague
        ? { grantedBy: { key: user.key, name: user.name } }
        : { userName: user.name }),
      organisation: user.organisation,
      reason,
      words: said.words,
      at,
      endsAt: at + said.hours * 3_600_000,
      event,
      doubts: judged.doubts,
    })
    return judged
  })
  return 'not' in judged ? { outcome: 'refused', words: judged.not } : { outcome: 'declared' }
}

/** Undefined where what was written can be a reason. */
export function whyNotEnough(words: string): string | undefined {
  const verdict = judgeWords(words, standingPolicy.declareWordsMin)
  if (verdict === 'enough') return undefined
  return verdict === 'too-short'
    ? `Say why in at least ${standingPolicy.declareWordsMin} characters.`
    : 'Say in words why you need this record: somebody reads it.'
}
