/**
 * While there is nothing to file: what was put into the record of somebody before they objected is
 * deleted (OO-11), who cares for them is told anew (OO-15), and what the law has lifted is told
 * for as long as it is. A few at a time; false when nothing is left.
 */
import { deletionIsDue, forgetPlaces, takeEvidenceDue, takeSuspended, takeToDelete } from '#access'
import type { Tx } from '#database'
import { sourcePatientsOf } from '#identity'
import { holdFilingLock } from '#inbox'
import { deleteProjection } from '#record'
import { loadFeeds } from './known-feeds.ts'
import type { Needs } from './needs.ts'
import { refilePatients } from './refile.ts'
import { restoreSome } from './restore-shown.ts'
import { noteItself } from './the-record-itself.ts'

const personsToDelete = 50
const personsToTell = 5

export const tendRegister = async (needs: Needs): Promise<boolean> =>
  (await restoreSome(needs)) ||
  (await tend(needs, purgeSome)) ||
  (await tend(needs, tellSuspended)) ||
  (await tend(needs, tellEvidence))

const tend = (needs: Needs, work: (tx: Tx, at: number) => Promise<boolean>): Promise<boolean> =>
  needs.database.transaction('filing', async (tx) => {
    await holdFilingLock(tx)
    return work(tx, needs.clock.now())
  })

async function purgeSome(tx: Tx, at: number): Promise<boolean> {
  const persons = await takeToDelete(tx, at, personsToDelete)
  for (const personId of persons) {
    const rows = await deleteProjection(tx, [personId])
    if (rows > 0) await noteItself(tx, 'delete-projection', [personId], ['objected'], at, { rows })
  }
  await forgetPlaces(tx, persons)
  return persons.length > 0
}

async function tellSuspended(tx: Tx, at: number): Promise<boolean> {
  const persons = await takeSuspended(tx, personsToTell)
  await tell(tx, persons, at)
  await deletionIsDue(tx, persons, at)
  return persons.length > 0
}

async function tellEvidence(tx: Tx, at: number): Promise<boolean> {
  const persons = await takeEvidenceDue(tx, personsToTell)
  await tell(tx, persons, at)
  return persons.length > 0
}

async function tell(tx: Tx, persons: readonly number[], at: number): Promise<void> {
  if (persons.length === 0) return
  const feeds = await loadFeeds(tx)
  for (const personId of persons) {
    await refilePatients(tx, await sourcePatientsOf(tx, personId), at, feeds)
  }
}
