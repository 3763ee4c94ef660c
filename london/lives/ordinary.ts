/** What happens in nearly every life: registration checks, vaccinations, sore throats. */

import type { Crisis } from '../story/crisis.ts'
import type { Life } from '../story/life.ts'
import {
  ageNow,
  antibiotic,
  bloodPressure,
  contact,
  noKnownAllergies,
  penicillinAnaphylaxis,
  penicillinRash,
  smoking,
  vaccinate,
  weight,
} from '../story/surgery.ts'
import { ageAt, day } from '../time.ts'
import type { Archetype } from './archetype.ts'

interface Habits {
  readonly smokes?: 'never' | 'ex' | 'smoker'
  readonly kilograms?: number
  readonly pressure?: readonly [over: number, under: number]
  /** The life says itself what there is to say of allergies. */
  readonly allergiesTold?: boolean
  /** No small illnesses beside what the life tells. */
  readonly onlyThis?: boolean
}

export function ordinaryLife(life: Life, habits: Habits = {}): void {
  const { random } = life
  const age = ageNow(life)
  const joined = life.yearsAgo(Math.min(random.between(4, 12), Math.max(0.2, age - 17)))
  if (!habits.allergiesTold) askAboutAllergies(life, joined)
  vaccinations(life, age)
  if (age < 16) return
  smoking(life, joined, habits.smokes ?? random.pick(['never', 'never', 'never', 'ex', 'smoker']))
  const kilograms = habits.kilograms ?? random.between(54, 96)
  const [over, under] = habits.pressure ?? [random.between(108, 134), random.between(66, 84)]
  for (let years = Math.min(4, Math.floor(age - 16)); years >= 1; years -= age > 50 ? 1 : 2) {
    const seen = life.yearsAgo(years - 0.5)
    bloodPressure(life, seen, over + random.between(-6, 6), under + random.between(-4, 4))
    weight(life, seen, kilograms + random.between(-15, 15) / 10)
  }
  if (!habits.onlyThis && random.chance(0.6)) minorIllness(life)
}

function askAboutAllergies(life: Life, at: number): void {
  const answer = life.random.weigh([
    [52, 'none'],
    [34, 'not asked'],
    [10, 'rash'],
    [4, 'anaphylaxis'],
  ] as const)
  if (answer === 'none') noKnownAllergies(life, at)
  if (answer === 'rash') penicillinRash(life, at)
  if (answer === 'anaphylaxis') penicillinAnaphylaxis(life, at)
}

function vaccinations(life: Life, age: number): void {
  const { random } = life
  if (age < 18) return
  if (age >= 65 || random.chance(0.15)) {
    for (const years of [2, 1, 0]) {
      const october = Date.UTC(
        new Date(life.now).getUTCFullYear() - years,
        9,
        random.between(1, 30),
        10,
      )
      if (random.chance(0.8)) vaccinate(life, 'flu', october)
    }
  }
  if (random.chance(0.8)) {
    const first = Date.UTC(2021, age > 65 ? 1 : 4, random.between(1, 28), 11)
    if (ageAt(life.person.birthDate, first) >= 18) {
      for (const dose of [1, 2]) vaccinate(life, 'covid', first + (dose - 1) * 77 * day, dose)
    }
  }
  if (age >= 71 && random.chance(0.7)) vaccinate(life, 'shingles', life.atAge(70.2))
  if (age >= 66 && random.chance(0.7)) vaccinate(life, 'ppv', life.atAge(65.3))
}

/** Until which age, what, and what was done. */
const illnesses = [
  [
    120,
    'Upper respiratory tract infection',
    'Three days of sore throat and cough. Chest clear, afebrile. Self-care advice, come back if worse.',
  ],
  [
    70,
    'Low back pain',
    'Mechanical back pain after lifting. No red flags. Keep moving; paracetamol; physiotherapy self-referral.',
  ],
  [120, 'Tinea pedis', 'Itchy rash between the toes. Clotrimazole from the pharmacy.'],
  [120, 'Ear wax', 'Reduced hearing on the left. Wax seen. Olive oil drops for two weeks.'],
  [60, 'Insomnia', 'Trouble sleeping since changing shifts. Sleep hygiene discussed. No low mood.'],
  [60, 'Contact dermatitis', 'Red, cracked hands, works in a kitchen. Emollient and gloves.'],
] as const

function minorIllness(life: Life): void {
  const times = life.random.between(1, 3)
  const fitting = illnesses.filter(([until]) => ageNow(life) <= until)
  for (const [, title, words] of life.random.shuffle(fitting).slice(0, times)) {
    const mode = life.random.pick(['surgery', 'telephone'] as const)
    contact(life, life.daysAgo(life.random.between(20, 900)), title, words, { mode })
  }
}

export const sprain: Crisis = {
  reason: 'Ankle injury after a fall on the stairs',
  diagnoses: [{ code: 'S93.4', text: 'Sprain of ankle' }],
  specialty: '180',
  findings: {},
  words: {
    summary:
      'Inversion injury. Ottawa rules positive, X-ray shows no fracture. Weight bearing with support.',
    plan: ['No follow-up arranged. Advice on exercises given.'],
  },
}

export const appendicitis: Crisis = {
  reason: 'Right iliac fossa pain and vomiting',
  diagnoses: [{ code: 'K35.8', text: 'Acute appendicitis' }],
  specialty: '100',
  findings: { FBC: { WBC: 15.8, NEUT: 13.1 }, CRP: { CRP: 74 }, UE: {} },
  later: { FBC: { WBC: 10.2, NEUT: 7.1 }, CRP: { CRP: 38 } },
  nights: [1, 3],
  words: {
    summary:
      'Twenty-four hours of central then right-sided abdominal pain. Laparoscopic appendicectomy on the day of admission without complication; inflamed, not perforated.',
    started: ['Paracetamol 1g up to four times a day for 5 days'],
    plan: [
      'Wound check at the practice in 7 days.',
      'No lifting for 4 weeks. No hospital follow-up.',
    ],
  },
}

const migraine: Crisis = {
  reason: 'Headache, neck stiffness ruled out at triage',
  diagnoses: [{ code: 'G43.9', text: 'Migraine' }],
  specialty: '180',
  findings: { FBC: {}, UE: {}, CRP: {} },
  words: {
    summary:
      'Typical migraine with photophobia, no red flags, normal neurology. Settled with paracetamol, metoclopramide and fluids.',
    plan: ['Please consider migraine prophylaxis if attacks are more than four a month.'],
  },
}

export const smallCrises: readonly Crisis[] = [sprain, appendicitis, migraine]

export const wellLife: Archetype = {
  name: 'well',
  share: 27,
  ages: [19, 62],
  tell: (life) => {
    ordinaryLife(life)
    if (life.random.chance(0.2)) antibiotic(life, life.daysAgo(life.random.between(40, 700)))
  },
  crises: smallCrises,
}
