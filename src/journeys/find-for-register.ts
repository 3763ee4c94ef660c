/** Who somebody is, for who records that they said no: nothing clinical (AC-29). */
import { mayKeepObjections, standingPolicy, type User } from '#access'
import { type WhoIs, whoAre, withNhsNumberBorn } from '#identity'
import { readNhsNumber } from '#vocabulary'
import { noteLook } from './keep-register.ts'
import type { Needs } from './needs.ts'
import { mayFindOneMore } from './pace-of-finding.ts'

/** Enough to be sure who it is. */
export interface RegisterPerson {
  readonly personId: number
  readonly name: { readonly family?: string; readonly given?: string }
  readonly birthDate?: string
  readonly nhsNumber?: string
}

/** Somebody whom an objection hides is found too. Undefined for nobody, and for several. */
export async function findForRegister(
  needs: Needs,
  by: User,
  asked: { readonly nhsNumber: string; readonly birthDate: string },
): Promise<RegisterPerson | undefined> {
  const mayAsk = mayKeepObjections(by, standingPolicy)
  const number = readNhsNumber(asked.nhsNumber) ?? ''
  const find = () =>
    needs.database.transaction('serving', (tx) => withNhsNumberBorn(tx, number, asked.birthDate))
  if (mayAsk) await mayFindOneMore(needs, by, needs.clock.now())
  const found = mayAsk ? await find() : []
  await noteLook(needs, by, 'find-in-register', { hits: found.length }, found)
  const [personId] = found
  if (personId === undefined || found.length > 1) return undefined
  return (await personsForRegister(needs, [personId])).get(personId)
}

/** The caller has written down that they are looked at. */
export async function personsForRegister(
  needs: Needs,
  personIds: readonly number[],
): Promise<ReadonlyMap<number, RegisterPerson>> {
  const who = await needs.database.transaction('serving', (tx) => whoAre(tx, personIds))
  return new Map(personIds.map((personId) => [personId, asPerson(personId, who.get(personId))]))
}

const asPerson = (personId: number, who: WhoIs | undefined): RegisterPerson => ({
  personId,
  name: {
    ...(who?.family && { family: who.family }),
    ...(who?.given && { given: who.given }),
  },
  ...(who?.birthDate && { birthDate: who.birthDate }),
  ...(who?.nhsNumber && { nhsNumber: who.nhsNumber }),
})
