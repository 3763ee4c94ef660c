/** The city goes on: what is sent next, for as long as anybody asks. */
import type { City, Resident } from '../city.ts'
import { bundleDraft } from '../drafts.ts'
import { controlId } from '../history.ts'
import { call111 } from '../lives/lungs.ts'
import { staff } from '../people/clinicians.ts'
import type { Random } from '../random.ts'
import type { Draft, Sending } from '../sending.ts'
import type { Entry, Keeper } from '../story/events.ts'
import type { Life } from '../story/life.ts'
import { ageNow, antibiotic, contact } from '../story/surgery.ts'
import { minute } from '../time.ts'
import { HospitalDay } from './hospital-day.ts'

/**
 * Begins at `from`; each later `next(time)` gives the next message as sent at that time (ms), and
 * without a time a few minutes pass. Control ids hold the time, so a city that is woken again repeats none.
 */
export function* living(
  of: City,
  random: Random,
  from: number = of.now,
): Generator<Sending, never, number | undefined> {
  const hospitals = new HospitalDay(of, random)
  const adults = of.people.filter(({ died, person }) => died === undefined && person.practice)
  let at = from
  let count = 0
  const waiting: Draft[] = []
  for (;;) {
    while (waiting.length === 0) waiting.push(...step(hospitals, adults, random, at))
    const next = waiting.shift()!
    count += 1
    const control = controlId(next.feed, `${at.toString(36)}${(count % 1296).toString(36)}`)
    const { feed, form } = next
    const told: number | undefined = yield { at, feed, form, bytes: next.write(control) }
    at = told ?? at + random.between(2, 9) * minute
  }
}

function step(
  hospitals: HospitalDay,
  people: readonly Resident[],
  random: Random,
  at: number,
): Draft[] {
  const act = random.weigh<() => Draft[]>([
    [4, () => hospitals.arrive(at)],
    [7, () => hospitals.results(at)],
    [1, () => hospitals.correct(at)],
    [4, () => hospitals.decide(at)],
    [2, () => hospitals.transfer(at)],
    [2, () => hospitals.discharge(at)],
    [2, () => outside(hospitals, people, random, at, '111', ring)],
    [2, () => outside(hospitals, people, random, at, 'gp', consult)],
    [1, () => outside(hospitals, people, random, at, 'slam', visit)],
  ])
  return act()
}

function outside(
  hospitals: HospitalDay,
  people: readonly Resident[],
  random: Random,
  at: number,
  keeper: Keeper,
  tell: (life: Life) => void,
): Draft[] {
  const known = people.filter(
    (one) => !hospitals.isIn(one) && (keeper !== 'slam' || one.person.story === 'psychosis'),
  )
  if (known.length === 0) return []
  const resident = random.pick(known)
  const life = hospitals.life(resident, at)
  const before = new Set(life.events)
  tell(life)
  const told = life.events.filter((event) => !before.has(event)) as Entry[]
  const draft = bundleDraft(resident.person, keeper, told, at)
  return draft ? [draft] : []
}

const rash = ['Rash', 'New rash on the arms, fades with the glass test. Pharmacy first.'] as const
const worries = [
  [
    'Abdominal pain',
    'Cramping for two days, keeping fluids down, no red flags. Advised to see the practice within 24 hours.',
  ],
  [
    'Dizziness',
    'Light-headed on standing since yesterday. Advised to see the practice today and to stand up slowly.',
  ],
  ['Chest tightness', 'Tightness on the stairs, eased by rest. Category 2 ambulance sent.'],
] as const

function ring(life: Life): void {
  const [title, words] = ageNow(life) < 16 ? rash : life.random.pick([rash, ...worries])
  call111(life, life.now - 40 * minute, title, words)
}

function consult(life: Life): void {
  const at = life.now - 12 * minute
  if (ageNow(life) < 16) {
    contact(
      life,
      at,
      'Viral illness',
      'Fever and runny nose for two days, drinking well. Advice given.',
    )
    return
  }
  if (life.random.chance(0.5) && life.person.story !== 'pregnancy') {
    contact(
      life,
      at,
      'Lower respiratory tract infection',
      'Productive cough for six days, crackles at the right base, saturation 96%. Antibiotic started.',
    )
    antibiotic(life, at)
    return
  }
  contact(life, at, 'Telephone review', 'Results discussed. To repeat bloods in three months.', {
    mode: 'telephone',
  })
}

function visit(life: Life): void {
  const by = staff.mentalHealthNurse
  const words = 'Seen at home. Settled, taking medicines, no new risk. Next visit in two weeks.'
  contact(life, life.now - 30 * minute, 'Community mental health nurse visit', words, {
    keeper: 'slam',
    by,
    mode: 'home',
  })
}
