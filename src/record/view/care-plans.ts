/** Plans for care: what is to be done, for what, and towards which goals. */
import type { CarePlan } from 'fhir/r4'
import { codes, hasCode, manyWords, namedWords, words } from './concept.ts'
import { dateOf, dateWords, firstDate, periodWords } from './dates.ts'
import { timingWords } from './dosage.ts'
import { joined, list, phrase, plain, text, wordsFor } from './lenient.ts'
import type { Fact, Line } from './line.ts'
import { type Container, contained, nameOf, namesOf } from './names.ts'
import { narrativeText, notesOf, ownNarrative } from './notes.ts'

const statuses = {
  draft: 'Draft',
  active: 'Active',
  'on-hold': 'On hold',
  revoked: 'Withdrawn',
  completed: 'Completed',
  unknown: 'Status not known',
}
const over: ReadonlySet<string> = new Set(['revoked', 'completed'])

export function carePlan(resource: CarePlan): Line | undefined {
  const activities = list(resource.activity)
  const title = phrase(resource.title)
  // Many plans carry 'assess-plan' as a bare code beside the category that says something.
  const kinds = list(resource.category).filter((each) => !hasCode(each, profileCodes))
  const category = joined(kinds.map(namedWords)) ?? manyWords(kinds)
  const description = text(resource.description)
  const short = description && description.length < 80 ? phrase(description) : undefined
  const narrative =
    ownNarrative(resource.text) ??
    (activities.length === 0 && !description ? narrativeText(resource.text) : undefined)
  return {
    section: 'care-plans',
    title: title ?? category ?? short ?? 'Care plan',
    status: wordsFor(statuses, resource.status),
    past: over.has(resource.status) ? true : undefined,
    date: firstDate(resource.period?.start, resource.created),
    end: dateOf(resource.period?.end),
    by: nameOf(resource.author, resource) ?? namesOf(resource.contributor, resource),
    facts: [
      ['Category', title ? category : undefined],
      [
        'Intent',
        resource.intent === 'plan' || resource.intent === 'order'
          ? undefined
          : plain(resource.intent),
      ],
      ['For', namesOf(resource.addresses, resource) ?? concepts(resource)],
      ['Goals', goals(resource)],
      ...activities.map((activity): Fact => ['Activity', activityWords(activity, resource)]),
      ['Care team', namesOf(resource.careTeam, resource)],
    ],
    notes: [description === title || description === short ? undefined : description, narrative]
      .filter((each) => each !== undefined)
      .concat(notesOf(resource.note, resource)),
    codes: codes(kinds[0]),
  }
}

const profileCodes: ReadonlySet<string> = new Set(['assess-plan'])

function concepts(resource: CarePlan): string | undefined {
  return joined(
    list(resource.addresses).map((reference) => {
      const inside = contained(reference, resource)
      return inside?.resourceType === 'Condition' ? words(inside.code) : undefined
    }),
  )
}

function goals(resource: CarePlan): string | undefined {
  return joined(
    list(resource.goal).map((reference) => {
      const inside = contained(reference, resource)
      return inside?.resourceType === 'Goal' ? words(inside.description) : nameOf(reference)
    }),
    '; ',
  )
}

type Activity = NonNullable<CarePlan['activity']>[number]

function activityWords(activity: Activity, within: Container): string | undefined {
  const detail = activity.detail
  const what =
    words(detail?.code) ??
    phrase(detail?.description) ??
    nameOf(activity.reference, within) ??
    manyWords(activity.outcomeCodeableConcept)
  if (!what) return undefined
  const more = joined([
    plain(detail?.status)?.toLowerCase(),
    words(detail?.code) ? phrase(detail?.description) : undefined,
    timingWords(detail?.scheduledTiming) ??
      periodWords(detail?.scheduledPeriod) ??
      dateWords(detail?.scheduledString),
    namesOf(detail?.performer, within),
  ])
  const named = detail?.doNotPerform === true ? `Do not: ${what}` : what
  return more ? `${named} (${more})` : named
}
