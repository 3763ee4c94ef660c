/** The systems that send: what each is called, whose it is, and how it names itself. */
import organisations from './organisations.json' with { type: 'json' }
import type { HospitalOds, PracticeOds } from './people/person.ts'
import type { Keeper } from './story/events.ts'

export interface Feed {
  readonly name: string
  readonly form: 'hl7v2' | 'fhir'
  readonly organisation: string
  readonly organisationName: string
  readonly sender?: { readonly application: string; readonly facility: string }
}

const nameOf = (ods: string): string => organisations.find((one) => one.ods === ods)?.name ?? ods

const hl7 = (application: string, ods: string): Feed => ({
  name: `${application}|${ods}`,
  form: 'hl7v2',
  organisation: ods,
  organisationName: nameOf(ods),
  sender: { application, facility: ods },
})
const fhir = (name: string, ods: string): Feed => ({
  name,
  form: 'fhir',
  organisation: ods,
  organisationName: nameOf(ods),
})

const gpFeed = (practice: PracticeOds): string => `gp-${practice}`

export const feeds: readonly Feed[] = [
  hl7('PAS', 'RJZ'),
  hl7('LAB', 'RJZ'),
  hl7('EPR', 'RJ2'),
  hl7('EPJS', 'RV5'),
  ...(['G85013', 'G85016', 'G85005'] as const).map((ods) => fhir(gpFeed(ods), ods)),
  fhir('slam', 'RV5'),
  fhir('community', 'RJ1'),
  fhir('111', 'RRU'),
  fhir('borough-lambeth', '708'),
]

export function feedNamed(name: string): Feed {
  const feed = feeds.find((one) => one.name === name)
  if (!feed) throw new RangeError(`No feed is called ${name}`)
  return feed
}

/** The system of a hospital that tells of visits and letters; King's laboratory is its own. */
export const visitSender = (ods: HospitalOds): string =>
  ({ RJZ: 'PAS|RJZ', RJ2: 'EPR|RJ2', RV5: 'EPJS|RV5' })[ods]
export const resultSender = (ods: 'RJZ' | 'RJ2'): string =>
  ({ RJZ: 'LAB|RJZ', RJ2: 'EPR|RJ2' })[ods]
export const keeperFeed = (keeper: Keeper, practice?: PracticeOds): string | undefined =>
  keeper === 'gp' ? practice && gpFeed(practice) : keeper
