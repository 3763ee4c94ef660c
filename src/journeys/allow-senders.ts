/** Who may send HL7 v2, and who no longer: an operator's acts, written down (RL-11). */
import { standingPolicy, type User } from '#access'
import { eventId, note } from '#audit'
import {
  type AllowedSender,
  allowSender as allow,
  allSenders,
  endSender as end,
  type Sender,
} from '#network'
import { profileForSender } from '#sources'
import { belongsTo } from '#vocabulary'
import { loadProfiles } from './known-feeds.ts'
import type { Needs } from './needs.ts'

export type { AllowedSender, Sender }

export type Allowed =
  | { readonly outcome: 'allowed'; readonly senderId: number }
  /** Messages of this name are filed for another organisation than the one that was said. */
  | { readonly outcome: 'another-organisation'; readonly organisation: string }

export async function allowSender(needs: Needs, by: User, sender: AllowedSender): Promise<Allowed> {
  const at = needs.clock.now()
  const filedFor = await filedAs(needs, sender, at)
  if (filedFor !== undefined) return { outcome: 'another-organisation', organisation: filedFor }
  const { application, facility, organisation, fingerprint = '', subjectCn = '' } = sender
  await writeDown(needs, by, 'allow-sender', at, {
    application,
    facility,
    organisation,
    fingerprint,
    subjectCn,
  })
  const senderId = await needs.database.transaction('filing', (tx) =>
    allow(tx, sender, by.name, at),
  )
  return { outcome: 'allowed', senderId }
}

/** False when there was nothing to end. */
export async function endSender(needs: Needs, by: User, senderId: number): Promise<boolean> {
  const at = needs.clock.now()
  await writeDown(needs, by, 'end-sender', at, { senderId })
  return needs.database.transaction('filing', (tx) => end(tx, senderId, by.name, at))
}

export function listSenders(needs: Needs): Promise<Sender[]> {
  return needs.database.transaction('filing', allSenders)
}

/** Of whole names it is known for whom they are filed; a pattern is looked at message by message. */
async function filedAs(
  needs: Needs,
  { application, facility, organisation }: AllowedSender,
  at: number,
): Promise<string | undefined> {
  if (application.endsWith('*') || facility.endsWith('*')) return undefined
  const profiles = await needs.database.transaction('filing', loadProfiles)
  const filed = profileForSender(application, facility, profiles, at).organisation
  return belongsTo(filed.toUpperCase(), organisation.toUpperCase()) ? undefined : filed
}

function writeDown(
  { database }: Needs,
  who: User,
  action: 'allow-sender' | 'end-sender',
  at: number,
  detail: Readonly<Record<string, string | number>>,
): Promise<void> {
  const policy = standingPolicy.hash
  const event = { id: eventId(at), at, action, who, policy, detail }
  return note(database, { ...event, effect: 'note', reasons: ['asked'] })
}
