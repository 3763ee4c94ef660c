/** How hospitals are visited: emergency department, ward, clinic. */
import { consultant, specialties } from '../people/clinicians.ts'
import type { HospitalOds } from '../people/person.ts'
import { hour, minute, openingHours } from '../time.ts'
import wards from '../words/wards.json' with { type: 'json' }
import type { Diagnosis, Letter, Place, Stay } from './events.ts'
import type { Life } from './life.ts'
import { type ProblemName, problemWords } from './surgery.ts'

export const hospitalOf = (ods: HospitalOds) => wards[ods]

export const wardFor = (ods: HospitalOds, specialty: string): string =>
  (wards[ods].wards as Record<string, string>)[specialty] ?? wards[ods].acute

export function bedIn(life: Life, ward: string): Place {
  return { ward, room: `Bay ${life.random.between(1, 5)}`, bed: `Bed ${life.random.between(1, 6)}` }
}

export const placeAt = (stay: Stay, at: number): Place =>
  (stay.moves.findLast((move) => move.at <= at) ?? stay.moves[0]!).place

export function diagnosis(name: ProblemName): Diagnosis {
  const { icd10, text } = problemWords(name)
  return { code: icd10, text }
}

/** What the hospital has asked about allergies: told on its own messages. */
function askedAllergies(life: Life): Stay['allergies'] {
  const known = life.events.filter((event) => event.kind === 'allergy' && !event.noneKnown)
  return known.map((event) =>
    event.kind === 'allergy' ? { text: event.text, reaction: event.reaction?.text } : { text: '' },
  )
}

export interface Attendance {
  readonly ods: HospitalOds
  readonly at: number
  readonly reason: string
  readonly diagnoses: readonly Diagnosis[]
  /** Hours in the department; still there when they are not over. */
  readonly hours: number
  /** NHS Data Dictionary: DESTINATION OF DISCHARGE. */
  readonly destination?: string
}

export function attend(life: Life, visit: Attendance): Stay {
  const end = visit.at + visit.hours * hour
  const emergency = hospitalOf(visit.ods).emergency
  const areas = ['Majors', 'Resus', 'Urgent treatment centre']
  const room = life.random.weigh([
    [6, areas[0]],
    [1, areas[1]],
    [3, areas[2]],
  ])
  return life.add<Stay>({
    kind: 'stay',
    ods: visit.ods,
    setting: 'emergency',
    at: visit.at,
    end: end > life.now ? undefined : end,
    visit: life.reference('E'),
    moves: [{ at: visit.at, place: { ward: emergency, room } }],
    consultant: consultant(visit.ods, '180'),
    specialty: '180',
    reason: visit.reason,
    diagnoses: visit.diagnoses,
    admission: { method: '21', from: '19' },
    destination: visit.destination ?? '19',
    allergies: askedAllergies(life),
  })
}

export interface Admission {
  readonly ods: HospitalOds
  readonly at: number
  readonly specialty: string
  readonly reason: string
  readonly diagnoses: readonly Diagnosis[]
  readonly days: number
  readonly method?: string
  readonly from?: string
  readonly destination?: string
  readonly died?: boolean
  readonly leave?: Stay['leave']
  /** Straight to its ward: an elective or a mental health admission. */
  readonly planned?: boolean
}

export function admit(life: Life, visit: Admission): Stay {
  const { ods, specialty, at } = visit
  const home = bedIn(life, wardFor(ods, specialty))
  const moved = at + life.random.between(14, 30) * hour
  const end = at + visit.days * 24 * hour
  const acute = { at, place: bedIn(life, hospitalOf(ods).acute) }
  const moves = visit.planned ? [{ at, place: home }] : [acute]
  if (!visit.planned && moved < Math.min(end, life.now)) moves.push({ at: moved, place: home })
  return life.add<Stay>({
    kind: 'stay',
    setting: 'inpatient',
    ods,
    specialty,
    at,
    end: end > life.now ? undefined : end,
    visit: life.reference('V'),
    moves,
    consultant: consultant(ods, specialty),
    reason: visit.reason,
    diagnoses: visit.diagnoses,
    admission: { method: visit.method ?? '21', from: visit.from ?? '19' },
    destination: visit.destination ?? '19',
    died: visit.died,
    leave: visit.leave,
    allergies: askedAllergies(life),
  })
}

export function clinic(
  life: Life,
  visit: {
    ods: HospitalOds
    at: number
    specialty: string
    reason: string
    diagnoses?: readonly Diagnosis[]
  },
): Stay {
  const { ods, specialty, reason } = visit
  const at = openingHours(visit.at)
  return life.add<Stay>({
    kind: 'stay',
    setting: 'outpatient',
    ods,
    specialty,
    at,
    end: at + life.random.between(25, 60) * minute,
    visit: life.reference('C'),
    moves: [
      { at, place: { ward: `${specialties[specialty]} Clinic`, room: hospitalOf(ods).clinic } },
    ],
    consultant: consultant(ods, specialty),
    reason,
    diagnoses: visit.diagnoses ?? [],
  })
}

export function letter(
  life: Life,
  words: Omit<Letter, 'kind' | 'id' | 'number' | 'pdf' | 'by'> &
    Partial<Pick<Letter, 'pdf' | 'by'>>,
): Letter | undefined {
  if (words.at > life.now) return undefined
  const by = words.by ?? words.stay?.consultant ?? consultant(words.ods, '300')
  return life.add<Letter>({ kind: 'letter', number: life.reference('D'), pdf: false, ...words, by })
}
