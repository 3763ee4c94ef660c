/** What the register says of somebody, of one objection, and in figures. */
import {
  findObjection,
  type KeptObjection,
  objectionsAbout,
  type RegisterFigures,
  registerFigures,
  type User,
} from '#access'
import { personsForRegister, type RegisterPerson } from './find-for-register.ts'
import { noteLook } from './keep-register.ts'
import type { Needs } from './needs.ts'

export interface RegisterObjection extends Omit<KeptObjection, 'persons'> {
  readonly persons: readonly (KeptObjection['persons'][number] & RegisterPerson)[]
}

/** The newest first. */
export async function objectionsOf(
  needs: Needs,
  by: User,
  personId: number,
): Promise<readonly RegisterObjection[]> {
  await noteLook(needs, by, 'look-at-register', {}, [personId])
  return withPersons(
    needs,
    await needs.database.transaction('register', (tx) => objectionsAbout(tx, personId)),
  )
}

export async function showObjection(
  needs: Needs,
  by: User,
  objectionId: string,
): Promise<RegisterObjection | undefined> {
  if (!/^[0-9a-f-]{36}$/i.test(objectionId)) return undefined
  await noteLook(needs, by, 'look-at-register', { objectionId })
  const found = await needs.database.transaction('register', (tx) => findObjection(tx, objectionId))
  return found && (await withPersons(needs, [found]))[0]
}

/** Counts only. */
export async function registerReckoning(needs: Needs, by: User): Promise<RegisterFigures> {
  await noteLook(needs, by, 'look-at-register', { what: 'figures' })
  return figuresOfRegister(needs)
}

/** For monitoring: nothing here is about anybody (OO-41). */
export const figuresOfRegister = (needs: Needs): Promise<RegisterFigures> =>
  needs.database.transaction('register', (tx) => registerFigures(tx, needs.clock.now()))

async function withPersons(
  needs: Needs,
  objections: readonly KeptObjection[],
): Promise<RegisterObjection[]> {
  const ids = [...new Set(objections.flatMap((one) => one.persons.map((each) => each.personId)))]
  const persons = await personsForRegister(needs, ids)
  return objections.map((one) => ({
    ...one,
    persons: one.persons.map((bound) => ({ ...persons.get(bound.personId)!, ...bound })),
  }))
}
