/**
 * A privacy officer guards somebody whose record is likely to be looked at for no good reason, for
 * a time; and lifts what a source said of somebody's whereabouts once it has been made sure.
 */
import {
  liftRestrictions,
  mayGuard,
  type RestrictionKind,
  restrict,
  restrictionsNow,
  standingPolicy,
  type User,
} from '#access'
import { type AuditEvent, eventId, note } from '#audit'
import type { Tx } from '#database'
import { whoAre, withNhsNumberBorn } from '#identity'
import { publish } from '#notice'
import { Failure, readNhsNumber } from '#vocabulary'
import type { Needs } from './needs.ts'
import { mayFindOneMore } from './pace-of-finding.ts'
import { lineOf, type PersonLine } from './person-line.ts'

export interface GuardedPerson extends PersonLine {
  readonly personId: number
  /** Epoch ms. */
  readonly restriction?: {
    readonly because: string
    readonly setAt: number
    readonly setBy: string
    readonly untilAt?: number
  }
  /** A source asks that nobody learns where this person is. */
  readonly hidesWhereabouts: boolean
}

/** Undefined for nobody, and for several. */
export async function findToGuard(
  needs: Needs,
  by: User,
  asked: { readonly nhsNumber: string; readonly birthDate: string },
): Promise<GuardedPerson | undefined> {
  const at = needs.clock.now()
  await mustGuard(needs, by, 'find-person', at)
  await mayFindOneMore(needs, by, at)
  const found = await needs.database.transaction('serving', (tx) =>
    withNhsNumberBorn(tx, readNhsNumber(asked.nhsNumber) ?? '', asked.birthDate),
  )
  const personId = found.length === 1 ? found[0] : undefined
  await noteGuard(needs.database, by, at, 'find-person', personId, [
    personId === undefined ? 'not-available' : 'found',
  ])
  if (personId === undefined) return undefined
  const who = await needs.database.transaction('serving', (tx) => whoAre(tx, [personId]))
  const now = await restrictionsNow(needs.database, at, { personId, linesMax: 20 })
  const guard = now.find((one) => one.kind === 'guarded')
  return {
    personId,
    ...lineOf(who.get(personId)),
    hidesWhereabouts: now.some((one) => one.kind === 'whereabouts'),
    ...(guard && {
      restriction: {
        because: guard.because,
        setAt: guard.setAt,
        setBy: guard.setBy,
        ...(guard.until !== undefined && { untilAt: guard.until }),
      },
    }),
  }
}

/** `untilAt` is epoch ms: no guard lasts for ever unseen (AC-27). */
export async function guardPerson(
  needs: Needs,
  by: User,
  personId: number,
  said: { readonly because: string; readonly untilAt: number },
): Promise<void> {
  const at = needs.clock.now()
  const { because, untilAt } = said
  await mustGuard(needs, by, 'guard-person', at, personId)
  if (because.trim() === '') throw new Failure('invalid', 'no-reason', 'A guard needs a reason.')
  if (!(untilAt > at && untilAt <= at + guardMs)) {
    throw new Failure('invalid', 'no-such-end', 'A guard ends within two years.')
  }
  await needs.database.transaction('serving', async (tx) => {
    await noteGuard(tx, by, at, 'guard-person', personId, ['guarded'])
    await restrict(tx, { personId, kind: 'guarded', because, by, at, until: untilAt })
    await tellScreens(tx, personId)
  })
}

/** False when there was nothing to lift. */
export async function unguardPerson(
  needs: Needs,
  by: User,
  personId: number,
  because: string,
  kind: RestrictionKind = 'guarded',
): Promise<boolean> {
  const at = needs.clock.now()
  await mustGuard(needs, by, 'unguard-person', at, personId)
  if (because.trim() === '') throw new Failure('invalid', 'no-reason', 'Say why it is lifted.')
  return needs.database.transaction('serving', async (tx) => {
    await noteGuard(tx, by, at, 'unguard-person', personId, [kind])
    const lifted = await liftRestrictions(tx, personId, kind, by, because, at)
    await tellScreens(tx, personId)
    return lifted > 0
  })
}

const guardMs = 2 * 366 * 86_400_000

/** Whoever has the record open is asked at once whether they still may. */
const tellScreens = (tx: Tx, personId: number): Promise<void> =>
  publish(tx, [{ personId, version: 0 }])

async function mustGuard(
  needs: Needs,
  by: User,
  action: AuditEvent['action'],
  at: number,
  personId?: number,
): Promise<void> {
  if (mayGuard(by, standingPolicy)) return
  const reasons = ['no-activity-to-guard']
  await noteGuard(needs.database, by, at, action, personId, reasons, 'refuse')
  throw new Failure('refused', 'no-activity-to-guard', 'This needs a privacy officer.')
}

const noteGuard = (
  to: Parameters<typeof note>[0],
  who: User,
  at: number,
  action: AuditEvent['action'],
  personId: number | undefined,
  reasons: readonly string[],
  effect: 'note' | 'refuse' = 'note',
): Promise<void> =>
  note(to, {
    id: eventId(at),
    at,
    action,
    effect,
    ...(personId !== undefined && { personId }),
    who,
    reasons,
    policy: standingPolicy.hash,
  })
