/** Allergies and intolerances, and the assertion that there are none (interoperability §5d). */
import type { AllergyIntolerance } from 'fhir/r4'
import { absences, assertsNoAllergy } from './absences.ts'
import { ageWords } from './amounts.ts'
import { codeOf, codes, hasCode, manyWords, titled, words } from './concept.ts'
import { dateOf, dateWords, firstDate, otherDay } from './dates.ts'
import { extension } from './extensions.ts'
import { joined, list, phrase, phrases, plain, wordsFor } from './lenient.ts'
import type { Line } from './line.ts'
import { nameOf } from './names.ts'
import { notesOf, ownNarrative } from './notes.ts'

const degradedDrug: ReadonlySet<string> = new Set(['196461000000101'])
const degraded: ReadonlySet<string> = new Set(['196461000000101', '196471000000108'])
const anaphylaxis: ReadonlySet<string> = new Set(['39579001', '213320003', '241929008'])

const statuses = { active: 'Active', inactive: 'Inactive', resolved: 'Resolved' }

export function allergy(resource: AllergyIntolerance): Line | undefined {
  const verification = codeOf(resource.verificationStatus)
  const clinical = codeOf(resource.clinicalStatus)

  const reactions = list(resource.reaction)
  const substance =
    titled(resource.code, 'Allergy') ?? manyWords(reactions.map((r) => r.substance ?? {}))
  const refuted = verification === 'refuted'
  const end = extension(resource, 'AllergyIntoleranceEnd')
  const ended = dateOf(extension(end, 'endDate')?.valueDateTime)
  const past = refuted || clinical === 'resolved' || clinical === 'inactive' || (!clinical && ended)
  const noneKnown = !past && (hasCode(resource.code, absences) || assertsNoAllergy(substance))
  const onset = firstDate(resource.onsetDateTime, resource.onsetPeriod?.start)

  return {
    section: 'allergies',
    title: substance ?? 'Allergy: substance not given',
    status: refuted ? 'Refuted' : wordsFor(statuses, clinical),
    past: past ? true : undefined,
    date: onset ?? dateOf(resource.recordedDate),
    end: ended,
    by: nameOf(resource.recorder, resource) ?? nameOf(resource.asserter, resource),
    alert: past || noneKnown ? undefined : alertOf(resource),
    noneKnown: noneKnown ? true : undefined,
    facts: [
      ['Reaction', joined(reactions.map(reactionWords), '; ')],
      ['Severity', joined(reactions.map((reaction) => plain(reaction.severity)))],
      ['Criticality', wordsFor(criticalities, resource.criticality)],
      ['Type', resource.type === 'intolerance' ? 'Intolerance' : undefined],
      ['Category', joined(phrases(resource.category).map(plain))],
      ['Verification', refuted ? undefined : plain(verification)],
      ['Onset', ageWords(resource.onsetAge, resource.onsetRange, resource.onsetString)],
      ['Recorded', otherDay(resource.recordedDate, onset ?? dateOf(resource.recordedDate))],
      ['Last reaction', dateWords(resource.lastOccurrence)],
      ['Told by', nameOf(resource.recorder) && nameOf(resource.asserter, resource)],
      ['Reason ended', phrase(extension(end, 'reasonEnded')?.valueString)],
    ],
    notes: [
      ...(hasCode(resource.code, degraded) ? [degradedNote] : []),
      ...notesOf(resource.note, resource),
      ...reactions.flatMap((reaction) => [
        ...(phrase(reaction.description) && !manyWords(reaction.manifestation)
          ? []
          : phrases(reaction.description)),
        ...notesOf(reaction.note, resource),
      ]),
      ...(substance ? [] : phrases(ownNarrative(resource.text))),
    ],
    codes: codes(resource.code),
  }
}

const criticalities = { low: 'Low', high: 'High', 'unable-to-assess': 'Unable to assess' }

const degradedNote =
  'This allergy lost its code when the record moved between GP systems. No check against it is ' +
  'possible: read it before prescribing.'

type Reaction = NonNullable<AllergyIntolerance['reaction']>[number]

function reactionWords(reaction: Reaction): string | undefined {
  const what = manyWords(reaction.manifestation) ?? phrase(reaction.description)
  const to = words(reaction.substance)
  const when = dateWords(reaction.onset)
  const route = words(reaction.exposureRoute)
  const more = joined([to && `to ${to}`, route && `by ${route}`, when])
  return what && more ? `${what} (${more})` : (what ?? more)
}

function alertOf(resource: AllergyIntolerance): string | undefined {
  const severe =
    resource.criticality === 'high' ||
    hasCode(resource.code, anaphylaxis) ||
    list(resource.reaction).some(
      (reaction) =>
        reaction.severity === 'severe' ||
        list(reaction.manifestation).some(
          (m) => hasCode(m, anaphylaxis) || /\banaphyla/i.test(words(m) ?? ''),
        ) ||
        /\banaphyla/i.test(phrase(reaction.description) ?? ''),
    )
  if (severe) return 'Severe'
  // Nothing can check a prescription against a drug allergy without a code (§2.1).
  return hasCode(resource.code, degradedDrug) ? 'Check before prescribing' : undefined
}
