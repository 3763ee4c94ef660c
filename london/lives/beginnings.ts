/** Pregnancy, and childhood. */
import { staff } from '../people/clinicians.ts'
import { type Crisis, suffer } from '../story/crisis.ts'
import { clinic } from '../story/hospital.ts'
import { narrative, wardBloods } from '../story/laboratory.ts'
import { clinicLetter } from '../story/letters.ts'
import type { Life } from '../story/life.ts'
import {
  ageNow,
  allergy,
  antibiotic,
  bloodPressure,
  contact,
  medicine,
  noKnownAllergies,
  problem,
  refer,
  vaccinate,
  weight,
} from '../story/surgery.ts'
import { atClock, day, longDate } from '../time.ts'
import type { Archetype } from './archetype.ts'
import { ordinaryLife } from './ordinary.ts'

const reducedMovements: Crisis = {
  reason: 'Reduced fetal movements',
  diagnoses: [{ code: 'O36.8', text: 'Reduced fetal movements' }],
  specialty: '501',
  findings: { FBC: { HB: 109 }, UE: {}, LFT: {} },
  words: {
    summary:
      'Cardiotocograph normal with good variability, felt movements during monitoring. Blood pressure 118/72, urine clear. First presentation with reduced movements.',
    plan: ['Growth scan arranged. To come back at once if movements are reduced again.'],
  },
}

/** `weeks` pregnant now; the appointments of NICE NG201. */
export function tellPregnancy(life: Life, weeks = life.random.between(14, 37)): void {
  const { random } = life
  const ods = life.person.hospital
  const start = life.now - weeks * 7 * day
  const due = longDate(start + 280 * day)
  ordinaryLife(life, { smokes: 'never', pressure: [112, 68] })
  const told = atClock(start + 46 * day, 10, 20)
  problem(life, 'pregnant', told, { note: `Estimated date of delivery ${due}` })
  contact(
    life,
    told,
    'Pregnancy confirmed',
    'Planned pregnancy, positive test at home. Folic acid started. Self-referral to maternity.',
  )
  refer(life, told, 'Maternity services', 'Booking, please.', { priority: 'routine' })
  medicine(life, 'folic-acid-400', told, {
    end: start + 84 * day < life.now ? start + 84 * day : undefined,
    ended: 'Course complete',
  })
  if (random.chance(0.3)) medicine(life, 'aspirin-150', start + 84 * day)
  for (const week of [9, 16, 20, 25, 28, 31, 34, 36]) {
    const at = atClock(start + week * 7 * day, random.between(9, 15), 30)
    if (at > life.now - day) break
    const visit = clinic(life, {
      ods,
      at,
      specialty: week === 20 ? '501' : '560',
      reason: `Antenatal appointment, ${week} weeks`,
    })
    if (week === 9 || week === 28)
      wardBloods(life, visit, at + 600_000, {
        FBC: { HB: week === 9 ? 121 : 102, MCV: week === 9 ? 88 : 81 },
      })
    if (week === 20) {
      narrative(
        life,
        { code: 'UFETA', name: 'US Fetal anomaly scan', section: 'RAD' },
        [
          'FETAL ANOMALY SCAN AT 20 WEEKS',
          '',
          'Single live fetus. Biometry on the 45th centile. No structural anomaly seen.',
          'Placenta posterior and clear of the os. Liquor normal.',
        ],
        {
          collected: at,
          ods,
          hours: 2,
          requester: { ...visit.consultant, place: 'Antenatal clinic' },
          stay: visit,
        },
      )
    }
    if (week === 28) medicine(life, 'ferrous-fumarate', at + 3 * day)
    if (week === 16) vaccinate(life, 'pertussis', at + 20 * day)
    if (week === 9)
      clinicLetter(life, visit, {
        title: 'Antenatal booking summary',
        diagnoses: [`Pregnant, estimated date of delivery ${due}`],
        body: 'Booking appointment. Low risk pathway, midwife-led care. Screening tests accepted. Blood group O positive, no antibodies. No domestic abuse disclosed, asked alone.',
        plan: [
          'Anomaly scan at 20 weeks.',
          'Vitamin D 10 micrograms a day.',
          'Whooping cough vaccine from 16 weeks.',
        ],
      })
  }
  bloodPressure(life, life.daysAgo(10), 114, 70)
}
export const pregnancy: Archetype = {
  name: 'pregnancy',
  share: 5,
  ages: [21, 41],
  sex: 'female',
  tell: tellPregnancy,
  crises: [reducedMovements],
}

const viralWheeze: Crisis = {
  reason: 'Fever and fast breathing, not feeding well',
  diagnoses: [{ code: 'J21.9', text: 'Acute bronchiolitis' }],
  specialty: '420',
  findings: {},
  words: {
    summary:
      'Coryzal for two days, now wheezy. Saturation 95% in air, feeding more than half of usual. Observed for four hours, fed well. Parents confident to go home.',
    plan: ['Safety net advice given with the leaflet. No medicines.'],
  },
}

const schedule = [
  [8, ['6-in-1', 'menb', 'rotavirus']],
  [12, ['6-in-1', 'pcv', 'rotavirus']],
  [16, ['6-in-1', 'menb']],
  [53, ['hib-menc', 'mmr', 'pcv', 'menb']],
  [175, ['4-in-1', 'mmr']],
] as const

export function childhoodVaccines(life: Life, late = life.random.between(0, 3)): void {
  const doses: Record<string, number> = {}
  const born = Date.parse(`${life.person.birthDate}T09:30:00Z`)
  for (const [weeks, vaccines] of schedule) {
    const at = born + (weeks + late) * 7 * day
    for (const vaccine of vaccines) {
      doses[vaccine] = (doses[vaccine] ?? 0) + 1
      vaccinate(life, vaccine, at, doses[vaccine])
    }
  }
}

export function tellChild(life: Life): void {
  const { random } = life
  const age = ageNow(life)
  childhoodVaccines(life)
  const nutty = random.chance(0.25)
  if (nutty && age > 1) {
    const at = life.atAge(1.4)
    allergy(life, at, {
      text: 'Peanut allergy',
      code: '91935009',
      severe: true,
      category: 'food',
      reaction: { text: 'Anaphylaxis', code: '39579001' },
    })
    medicine(life, 'adrenaline', at + 30 * day)
  } else if (random.chance(0.6)) noKnownAllergies(life, life.atAge(0.3))
  if (random.chance(0.7)) {
    const at = life.atAge(0.6)
    problem(life, 'eczema', at)
    medicine(life, 'emollient', at)
    medicine(life, 'hydrocortisone', at + 90 * day)
    if (age > 3 && random.chance(0.5)) medicine(life, 'clobetasone', life.yearsAgo(0.4))
    contact(
      life,
      life.daysAgo(random.between(20, 200)),
      'Eczema review',
      'Flexures red and dry, sleep disturbed by itching. Not infected. More emollient, steroid for the flare only. Mother shown how much to use.',
    )
  }
  weight(life, life.daysAgo(random.between(10, 200)), 3.5 + age * 2.6 + random.fraction())
  if (random.chance(0.5)) antibiotic(life, life.daysAgo(random.between(30, 300)))
  if (age < 3 && random.chance(0.5))
    suffer(life, viralWheeze, atClock(life.daysAgo(random.between(20, 180)), 19))
  contact(
    life,
    life.daysAgo(random.between(10, 300)),
    'Health visitor review',
    'Growing along the 50th centile. Two word phrases. No concern.',
    { keeper: 'community', by: staff.healthVisitor, mode: 'home' },
  )
}
export const childhood: Archetype = {
  name: 'childhood',
  share: 11,
  ages: [0, 9],
  tell: tellChild,
  crises: [viralWheeze],
}
