/** All sources as one that has no name: what they have to say in each section, and since when. */
import { type Presence, type SectionName, type SourceView, sectionNames } from '#vocabulary'

export const unnamed = 'not-shown'

/** What matters most to who must not take silence for an answer comes first. */
const weight: readonly Presence[] = [
  'recorded',
  'unavailable',
  'partial',
  'withheld',
  'none-known',
  'nothing-recorded',
  'not-connected',
]

/** Of everybody alike, so that it tells nothing of anybody. */
const neverShown: readonly SectionName[] = ['documents', 'people-and-teams']

export function presenceWithoutSources(sources: readonly SourceView[]): SourceView {
  const presence: Partial<Record<SectionName, Presence>> = {}
  for (const section of sectionNames) {
    const said = sources.map((one) => one.presence[section])
    const first = weight.find((each) => said.includes(each))
    if (neverShown.includes(section)) presence[section] = 'withheld'
    else if (first) presence[section] = first
  }
  const delayed = sources
    .map((one) => one.delayedSince)
    .filter(isInstant)
    .sort()[0]
  return {
    ods: unnamed,
    name: 'Source not shown',
    lastReceived:
      sources
        .map((one) => one.lastReceived)
        .filter(isInstant)
        .sort()
        .at(-1) ?? '',
    ...(delayed && { delayedSince: delayed }),
    presence,
  }
}

const isInstant = (moment: string | undefined): moment is string =>
  moment !== undefined && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(moment)
