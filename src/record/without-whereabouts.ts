/**
 * The record of somebody whose whereabouts nobody may learn (AC-22): made anew from what is known
 * to hold no place, so that whatever is added to the record is left out until somebody decides
 * otherwise. No address, practice, ward, organisation, author, document or narrative.
 */
import { zstdDecompressSync } from 'node:zlib'
import {
  type Item,
  type PersonView,
  type RecordView,
  type ResultView,
  readNhsNumber,
} from '#vocabulary'
import { placesIn, type Tells } from './places.ts'
import { compressView } from './prepared-body.ts'
import { emptyView } from './prepared-lines.ts'
import { presenceWithoutSources, unnamed } from './unnamed-source.ts'
import { shownKinds } from './view/index.ts'

export function withoutWhereabouts(view: RecordView): RecordView {
  const tells = placesIn(view)
  const clinical = (items: readonly Item[]) => items.map((item) => clinicalItem(item, tells))
  const { sections } = view
  return {
    version: view.version,
    person: personAlone(view.person),
    sources: { [unnamed]: presenceWithoutSources(Object.values(view.sources)) },
    sections: {
      ...emptyView().sections,
      alerts: clinical(sections.alerts),
      allergies: clinical(sections.allergies),
      medicines: clinical(sections.medicines),
      problems: clinical(sections.problems),
      results: clinical(sections.results),
      procedures: clinical(sections.procedures),
      immunisations: clinical(sections.immunisations),
      visits: sections.visits.map((item) => bareItem(item, 'Visit')),
      appointments: sections.appointments.map((item) => bareItem(item, 'Appointment')),
      referrals: sections.referrals.map((item) => bareItem(item, 'Referral')),
      'care-plans': sections['care-plans'].map((item) => bareItem(item, 'Care plan')),
    },
    // Documents and teams always are.
    someWithheld: true,
  }
}

/** The same for a prepared record as it is served. */
export const servedWithoutWhereabouts = (body: Buffer): Buffer =>
  compressView(withoutWhereabouts(JSON.parse(zstdDecompressSync(body).toString())))

function personAlone({
  name,
  birthDate,
  gender,
  nhsNumber,
  deceased,
  ...person
}: PersonView): PersonView {
  const { family, given, prefix } = name
  const number = readNhsNumber(nhsNumber ?? '')
  return present({
    name: present({ family, given, prefix }),
    birthDate: dated(birthDate),
    gender: oneOf(['male', 'female', 'other', 'unknown'] as const, gender),
    nhsNumber: number,
    nhsNumberVerified: number && person.nhsNumberVerified === true ? true : undefined,
    interpreter: person.interpreter === true ? true : undefined,
    deceased: deceased && present({ date: dated(deceased.date), source: unnamed }),
    identifiers: [],
  })
}

/** What was found, prescribed or done: its words only where they tell no place. */
function clinicalItem(item: Item, tells: Tells): Item {
  const said = (words: string | undefined) => (words && !tells(words) ? words : undefined)
  const codes = item.codes
    ?.filter((one) => nationalSystem.test(one.system ?? '') && codeAlone.test(one.code ?? ''))
    .map((one) => present({ system: one.system, code: one.code, display: said(one.display) }))
  const facts = item.facts?.filter(([label, words]) => clinicalFacts.has(label) && !tells(words))
  return present({
    ...bareItem(item, said(item.title) ?? 'Not shown: its words tell a place'),
    status: said(item.status),
    facts: facts?.length ? facts : undefined,
    codes: codes?.length ? codes : undefined,
    group: said(item.group),
    alert: said(item.alert),
    noneKnown: item.noneKnown === true ? true : undefined,
    result: item.result && resultAlone(item.result, said),
  })
}

type Said = (words: string | undefined) => string | undefined

function resultAlone(result: ResultView, said: Said): ResultView {
  const was = result.was?.flatMap((one) => {
    const [value, until] = [said(one.value), dated(one.until)]
    return value && until ? [{ value, until }] : []
  })
  return present({
    value: said(result.value) ?? (result.value ? 'Not shown: its words tell a place' : undefined),
    unit: said(result.unit),
    range: said(result.range),
    flag: said(result.flag),
    abnormal: result.abnormal === true ? true : undefined,
    was: was?.length ? was : undefined,
  })
}

/** That something was or will be, and when; in words of ours. */
const bareItem = (item: Item, title: string): Item =>
  present({
    id: /^[\w-]{11}$/.test(item.id) ? item.id : '',
    kind: oneOf(shownKinds, item.kind) ?? 'Basic',
    title,
    status: oneOf(ownStatuses, item.status),
    past: item.past === true ? true : undefined,
    date: dated(item.date),
    end: dated(item.end),
    source: unnamed,
    said: dated(item.said),
    received: dated(item.received) ?? '',
  })

const ownStatuses: readonly string[] = [
  'Planned',
  'In progress',
  'In hospital now',
  'In the emergency department now',
  'Ended',
  'Discharged',
  'Finished',
  'Cancelled',
  'Booked',
  'Proposed',
  'Attended',
  'Did not attend',
  'On the waiting list',
  'Draft',
  'Active',
  'On hold',
  'Withdrawn',
  'Completed',
  'Status not known',
]

/** Facts whose words are about the body, the substance or the dose. */
const clinicalFacts: ReadonlySet<string> = new Set([
  'Dose',
  'Quantity',
  'Amount',
  'Supply',
  'Course',
  'Route',
  'Indication',
  'Repeats allowed',
  'Valid until',
  'Last issued',
  'Times issued',
  'Issues allowed',
  'Review',
  'Dose last changed',
  'Reaction',
  'Severity',
  'Criticality',
  'Verification',
  'Onset',
  'Last reaction',
  'Batch',
  'Expires',
  'Potency',
  'For',
])

/** Codes of one's own would tell whose they are. */
const nationalSystem =
  /^(?:http:\/\/snomed\.info\/sct|http:\/\/loinc\.org|http:\/\/hl7\.org\/fhir\/sid\/icd-10(?:-uk)?|https:\/\/dmd\.nhs\.uk|https:\/\/fhir\.hl7\.org\.uk\/CodeSystem\/OPCS-4|http:\/\/read\.info\/(?:readv2|ctv3))$/
const codeAlone = /^[A-Za-z0-9.-]{1,18}$/

const dated = (moment: string | undefined): string | undefined =>
  moment && /^\d{4}(?:-\d{2}(?:-\d{2}(?:T[\d:.]{2,15}(?:Z|[+-]\d{2}:\d{2})?)?)?)?$/.test(moment)
    ? moment
    : undefined

const oneOf = <T extends string>(all: readonly T[], one: string | undefined): T | undefined =>
  all.find((each) => each === one)

/** Without what is undefined. */
const present = <T extends object>(given: T): T =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T
