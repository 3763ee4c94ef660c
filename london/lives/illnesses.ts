/** Alcohol, sickle cell disease, depression, and the long-term conditions of middle age. */
import { staff } from '../people/clinicians.ts'
import { type Crisis, suffer } from '../story/crisis.ts'
import type { Alert, Paper, Team } from '../story/events.ts'
import { clinic, diagnosis } from '../story/hospital.ts'
import { surgeryBloods, wardBloods } from '../story/laboratory.ts'
import { clinicLetter } from '../story/letters.ts'
import type { Life } from '../story/life.ts'
import { contact, medicine, problem } from '../story/surgery.ts'
import { atClock } from '../time.ts'
import type { Archetype } from './archetype.ts'
import { ordinaryLife, smallCrises } from './ordinary.ts'

export const withdrawal: Crisis = {
  reason: 'Seizure, last drink yesterday, tremor',
  diagnoses: [
    { code: 'F10.3', text: 'Alcohol withdrawal with seizure' },
    diagnosis('alcohol-dependence'),
  ],
  specialty: '300',
  findings: {
    FBC: { HB: 118, MCV: 108, PLT: 96 },
    LFT: { BIL: 38, ALT: 86, GGT: 612, ALB: 31 },
    UE: { NA: 129, K: 3.2, UREA: 2.1 },
    INR: { INR: 1.4 },
  },
  later: { UE: { NA: 133, K: 3.8 }, LFT: { BIL: 31, ALT: 64, GGT: 540, ALB: 30 } },
  nights: [2, 5],
  words: {
    summary:
      'Witnessed withdrawal seizure. Reducing regimen of chlordiazepoxide by CIWA score and intravenous Pabrinex. CT head normal. Seen by the alcohol care team; accepts referral.',
    started: ['Thiamine 100mg three times a day'],
    plan: [
      'Alcohol care team appointment at the Lambeth hub next week.',
      'General practitioner: no chlordiazepoxide to be continued after discharge.',
    ],
  },
}

export function tellAlcohol(life: Life): void {
  const { random } = life
  ordinaryLife(life, { smokes: 'smoker' })
  problem(life, 'alcohol-dependence', life.yearsAgo(random.between(3, 12)))
  if (random.chance(0.4)) problem(life, 'cirrhosis', life.yearsAgo(1.5))
  medicine(life, 'thiamine', life.yearsAgo(2))
  for (const back of [random.between(10, 50), random.between(90, 260), random.between(300, 600)]) {
    if (random.chance(0.75)) suffer(life, withdrawal, atClock(life.daysAgo(back), 22))
  }
  surgeryBloods(life, life.daysAgo(random.between(60, 300)), {
    FBC: { MCV: 106, PLT: 128 },
    LFT: { GGT: 380, ALT: 62 },
  })
  contact(
    life,
    life.daysAgo(random.between(20, 200)),
    'Alcohol review',
    'Drinks about 12 units a day, vodka and strong cider. Wants to cut down; has stopped suddenly before and had a fit. Advised not to stop abruptly.',
  )
}
export const alcohol: Archetype = {
  name: 'alcohol',
  share: 4,
  ages: [34, 66],
  tell: tellAlcohol,
  crises: [withdrawal],
}

export const painCrisis: Crisis = {
  reason: 'Sickle cell pain in back and legs, 9 out of 10',
  diagnoses: [{ code: 'D57.0', text: 'Sickle cell anaemia with crisis' }],
  specialty: '303',
  findings: {
    FBC: { HB: 74, WBC: 13.8, NEUT: 9.2, PLT: 468 },
    RET: { RET: 312 },
    LFT: { BIL: 62, ALT: 44 },
    UE: { CREA: 52 },
    CRP: { CRP: 22 },
  },
  later: { FBC: { HB: 71, WBC: 11.2, NEUT: 7.4, PLT: 480 }, RET: { RET: 298 }, CRP: { CRP: 31 } },
  nights: [2, 6],
  words: {
    summary:
      'Vaso-occlusive crisis after a cold. Analgesia within 30 minutes of arrival by the individual pain plan. Oxygen and fluids. Chest clear throughout, no chest syndrome. Not transfused.',
    plan: [
      'Red cell clinic in four weeks.',
      'General practitioner: please continue penicillin V; pneumococcal vaccine is due.',
    ],
  },
}

export function tellSickleCell(life: Life): void {
  const { random } = life
  ordinaryLife(life, { smokes: 'never', allergiesTold: true })
  problem(life, 'sickle-cell', life.atAge(0.2))
  medicine(life, 'penicillin-v', life.atAge(0.4))
  medicine(life, 'folic-acid', life.atAge(1))
  life.add<Paper>({
    kind: 'paper',
    keeper: 'gp',
    at: life.yearsAgo(1),
    by: life.person.gp,
    pdf: false,
    title: "Individual pain plan, King's red cell team",
    lines: [
      'Acute pain plan, for use in any emergency department',
      '',
      'Morphine 10 mg subcutaneously at once, repeat every 20 minutes until comfortable (maximum 4 doses).',
      'Paracetamol 1 g by mouth. No pethidine. Baseline haemoglobin 75 to 85 g/L.',
      'Temperature above 38: antibiotics at once.',
    ],
  })
  for (const back of [random.between(20, 90), random.between(120, 330), random.between(350, 800)]) {
    if (random.chance(0.75)) suffer(life, painCrisis, atClock(life.daysAgo(back), 3), 'RJZ')
  }
  const visit = clinic(life, {
    ods: 'RJZ',
    at: life.daysAgo(random.between(98, 110)),
    specialty: '303',
    reason: 'Red cell clinic',
  })
  wardBloods(life, visit, visit.at + 600_000, {
    FBC: { HB: 79, MCV: 104, PLT: 402 },
    RET: { RET: 240 },
    UE: {},
  })
  clinicLetter(life, visit, {
    diagnoses: ['Sickle cell disease, haemoglobin SS'],
    body: 'Fewer crises since starting hydroxycarbamide. No priapism or leg ulcer. Transcranial Doppler and retinal review up to date.',
    plan: [
      'Continue hydroxycarbamide 1g a day, supplied by the hospital.',
      'Blood count every eight weeks.',
    ],
  })
}
export const sickleCell: Archetype = {
  name: 'sickle-cell',
  share: 3,
  ages: [17, 46],
  tell: tellSickleCell,
  crises: [painCrisis],
}

const overdose: Crisis = {
  reason: 'Mixed overdose of paracetamol and sertraline four hours ago',
  diagnoses: [{ code: 'T39.1', text: 'Poisoning by paracetamol' }, diagnosis('depression')],
  specialty: '180',
  findings: { LFT: {}, UE: {}, INR: {} },
  words: {
    summary:
      'Paracetamol level below the treatment line. Seen by psychiatric liaison: regrets it, no plan, family present. Home treatment team accepted.',
    plan: [
      'Home treatment team to ring tomorrow.',
      'General practitioner: weekly issue of medicines, please.',
    ],
  },
}

function tellDepression(life: Life): void {
  const { random } = life
  ordinaryLife(life)
  problem(life, 'depression', life.yearsAgo(random.between(1, 8)))
  medicine(
    life,
    random.pick(['sertraline', 'sertraline-100', 'mirtazapine'] as const),
    life.yearsAgo(1),
  )
  contact(
    life,
    life.daysAgo(random.between(10, 120)),
    'Depression review',
    'PHQ-9 score 13, was 19. Sleeping better, back at work three days a week. No thoughts of self-harm. Continue.',
    { mode: 'telephone' },
  )
  if (random.chance(0.4)) {
    const by = staff.psychologist
    life.add<Team>({
      kind: 'team',
      keeper: 'slam',
      at: life.daysAgo(150),
      name: 'Talking Therapies Southwark',
      phone: '020 7946 0430',
      members: [by],
      episode: { type: 'Talking therapy', coordinator: by },
    })
    life.add<Paper>({
      kind: 'paper',
      keeper: 'slam',
      at: life.daysAgo(100),
      by,
      title: 'Psychological assessment',
      restricted: true,
      pdf: false,
      lines: [
        'Psychological assessment. Restricted to the treating team.',
        '',
        'Formulation and twelve sessions of cognitive behavioural therapy agreed.',
      ],
    })
  }
  if (random.chance(0.25))
    suffer(life, overdose, atClock(life.daysAgo(random.between(90, 400)), 23))
  if (random.chance(0.2))
    life.add<Alert>({
      kind: 'alert',
      keeper: 'slam',
      at: life.daysAgo(60),
      by: staff.mentalHealthNurse,
      text: 'Risk of self-harm when drinking: see the safety plan',
      category: 'Risk to self',
    })
}
export const depression: Archetype = {
  name: 'depression',
  share: 7,
  ages: [18, 60],
  tell: tellDepression,
  crises: [overdose],
}

const chestPain: Crisis = {
  reason: 'Central chest pain for two hours',
  diagnoses: [{ code: 'R07.4', text: 'Chest pain, not cardiac' }],
  specialty: '180',
  findings: { TROP: {}, FBC: {}, UE: {}, CRP: {} },
  words: {
    summary:
      'Electrocardiogram normal, two troponins normal. Pain reproduced by pressing on the costal cartilage.',
    plan: ['Cardiovascular risk review at the practice, please.'],
  },
}

function tellMiddleAge(life: Life): void {
  const { random } = life
  ordinaryLife(life, { pressure: [146, 88], kilograms: random.between(78, 118) })
  problem(life, 'hypertension', life.yearsAgo(random.between(2, 9)))
  medicine(life, random.pick(['amlodipine', 'ramipril', 'losartan'] as const), life.yearsAgo(2))
  const sugar = random.chance(0.6)
  if (sugar) {
    problem(life, 'type-2-diabetes', life.yearsAgo(random.between(1, 8)))
    medicine(life, 'metformin-1g', life.yearsAgo(1))
    if (random.chance(0.4)) medicine(life, 'gliclazide', life.yearsAgo(0.8))
  }
  medicine(life, 'atorvastatin', life.yearsAgo(2))
  if (random.chance(0.3)) problem(life, 'osteoarthritis', life.yearsAgo(2))
  if (random.chance(0.2)) {
    problem(life, 'hypothyroidism', life.yearsAgo(5))
    medicine(life, 'levothyroxine', life.yearsAgo(5))
    surgeryBloods(life, life.daysAgo(random.between(30, 300)), { TFT: {} })
  }
  for (const back of [random.between(20, 150), random.between(380, 500)]) {
    surgeryBloods(life, life.daysAgo(back), {
      UE: {},
      LIP: {},
      A1C: { A1C: sugar ? random.between(50, 78) : random.between(34, 43) },
    })
  }
  contact(
    life,
    life.daysAgo(random.between(20, 200)),
    sugar ? 'Diabetes review' : 'Hypertension review',
    'Medicines taken as prescribed. Home readings about 138/84. Diet and walking discussed. Bloods repeated.',
  )
  if (random.chance(0.25)) {
    const visit = clinic(life, {
      ods: life.person.hospital,
      at: life.daysAgo(random.between(30, 300)),
      specialty: '320',
      reason: 'Palpitations',
    })
    clinicLetter(life, visit, {
      diagnoses: ['Palpitations, benign ectopics', 'Hypertension'],
      body: 'Holter shows ventricular ectopics below 1%. Echocardiogram normal.',
      plan: ['Discharged to the practice.'],
    })
  }
}
export const middleAge: Archetype = {
  name: 'middle-age',
  share: 12,
  ages: [44, 70],
  tell: tellMiddleAge,
  crises: [chestPain, ...smallCrises],
}
