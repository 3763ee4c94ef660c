/**
 * Those whose sources asked for care before restrictions were kept: nobody may learn where they
 * are either. What is restricted, or was and a human has lifted it, stays as it is.
 */
import { saveRestrictions } from '#access'
import { sensitivePatients } from '#identity'
import type { Needs } from './needs.ts'

const batch = 1_000

export async function restrictSensitive(needs: Needs): Promise<void> {
  for (let after = 0; ; ) {
    const at = needs.clock.now()
    const some = await needs.database.transaction('serving', async (tx) => {
      const patients = await sensitivePatients(tx, after, batch)
      await saveRestrictions(tx, patients, at)
      return patients
    })
    if (some.length < batch) return
    after = some.at(-1)!.sourcePatientId
  }
}
