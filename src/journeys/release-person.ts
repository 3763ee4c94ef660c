/**
 * A human has found that an objection is not this person's: after records were joined and parted
 * again, or where two shared a number. Nothing else ever lets anybody go (OO-05, OO-08).
 */
import { finishTasks, registerKey, releaseBinding, settleObjected, type User } from '#access'
import type { Tx } from '#database'
import { everSourcePatientsOf, identifiersOf } from '#identity'
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

async function hashesOf(tx: Tx, personIds: readonly number[]): Promise<Buffer[]> {
  const key = await registerKey(tx)
  const patients: number[] = []
  for (const personId of personIds) patients.push(...(await everSourcePatientsOf(tx, personId)))
  return hashed(key, await identifiersOf(tx, patients)).map((one) => one.identifier)
}
