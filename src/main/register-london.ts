import { type Needs, registerFeed, type User } from '#journeys'
import { feeds } from '#london'
import { profileForSender } from '#sources'
import { Failure } from '#vocabulary'
import { feedKey, publicPart } from './keys.ts'

/** Whoever started the server, as the audit names them. */
export const starter: User = {
  key: 'operator',
  name: 'Operator, at the start',
  roleCode: 'operator',
  roleName: 'Operator',
  organisation: '',
  organisationName: '',
  activities: [],
  session: '',
  assurance: 'account of the server',
}

/** How the FHIR feeds speak that are not a general practice's. */
const profiles: Readonly<Record<string, string>> = {
  slam: 'mental-health-fhir',
  community: 'community-care',
  '111': 'urgent-care',
  'borough-lambeth': 'social-care',
}

/** The feeds of the synthetic London may write, with keys that lie in the data folder. */
export async function registerLondon(needs: Needs, dataFolder: string): Promise<void> {
  for (const { name, form, organisation, organisationName, sender } of feeds) {
    const profile = sender
      ? profileForSender(sender.application, sender.facility).profile.name
      : (profiles[name] ?? 'gp-practice')
    const client = form === 'fhir' && {
      clientId: name,
      jwks: { keys: [{ ...publicPart(await feedKey(dataFolder, name)) }] },
    }
    const feed = { name, form, organisation, organisationName, profile, ...client }
    if (await registerFeed(needs, starter, feed)) continue
    const words = `The feed ${name} is registered for another organisation than ${organisation}.`
    throw new Failure('conflict', 'feed-of-another', words)
  }
}
