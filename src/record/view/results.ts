/** One result: a laboratory analyte, a vital sign, a score, a finding (interoperability §1.6). */
import type { Observation } from 'fhir/r4'
import type { ResultView } from '#vocabulary'
import { codeOf, codes, titled, words } from './concept.ts'
import { dateOf, firstDate, otherDay } from './dates.ts'
import { extension, extensionWords } from './extensions.ts'
import { list, phrase, text, wordsFor } from './lenient.ts'
import type { Line } from './line.ts'
import { nameOf, namesOf } from './names.ts'
import { notesOf } from './notes.ts'
import { flagsOf } from './result-flags.ts'
import { absenceWords, componentsIn, rangeIn, valueIn } from './result-value.ts'
import { resuscitationAlert } from './resuscitation.ts'

const statuses = {
  registered: 'Registered, no result yet',
  preliminary: 'Preliminary',
  final: '',
  amended: 'Amended',
  corrected: 'Corrected',
  cancelled: 'Not performed',
  unknown: 'Status not known',
}

const groups: Readonly<Record<string, string>> = {
  'vital-signs': 'Vital signs',
  'social-history': 'Social history',
  survey: 'Assessments',
  exam: 'Examination',
  activity: 'Activity',
}

export function observation(resource: Observation): Line | undefined {
  const own = valueIn(resource)
  const components = componentsIn(resource)
  const absence = absenceWords(resource)
  const hasOwn = own.value ?? own.text ?? components.value ?? absence
  // A heading over other results says nothing of its own.
  const isHeading = hasOwn === undefined && components.facts.length === 0 && resource.hasMember
  const notes = notesOf(resource.note, resource)
  if (isNotAsked(resource)) return undefined
  if (isHeading && notes.length === 0) return undefined

  const hasValue = (own.value ?? own.text ?? components.value) !== undefined
  const flags = flagsOf(resource)
  const date = effective(resource) ?? dateOf(resource.issued)
  const result: ResultView = {
    value: own.value ?? components.value,
    unit: own.value === undefined ? components.unit : own.unit,
    range: rangeIn(resource),
    flag: flags.flag,
    abnormal: flags.abnormal,
    text: own.text,
    was: earlierValues(resource),
  }
  return {
    section: 'results',
    title: titled(resource.code, 'Result') ?? 'Result: test not named',
    status:
      hasValue && resource.status === 'registered'
        ? 'Not final'
        : wordsFor(statuses, resource.status),
    date,
    end: dateOf(resource.effectivePeriod?.end),
    by: namesOf(resource.performer, resource),
    group:
      isolateGroup(resource) ??
      phrase(extension(resource, 'urn:lcr:report')?.valueString) ??
      categoryGroup(resource),
    alert: flags.alert ?? resuscitationAlert(resource.valueCodeableConcept),
    result,
    facts: [
      ['No value', absence],
      ...components.facts,
      ...flags.facts,
      ['Report', isolateGroup(resource) && extensionWords(resource, 'urn:lcr:report')],
      ['Specimen', nameOf(resource.specimen, resource)],
      ['Body site', words(resource.bodySite)],
      ['Method', words(resource.method)],
      ['Device', nameOf(resource.device, resource)],
      ['Reported', otherDay(resource.issued, date)],
      ['Derived from', namesOf(resource.derivedFrom, resource)],
      ['Cuff size', extensionWords(resource, 'CuffSize')],
    ],
    notes,
    codes: codes(resource.code),
  }
}

/** An organism and its sensitivities stand together, though they come in reports of their own. */
function isolateGroup(resource: Observation): string | undefined {
  const isolate = phrase(extension(resource, 'urn:lcr:isolate')?.valueString)
  return isolate && `Culture ${isolate}`
}

/** What nobody asked the laboratory for says nothing (OBX-11 N). */
const isNotAsked = (resource: Observation): boolean =>
  resource.status === 'cancelled' && codeOf(resource.dataAbsentReason) === 'not-asked'

function effective(resource: Observation) {
  return firstDate(
    resource.effectiveDateTime,
    resource.effectiveInstant,
    resource.effectivePeriod?.start,
    Array.isArray(resource.effectiveTiming?.event) ? resource.effectiveTiming.event[0] : undefined,
  )
}

function categoryGroup(resource: Observation): string | undefined {
  for (const category of list(resource.category)) {
    const code = codeOf(category)
    if (code && Object.hasOwn(groups, code)) return groups[code]
  }
  return undefined
}

/** What this result said before it was corrected; stays in sight (LAB-01). */
function earlierValues(resource: Observation): ResultView['was'] {
  if (resource.extension === undefined) return undefined
  const was = list(resource.extension)
    .filter((each) => each.url === 'urn:lcr:was')
    .flatMap((each) => {
      const parts = list(each.extension)
      if (parts.length === 0) return written(each.valueString)
      const value = text(parts.find((part) => part.url === 'value')?.valueString)
      const until = dateOf(parts.find((part) => part.url === 'until')?.valueDateTime)
      return value && until ? [{ value, until }] : []
    })
  if (was.length === 0) return undefined
  return was.toSorted((a, b) => b.until.localeCompare(a.until))
}

function written(json: string | undefined): { value: string; until: string }[] {
  try {
    const read: unknown = JSON.parse(json ?? '')
    return (Array.isArray(read) ? read : [read]).flatMap((each) => {
      const value = text(each?.value)
      const until = text(each?.until)
      return value && until ? [{ value, until }] : []
    })
  } catch {
    return []
  }
}
