/**
 * A human has found that an objection is not this person's: after records were joined and parted
 * again, or where two shared a number. Nothing else ever lets anybody go (OO-05, OO-08).
 */
import { finishTasks, registerKey, releaseBinding, settleObjected, type User } from '#access'
import type { Tx } from '#database'
import { everSourcePatientsOf, identifiersOf, sourcePatientsOf } from '#identity'
import { publishAsking } from '#notice'
import { Failure } from '#vocabulary'
import { alreadySaid, mustFind } from './decide-objection.ts'
import { hashed } from './keep-objected-out.ts'
import { changeRegister } from './keep-register.ts'
import type { Needs } from './needs.ts'
import { restoreShown } from './restore-shown.ts'

export async function releasePerson(
  needs: Needs,
  by: User,
  asked: { readonly objectionId: string; readonly personId: number; readonly because: string },
): Promise<void> {
  await changeRegister(needs, by, 'release-person', async (tx, at) => {
    const { objectionId, personId, because } = asked
    const { persons } = await mustFind(tx, objectionId)
    if (because.trim() === '') throw new Failure('invalid', 'no-reason', 'Say why.')
    const bound = persons.filter((one) => one.releasedAt === undefined)
    const own = bound.find((one) => one.personId === personId)
    if (!own) throw alreadySaid
    if (own.how === 'chosen') {
      const words = 'This objection was recorded for this person: it can only end as a whole.'
      throw new Failure('refused', 'chosen', words)
    }
    const others = bound.filter((one) => one !== own).map((one) => one.personId)
    if (await isJoinedWith(tx, personId, others)) {
      const words = 'What is held of both is one record now: part them first.'
      throw new Failure('refused', 'still-joined', words)
    }
    await releaseBinding(tx, {
      objectionId,
      personId,
      own: await hashesOf(tx, [personId]),
      others: await hashesOf(tx, others),
      by: by.key,
      at,
    })
    await settleObjected(tx, [personId], at)
    await finishTasks(tx, { objectionId, personId }, { by, at, outcome: because })
    await publishAsking(tx, [personId])
    return { result: undefined, detail: { objectionId }, personIds: [personId] }
  })
  await restoreShown(needs)
}

/** Somebody whom it goes on hiding is held under this person: they would be shown with them. */
async function isJoinedWith(tx: Tx, personId: number, others: readonly number[]): Promise<boolean> {
  const held = new Set(await sourcePatientsOf(tx, personId))
  for (const other of others) {
    if ((await everSourcePatientsOf(tx, other)).some((one) => held.has(one))) return true
  }
  return false
}

async function hashesOf(tx: Tx, personIds: readonly number[]): Promise<Buffer[]> {
  const key = await registerKey(tx)
  const patients: number[] = []
  for (const personId of personIds) patients.push(...(await everSourcePatientsOf(tx, personId)))
  return hashed(key, await identifiersOf(tx, patients)).map((one) => one.identifier)
}
