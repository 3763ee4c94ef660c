/**
 * Whom nothing hides any more: their record is told again from every message that is stored, also
 * from those that came meanwhile (OO-20).
 */
import { raiseTasks, takeToRestore } from '#access'
import { mentionsOf, sourcePatientsOf } from '#identity'
import { holdFilingLock, missingAmong } from '#inbox'
import { loadFeeds } from './known-feeds.ts'
import type { Needs } from './needs.ts'
import { refilePatients } from './refile.ts'

const personsAtOnce = 5

/** Everybody who waits for it; what is left when the process ends is done by the idle filer. */
export async function restoreShown(needs: Needs): Promise<void> {
  while (await restoreSome(needs));
}

/** False when nobody waits for it. */
export function restoreSome(needs: Needs): Promise<boolean> {
  return needs.database.transaction('filing', async (tx) => {
    await holdFilingLock(tx)
    const persons = await takeToRestore(tx, personsAtOnce)
    if (persons.length === 0) return false
    const at = needs.clock.now()
    const feeds = await loadFeeds(tx)
    for (const personId of persons) {
      const patients = await sourcePatientsOf(tx, personId)
      const messages = (await mentionsOf(tx, patients)).map((one) => one.messageId)
      const missing = await missingAmong(tx, messages)
      await refilePatients(tx, patients, at, feeds)
      if (missing === 0) continue
      const words =
        'Messages from before this person changed their mind are gone for good: their history may be incomplete. Ask the sources to send it again.'
      await raiseTasks(tx, [{ kind: 'ask-for-history', personId, at, words }])
    }
    return true
  })
}
