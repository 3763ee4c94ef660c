/**
 * Somebody opens the record from their own system with one patient in hand (AC-10, AC-11). Which
 * person that is: the NHS number and the date of birth that the system says must be those of one.
 */
import { raiseTask, spendOnce, standingPolicy, type User } from '#access'
import { eventId, note } from '#audit'
import { withNhsNumberBorn } from '#identity'
import { readNhsNumber } from '#vocabulary'
import type { Needs } from './needs.ts'
import { nobody } from './note-refused-sign-in.ts'

/** Who launches, before a session has been made for them. */
type Launching = Omit<User, 'session'>

export interface PatientInHand {
  readonly nhsNumber: string | undefined
  /** YYYY-MM-DD */
  readonly birthDate: string | undefined
}

export type Launched =
  | { readonly outcome: 'found'; readonly personId: number }
  | { readonly outcome: 'refused'; readonly code: 'patient-unreadable' | 'person-unknown' }

/** Nothing is opened by this: a decision follows, as for everybody. */
export async function findLaunched(needs: Needs, patient: PatientInHand): Promise<Launched> {
  const number = readNhsNumber(patient.nhsNumber)
  const { birthDate } = patient
  if (!number || !/^\d{4}-\d{2}-\d{2}$/.test(birthDate ?? '')) {
    return { outcome: 'refused', code: 'patient-unreadable' }
  }
  const [personId, another] = await needs.database.transaction('serving', (tx) =>
    withNhsNumberBorn(tx, number, birthDate as string),
  )
  return personId === undefined || another !== undefined
    ? { outcome: 'refused', code: 'person-unknown' }
    : { outcome: 'found', personId }
}

/** Written down before the session's cookie is given out. */
export async function noteLaunch(needs: Needs, user: User): Promise<void> {
  const at = needs.clock.now()
  await note(needs.database, {
    id: eventId(at),
    at,
    action: 'launch',
    effect: 'note',
    ...(user.launch && { personId: user.launch.personId }),
    who: user,
    reasons: ['launched'],
    policy: standingPolicy.hash,
    ...(user.launch && { detail: { system: user.launch.system } }),
  })
}

export interface RefusedLaunch {
  readonly code: string
  /** As it is configured; absent when it is not. */
  readonly system?: string
  readonly who?: Launching
  readonly personId?: number
}

/** Two users at one screen: somebody must look at it, and finds who they are in the audit (AC-11). */
const alarming: ReadonlySet<string> = new Set(['launch-user-mismatch'])

/** By which rule; of whom, as far as that was proved. */
export async function noteRefusedLaunch(needs: Needs, refused: RefusedLaunch): Promise<void> {
  const at = needs.clock.now()
  const id = eventId(at)
  await note(needs.database, {
    id,
    at,
    action: 'launch-refused',
    effect: 'refuse',
    ...(refused.personId !== undefined && { personId: refused.personId }),
    who: refused.who ? { ...refused.who, session: '' } : nobody,
    reasons: [refused.code],
    policy: standingPolicy.hash,
    ...(refused.system !== undefined && { detail: { system: refused.system } }),
  })
  if (!alarming.has(refused.code)) return
  await needs.database.transaction('serving', (tx) =>
    raiseTask(tx, {
      kind: 'launch-refused',
      words: `A record was opened from ${refused.system} for another user than the one signed in.`,
      detail: { event: id, ...(refused.who && { organisation: refused.who.organisation }) },
      at,
    }),
  )
}

/** False when this launch token has been used before. */
export function spendLaunch(needs: Needs, proof: Uint8Array, forgetAt: number): Promise<boolean> {
  const now = needs.clock.now()
  return needs.database.transaction('serving', (tx) => spendOnce(tx, proof, { now, forgetAt }))
}
