/** Everything that was sent until now: hospitals as it happened, the others what they hold. */
import type { City, Resident } from './city.ts'
import { bundleDraft, letterDraft, reportDraft, stayDrafts, twiceRegistered } from './drafts.ts'
import type { Draft, Sending } from './sending.ts'
import type { Entry, Keeper } from './story/events.ts'
import { day, minute } from './time.ts'

/** In time order; within one sender the control ids count up. */
export function* history(of: City): Iterable<Sending> {
  const drafts = of.people.flatMap((resident) => draftsOf(resident, of.now))
  // Ties keep the order in which a life tells them.
  const inOrder = drafts.sort((one, other) => one.at - other.at)
  const counts = new Map<string, number>()
  for (const { at, feed, form, write } of inOrder) {
    const count = (counts.get(feed) ?? 0) + 1
    counts.set(feed, count)
    yield { at, feed, form, bytes: write(controlId(feed, String(count).padStart(8, '0'))) }
  }
}

/** At most 20 characters (HL7 v2.4 §2.16.9.10). */
export const controlId = (feed: string, ending: string): string =>
  `${feed.replace(/[^A-Z0-9]/gi, '')}${ending}`

function draftsOf({ person, events, died }: Resident, now: number): Draft[] {
  const drafts: Draft[] = []
  const kept = new Map<Keeper, Entry[]>()
  for (const event of events) {
    if (event.kind === 'stay') drafts.push(...stayDrafts(person, event))
    else if (event.kind === 'report') drafts.push(reportDraft(person, event))
    else if (event.kind === 'letter') drafts.push(letterDraft(person, event))
    else if (event.keeper === '111') drafts.push(...one(bundleOf(event.keeper, [event])))
    else kept.set(event.keeper, [...(kept.get(event.keeper) ?? []), event])
  }
  for (const [keeper, entries] of kept) drafts.push(...one(bundleOf(keeper, entries)))
  if (person.formerFamily) drafts.push(...twiceRegistered(person, now))
  return drafts.filter((draft) => draft.at <= now)

  function bundleOf(keeper: Keeper, entries: readonly Entry[]): Draft | undefined {
    const newest = Math.max(...entries.map((entry) => entry.at))
    const told = died === undefined ? newest : Math.max(newest, died + day / 2)
    return bundleDraft(person, keeper, entries, Math.min(told + 20 * minute, now), died)
  }
}

const one = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value])
