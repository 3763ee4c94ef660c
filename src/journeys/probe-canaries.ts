/**
 * Whether anything shows somebody who objected (OO-40): past the decision, at the gate itself, and
 * in what open screens are told. By the doors the probe asks like a clinician with every right.
 */
import { type Canary, standingPolicy, type User } from '#access'
import { eventId, note } from '#audit'
import { publish } from '#notice'
import { heldAmong, readDocument, readRecord } from '#record'
import type { Needs } from './needs.ts'
import { itself } from './the-record-itself.ts'

const { open, find, declare, seeRestricted, seeSensitive, breakSeal, grant, examineDeaths } =
  standingPolicy.activities

/**
 * Nobody; of the organisation whose feed told of the canary. Somebody else each time, because one user
 * may not look for people so often.
 */
export const canaryClinician = (canary: Canary, session: string): User => ({
  key: `canary|${session.slice(0, 16)}`,
  name: 'Canary probe',
  roleCode: 'canary',
  roleName: 'Probe with every clinical right',
  organisation: canary.organisation,
  organisationName: canary.organisation,
  activities: [
    ...new Set(
      [open, find, declare, seeRestricted, seeSensitive, breakSeal, grant, examineDeaths].flat(),
    ),
  ],
  session,
  assurance: 'AAL3',
})

/** A permit as a broken decision would give it: committed, so that only the gate is left. */
export async function permitCanary(
  needs: Needs,
  canary: Canary & { readonly personId: number },
): Promise<{ readonly decision: string; readonly expiresAt: number }> {
  const at = needs.clock.now()
  const decision = eventId(at)
  const expiresAt = at + standingPolicy.permitMinutes * 60_000
  await note(needs.database, {
    id: decision,
    at,
    action: 'probe',
    effect: 'permit',
    personId: canary.personId,
    who: canaryClinician(canary, ''),
    reasons: ['canary'],
    policy: standingPolicy.hash,
    expiresAt,
  })
  return { decision, expiresAt }
}

/** Whether the record or the letter comes through the gate. */
export async function passesGate(
  { database }: Needs,
  { personId, letter }: Canary & { readonly personId: number },
  decision: string,
): Promise<boolean> {
  const permit = { decision, personId }
  return (
    (await readRecord(database, permit)) !== undefined ||
    (await readDocument(database, permit, letter)) !== undefined
  )
}

/** Of whom nothing is left that could be seen: they prove nothing. */
export async function bareCanaries(
  { database }: Needs,
  canaries: readonly Canary[],
): Promise<Canary[]> {
  const persons = canaries.flatMap(({ personId, letter }) =>
    personId === undefined ? [] : [{ personId, hash: letter }],
  )
  const held = await database.transaction('filing', (tx) => heldAmong(tx, persons))
  return canaries.filter(({ personId }) => personId === undefined || !held.has(personId))
}

export type Watch = (personId: number, heard: (version: number) => void) => () => void

/** No record of a canary gets so far. */
const probedVersion = 2 ** 30

/** Whether an open screen would hear of a new version; undefined: it heard nothing at all. */
export async function isTold(
  { database }: Needs,
  watch: Watch,
  personId: number,
  waitMs: number,
): Promise<boolean | undefined> {
  let end = (): void => {}
  let timer: NodeJS.Timeout | undefined
  const heard = new Promise<boolean | undefined>((resolve) => {
    end = watch(personId, (version) => resolve(version === probedVersion))
    timer = setTimeout(() => resolve(undefined), waitMs)
  })
  try {
    await database.transaction('filing', (tx) =>
      publish(tx, [{ personId, version: probedVersion }]),
    )
    return await heard
  } finally {
    clearTimeout(timer)
    end()
  }
}

/** One event for a round, with its counts. */
export async function noteRound(
  needs: Needs,
  counts: {
    readonly canaries: number
    readonly asked: number
    readonly seen: number
    readonly unsure: number
  },
): Promise<void> {
  const at = needs.clock.now()
  await note(needs.database, {
    id: eventId(at),
    at,
    action: 'probe',
    effect: 'note',
    who: itself,
    reasons: [counts.seen > 0 ? 'seen' : counts.unsure > 0 ? 'not-proved' : 'hidden'],
    policy: standingPolicy.hash,
    detail: { ...counts },
  })
}
