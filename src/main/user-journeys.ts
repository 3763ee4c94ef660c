/** The journeys about users: who launches, who may no longer sign in, who a member of staff is. */
import {
  disableUser,
  enableUser,
  findLaunched,
  listDisabledUsers,
  type Needs,
  noteLaunch,
  noteRefusedLaunch,
  type PatientInHand,
  type RefusedLaunch,
  registerStaff,
  spendLaunch,
  type User,
} from '#journeys'
import type { EndedSessions } from '#notice'
import type { NhsNumber } from '#vocabulary'

export const launchJourneys = (needs: Needs) => ({
  findLaunched: (patient: PatientInHand) => findLaunched(needs, patient),
  launched: (user: User) => noteLaunch(needs, user),
  launchRefused: (refused: RefusedLaunch) => noteRefusedLaunch(needs, refused),
  spendOnce: (proof: Uint8Array, forgetAt: number) => spendLaunch(needs, proof, forgetAt),
})

export const userJourneys = (needs: Needs, endedSessions: EndedSessions) => ({
  /** Denied here at once, and elsewhere when the notice comes round (AC-09). */
  async disableUser(by: User, userKey: string, because: string): Promise<number> {
    const ended = await disableUser(needs, by, userKey, because)
    endedSessions.tell(ended)
    return ended.length
  },
  enableUser: (by: User, userKey: string, because: string) =>
    enableUser(needs, by, userKey, because),
  listDisabledUsers: (by: User) => listDisabledUsers(needs, by),
  registerStaff: (by: User, userKey: string, nhsNumber: NhsNumber) =>
    registerStaff(needs, by, userKey, nhsNumber),
})
