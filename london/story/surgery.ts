/** What a general practice writes down. */
import { ageAt } from '../time.ts'
import medicines from '../words/medicines.json' with { type: 'json' }
import problems from '../words/problems.json' with { type: 'json' }
import vaccines from '../words/vaccines.json' with { type: 'json' }
import type { Allergy, Contact, Keeper, Medicine, Problem, Referral } from './events.ts'
import type { Life } from './life.ts'

export type MedicineName = keyof typeof medicines
export type ProblemName = keyof typeof problems
export type VaccineName = keyof typeof vaccines

interface ProblemWords {
  readonly text: string
  readonly code?: string
  readonly icd10?: string
  readonly significance: string
}
export const problemWords = (name: ProblemName): ProblemWords => problems[name]

export function problem(
  life: Life,
  name: ProblemName,
  at: number,
  more: Partial<Problem> = {},
): Problem {
  const { text, code, significance } = problemWords(name)
  return life.add<Problem>({
    kind: 'problem',
    keeper: 'gp',
    by: life.person.gp,
    at,
    text,
    code,
    significance: significance as 'major' | 'minor',
    ...more,
  })
}

interface MedicineWords {
  readonly text: string
  readonly vtm?: string
  readonly substance?: string
  readonly dose: string
  readonly quantity: string
}
const medicineWords = (name: MedicineName): MedicineWords => medicines[name]

export function medicine(
  life: Life,
  name: MedicineName,
  at: number,
  more: Partial<Medicine> = {},
): Medicine {
  return life.add<Medicine>({
    kind: 'medicine',
    keeper: 'gp',
    by: life.person.gp,
    at,
    course: 'repeat',
    ...medicineWords(name),
    ...more,
  })
}

/** A short course, over when it is over. */
export const course = (life: Life, name: MedicineName, at: number, days: number): Medicine =>
  medicine(life, name, at, { course: 'acute', end: at + days * 86_400_000 })

/** Amoxicillin for a chest, unless penicillin is known to harm. */
export function antibiotic(life: Life, at: number): Medicine {
  const harmed = life.events.some(
    (event) => event.kind === 'allergy' && event.text.startsWith('Penicillin'),
  )
  return course(life, harmed ? 'doxycycline' : 'amoxicillin', at, 5)
}

export function allergy(
  life: Life,
  at: number,
  words: Pick<Allergy, 'text'> & Partial<Allergy>,
): Allergy {
  return life.add<Allergy>({
    kind: 'allergy',
    keeper: 'gp',
    by: life.person.gp,
    at,
    severe: false,
    category: 'medication',
    ...words,
  })
}

export const penicillinAnaphylaxis = (life: Life, at: number): Allergy =>
  allergy(life, at, {
    text: 'Penicillin allergy',
    code: '91936005',
    severe: true,
    reaction: { text: 'Anaphylaxis', code: '39579001' },
  })

export const penicillinRash = (life: Life, at: number): Allergy =>
  allergy(life, at, {
    text: 'Penicillin allergy',
    code: '91936005',
    reaction: { text: 'Rash', code: '271807003' },
  })

export const noKnownAllergies = (life: Life, at: number): Allergy =>
  allergy(life, at, { text: 'No known allergy', code: '716186003', noneKnown: true })

export function vaccinate(life: Life, vaccine: VaccineName, at: number, dose?: number): void {
  if (at > life.now) return
  const lot = `${life.random.pick(['AX', 'FN', 'GK', 'PT'])}${life.random.between(1000, 9999)}`
  const by = life.person.gp
  life.add({ kind: 'immunisation', keeper: 'gp', by, at, vaccine: vaccines[vaccine], dose, lot })
}

export function bloodPressure(life: Life, at: number, over: number, under: number): void {
  life.add({
    kind: 'reading',
    keeper: 'gp',
    at,
    text: 'Blood pressure',
    code: '75367002',
    parts: [
      { text: 'Systolic blood pressure', code: '72313002', value: over, unit: 'mm[Hg]' },
      { text: 'Diastolic blood pressure', code: '1091811000000102', value: under, unit: 'mm[Hg]' },
    ],
  })
}

export function weight(life: Life, at: number, kilograms: number, keeper: Keeper = 'gp'): void {
  const value = Math.round(kilograms * 10) / 10
  life.add({
    kind: 'reading',
    keeper,
    at,
    text: 'Body weight',
    code: '27113001',
    value,
    unit: 'kg',
  })
}

export function smoking(life: Life, at: number, habit: 'never' | 'ex' | 'smoker'): void {
  const words = {
    never: { code: '266919005', text: 'Never smoked tobacco' },
    ex: { code: '8517006', text: 'Ex-smoker' },
    smoker: { code: '77176002', text: 'Smoker' },
  }[habit]
  life.add({ kind: 'reading', keeper: 'gp', at, ...words })
}

export function contact(
  life: Life,
  at: number,
  title: string,
  words: string,
  more: Partial<Contact> = {},
): Contact {
  return life.add<Contact>({
    kind: 'contact',
    keeper: 'gp',
    by: life.person.gp,
    at,
    title,
    words,
    mode: 'surgery',
    ...more,
  })
}

export function refer(
  life: Life,
  at: number,
  to: string,
  words: string,
  more: Partial<Referral> = {},
): Referral {
  return life.add<Referral>({
    kind: 'referral',
    keeper: 'gp',
    by: life.person.gp,
    at,
    to,
    words,
    priority: 'routine',
    done: true,
    ...more,
  })
}

export const ageNow = (life: Life): number => ageAt(life.person.birthDate, life.now)
