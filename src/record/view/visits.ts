/** Visits: admissions, attendances, consultations. Where somebody is now comes first. */
import type { Encounter } from 'fhir/r4'
import { quantityWords } from './amounts.ts'
import { codeOf, codes, codingWords, manyWords, namedWords, words } from './concept.ts'
import { dateOf, periodWords } from './dates.ts'
import { extension, extensionWords } from './extensions.ts'
import { joined, list, phrase, text, wordsFor } from './lenient.ts'
import type { Fact, Line } from './line.ts'
import { nameOf, namesOf } from './names.ts'
import { ownNarrative } from './notes.ts'

const classes: Readonly<Record<string, string>> = {
  IMP: 'Inpatient admission',
  ACUTE: 'Inpatient admission',
  NONAC: 'Inpatient admission',
  SS: 'Short stay',
  OBSENC: 'Observation stay',
  EMER: 'Emergency department attendance',
  AMB: 'Outpatient attendance',
  HH: 'Home visit',
  VR: 'Remote consultation',
  FLD: 'Attendance outside hospital',
  PRENC: 'Pre-admission',
}
const inHospital: ReadonlySet<string> = new Set(['IMP', 'ACUTE', 'NONAC', 'SS', 'OBSENC'])
const generalPractice = /\b(gp|general practi(ce|tioner)|surgery consultation)\b/i

function titleOf(resource: Encounter): string {
  const code = text(resource.class?.code)?.toUpperCase()
  const type = joined(list(resource.type).map(namedWords))
  if (type && generalPractice.test(type) && !(code && inHospital.has(code)))
    return 'GP consultation'
  // What an ambulatory visit was for says more than that it was one.
  if (code === 'AMB' && type) return type
  if (code && Object.hasOwn(classes, code)) return classes[code] ?? 'Visit'
  return type ?? codingWords(resource.class) ?? words(resource.serviceType) ?? 'Visit'
}

const statuses = {
  planned: 'Planned',
  arrived: 'Arrived',
  triaged: 'Triaged',
  'in-progress': 'In progress',
  onleave: 'On leave',
  finished: 'Finished',
  cancelled: 'Cancelled',
  unknown: 'Status not known',
}

function statusOf(resource: Encounter): string | undefined {
  const code = text(resource.class?.code)?.toUpperCase() ?? ''
  const ward = inHospital.has(code)
  if (resource.status === 'in-progress') {
    // An end that was sent is believed over a status that was not updated.
    if (dateOf(resource.period?.end)) return 'Ended'
    if (ward) return 'In hospital now'
    if (code === 'EMER') return 'In the emergency department now'
  }
  if (resource.status === 'finished' && ward) return 'Discharged'
  return wordsFor(statuses, resource.status)
}

export function visit(resource: Encounter): Line | undefined {
  const title = titleOf(resource)
  const stay = resource.hospitalization
  const consultant = participants(resource, 'ATND') ?? participants(resource, 'CON')
  const seenBy = participants(resource, 'PPRF') ?? participants(resource, undefined)
  const end = dateOf(resource.period?.end)
  const over =
    resource.status === 'finished' ||
    resource.status === 'cancelled' ||
    (resource.status === 'in-progress' && end !== undefined)
  const reason = joined([
    manyWords(resource.reasonCode),
    namesOf(resource.reasonReference, resource),
  ])

  return {
    section: 'visits',
    title,
    status: statusOf(resource),
    past: over ? true : undefined,
    date: dateOf(resource.period?.start),
    end,
    by: consultant ? undefined : seenBy,
    facts: [
      ...locationFacts(resource),
      ['Consultant', consultant],
      ['Seen by', consultant ? seenBy : undefined],
      ['Type', joined(list(resource.type).map(words))],
      ['Service', words(resource.serviceType)],
      ['Organisation', nameOf(resource.serviceProvider, resource)],
      ['Reason', reason],
      [
        'Diagnosis',
        namesOf(
          list(resource.diagnosis).map((each) => each.condition),
          resource,
        ),
      ],
      ['Admission method', extensionWords(resource, 'AdmissionMethod')],
      ['Admitted from', words(stay?.admitSource)],
      ['Readmission', words(stay?.reAdmission)],
      ['Referred by', participants(resource, 'REF')],
      ['Admitted by', participants(resource, 'ADM')],
      ['Priority', words(resource.priority)],
      ...legalFacts(resource),
      ['Leave', leaveWords(resource)],
      [
        'Discharge method',
        extensionWords(resource, 'DischargeMethod') ?? extensionWords(stay, 'DischargeMethod'),
      ],
      ['Discharge status', extensionWords(resource, 'DischargeStatus')],
      ['Outcome', extensionWords(resource, 'OutcomeOfAttendance')],
      ['Discharged to', words(stay?.dischargeDisposition) ?? nameOf(stay?.destination, resource)],
      ['Length', quantityWords(resource.length)],
    ],
    notes: [ownNarrative(resource.text)].filter((note) => note !== undefined),
    codes: codes(list(resource.type)[0]),
  }
}

/** Those who took part in this way; without a way, those of whom none is told. */
function participants(resource: Encounter, way: string | undefined): string | undefined {
  return joined(
    list(resource.participant)
      .filter((each) => {
        const types = list(each.type)
        return way ? types.some((type) => codeOf(type)?.toUpperCase() === way) : types.length === 0
      })
      .map((each) => nameOf(each.individual, resource)),
  )
}

type Place = NonNullable<Encounter['location']>[number]

/** The present or last place first, then the earlier ones, newest first. */
function locationFacts(resource: Encounter): Fact[] {
  const places = list(resource.location)
  if (places.length === 0) return []
  const nameFor = (place: Place) => nameOf(place.location, resource)
  const expected = places.filter((place) => expectedStatuses.has(place.status))
  const been = places
    .filter((place) => !expected.includes(place))
    .toSorted((a, b) => rank(b).localeCompare(rank(a)))
  // Without times or states, several places are one place in several words: site, ward, bed.
  const untimed = been.every((place) => !place.period && !place.status)
  const last = untimed ? been.length : 1
  return [
    ['Location', joined(been.slice(0, last).map(nameFor))],
    ...been.slice(last).map((place): Fact => {
      const name = nameFor(place)
      const when = periodWords(place.period)
      return ['Earlier location', name && when ? `${name}, ${when}` : name]
    }),
    ...expected.map((place): Fact => ['Planned location', nameFor(place)]),
  ]
}

const expectedStatuses: ReadonlySet<unknown> = new Set(['planned', 'reserved'])

const rank = (place: Place): string =>
  `${place.status === 'active' ? '1' : '0'}${dateOf(place.period?.start) ?? ''}`

function legalFacts(resource: Encounter): Fact[] {
  const legal = extension(resource, 'LegalStatus')
  return [
    [
      'Legal status',
      extensionWords(legal, 'legalStatusClassification') ?? words(legal?.valueCodeableConcept),
    ],
  ]
}

function leaveWords(resource: Encounter): string | undefined {
  return joined(
    list(resource.statusHistory)
      .filter((each) => phrase(each.status) === 'onleave')
      .map((each) => periodWords(each.period)),
    '; ',
  )
}
