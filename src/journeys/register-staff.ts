/**
 * The employer says which person a member of staff is, so that nobody opens their own record
 * (AC-20). Of the NHS number nothing is kept but its HMAC.
 */
import { identifierHash, ownPersonsOf, registerKey, saveStaff, type User } from '#access'
import { withIdentifier } from '#identity'
import { type NhsNumber, nhsNumberSystem } from '#vocabulary'
import { noteUserAct } from './disable-user.ts'
import type { Needs } from './needs.ts'

export async function registerStaff(
  needs: Needs,
  by: User,
  userKey: string,
  nhsNumber: NhsNumber,
): Promise<void> {
  const at = needs.clock.now()
  await noteUserAct(needs, by, 'register-staff', { userKey })
  await needs.database.transaction('serving', async (tx) => {
    const identifier = identifierHash(await registerKey(tx), nhsNumberSystem, nhsNumber)
    await saveStaff(tx, { userKey, identifier, by: by.name, at })
    const persons = await withIdentifier(tx, nhsNumberSystem, nhsNumber)
    await ownPersonsOf(
      tx,
      persons.map((personId) => ({ personId, identifier })),
    )
  })
}
