/**
 * A dated law lifts objections for some kinds of relationships (COPI): proposed by one, approved
 * by another, told to the public, and over at its second. Objections stay recorded (OO §3.2).
 */
import {
  approveInRegister,
  endInRegister,
  isRunning,
  listSuspensions,
  mayGuard,
  mayKeepObjections,
  type ProposedSuspension,
  type Suspension,
  saveSuspension,
  standingPolicy,
  type User,
} from '#access'
import { type AuditEvent, eventId, note } from '#audit'
import type { Tx } from '#database'
import { publishAskingAll } from '#notice'
import { Failure } from '#vocabulary'
import { asBy } from './keep-register.ts'
import type { Needs } from './needs.ts'

const daysMax = 180

export async function proposeSuspension(
  needs: Needs,
  by: User,
  proposed: ProposedSuspension,
): Promise<{ readonly suspensionId: string }> {
  return suspend(needs, by, 'propose-suspension', async (tx, at) => {
    const { fromAt, untilAt, kinds, instrument, notice } = proposed
    const lasts = untilAt - fromAt
    if (!(lasts > 0 && lasts <= daysMax * 86_400_000 && untilAt > at)) {
      throw new Failure('invalid', 'too-long', `It lasts ${daysMax} days at most, and ends.`)
    }
    if (kinds.length === 0 || instrument.trim() === '' || notice.trim() === '') {
      const words = 'Name the law, the kinds of relationships, and what the public is told.'
      throw new Failure('invalid', 'not-complete', words)
    }
    const suspensionId = eventId(at)
    await saveSuspension(tx, suspensionId, proposed, asBy(by), at)
    return { suspensionId }
  })
}

export async function approveSuspension(
  needs: Needs,
  by: User,
  suspensionId: string,
): Promise<void> {
  await suspend(needs, by, 'approve-suspension', async (tx, at) => {
    if (!(await approveInRegister(tx, suspensionId, asBy(by), at))) {
      const words = 'Somebody else must approve what you proposed, before it is over.'
      throw new Failure('refused', 'needs-another', words)
    }
    return { suspensionId }
  })
}

export async function endSuspension(needs: Needs, by: User, suspensionId: string): Promise<void> {
  await suspend(needs, by, 'end-suspension', async (tx, at) => {
    if (!(await endInRegister(tx, suspensionId, asBy(by), at))) {
      throw new Failure('conflict', 'suspension-is-over', 'It is over already.')
    }
    await publishAskingAll(tx)
    return { suspensionId }
  })
}

export const suspensions = async (needs: Needs, by: User): Promise<readonly Suspension[]> => {
  await suspend(needs, by, 'look-at-register', async () => ({}))
  return needs.database.transaction('register', listSuspensions)
}

/** What the public is told now; nobody need sign in for it. */
export async function currentSuspension(
  needs: Needs,
): Promise<Pick<Suspension, 'fromAt' | 'untilAt' | 'kinds' | 'instrument' | 'notice'> | undefined> {
  const now = needs.clock.now()
  const known = await needs.database.transaction('register', listSuspensions)
  const running = known.find((one) => isRunning(one, now))
  if (!running) return undefined
  const { fromAt, untilAt, kinds, instrument, notice } = running
  return { fromAt, untilAt, kinds, instrument, notice }
}

async function suspend<T extends Readonly<Record<string, string>>>(
  needs: Needs,
  by: User,
  action: AuditEvent['action'],
  act: (tx: Tx, at: number) => Promise<T>,
): Promise<T> {
  const at = needs.clock.now()
  const isAllowed = mayKeepObjections(by, standingPolicy) || mayGuard(by, standingPolicy)
  const event = {
    id: eventId(at),
    at,
    action,
    effect: isAllowed ? 'note' : 'refuse',
    who: by,
    reasons: [isAllowed ? 'asked' : 'no-activity-to-keep-objections'],
    policy: standingPolicy.hash,
  } as const
  if (!isAllowed) {
    await note(needs.database, event)
    throw new Failure('refused', 'no-activity-to-keep-objections', 'This is not for your role.')
  }
  return needs.database.transaction('register', async (tx) => {
    const result = await act(tx, at)
    await note(tx, { ...event, detail: result })
    return result
  })
}
