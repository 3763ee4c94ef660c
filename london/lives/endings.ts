/** Dementia with carers and a plan; a heart that fails. */
import { staff } from '../people/clinicians.ts'
import { type Crisis, suffer } from '../story/crisis.ts'
import type { Alert, Paper, Plan, Team } from '../story/events.ts'
import { clinic, diagnosis } from '../story/hospital.ts'
import { surgeryBloods } from '../story/laboratory.ts'
import { clinicLetter } from '../story/letters.ts'
import type { Life } from '../story/life.ts'
import { contact, medicine, problem, weight } from '../story/surgery.ts'
import { day } from '../time.ts'
import type { Archetype } from './archetype.ts'
import { ordinaryLife } from './ordinary.ts'

const delirium: Crisis = {
  reason: 'More confused than usual, not eating, found wandering',
  diagnoses: [
    { code: 'F05.9', text: 'Delirium' },
    diagnosis('alzheimers'),
    { code: 'N39.0', text: 'Urinary tract infection' },
  ],
  specialty: '430',
  findings: {
    FBC: { WBC: 12.6, NEUT: 10.1 },
    UE: { NA: 148, UREA: 11.4, CREA: 108 },
    CRP: { CRP: 58 },
  },
  later: { FBC: { WBC: 8.8, NEUT: 6.1 }, UE: { NA: 141, UREA: 7.9, CREA: 88 }, CRP: { CRP: 17 } },
  nights: [4, 11],
  words: {
    summary:
      "Delirium on Alzheimer's disease from a urinary tract infection and dehydration. Settled with fluids, a short antibiotic course and a calm bay. Back to usual self according to the family.",
    plan: [
      'Care package restarted with the borough on the day of discharge.',
      'General practitioner: please avoid anticholinergic medicines.',
    ],
  },
}

export function carePackage(life: Life, since: number): void {
  const keeper = 'borough-lambeth'
  life.add<Team>({
    kind: 'team',
    keeper,
    at: since,
    name: 'Lambeth Adult Social Care, South Locality Team',
    phone: '020 7946 0700',
    members: [staff.socialWorker, staff.reviewingOfficer],
    episode: { type: 'Adult social care, long-term support', coordinator: staff.socialWorker },
  })
  life.add<Plan>({
    kind: 'plan',
    keeper,
    by: staff.socialWorker,
    at: since + 10 * day,
    title: 'Care and support package: home care',
    category: 'Social care package',
    words:
      'Primary support reason: support with memory and cognition. Funded by the London Borough of Lambeth.',
    steps: [
      {
        title: 'Morning, 45 minutes',
        words:
          'Wash, dress, breakfast, prompt medicines from the blister pack. Two carers are not needed.',
      },
      {
        title: 'Lunch, 30 minutes',
        words: 'Hot meal and a drink, check that the door is locked and the gas is off.',
      },
      {
        title: 'Tea, 30 minutes',
        words: 'Light meal, prompt medicines, help to change for the night.',
      },
      { title: 'Equipment', words: 'Falls pendant, key safe, raised toilet seat, bed lever.' },
    ],
  })
  life.add<Alert>({
    kind: 'alert',
    keeper,
    by: staff.socialWorker,
    at: since + 10 * day,
    text: 'Key safe in place: ask the team for the code before a visit',
    category: 'Access to the home',
  })
}

/** London's Universal Care Plan, with the ReSPECT recommendations. */
export function universalCarePlan(life: Life, at: number, resuscitate: boolean): void {
  const by = staff.districtNurse
  const keeper = 'community'
  const child = life.person.nextOfKin?.relationship[1].toLowerCase() ?? 'family'
  const decision = resuscitate
    ? 'Attempt cardiopulmonary resuscitation'
    : 'Do not attempt cardiopulmonary resuscitation'
  life.add<Plan>({
    kind: 'plan',
    keeper,
    by,
    at,
    title: 'Universal Care Plan',
    category: 'Advance care plan',
    words:
      'Made with the person and the family. What matters most: to be at home with the cat, and not to be in pain.',
    steps: [
      {
        title: 'Cardiopulmonary resuscitation',
        words: `${decision}. Decided in a best interests meeting with the ${child}, who holds lasting power of attorney for health and welfare.`,
      },
      {
        title: 'Ceiling of treatment',
        words:
          'For oral antibiotics and fluids at home. Hospital for a fracture or for what cannot be made comfortable at home.',
      },
      { title: 'Preferred place of care', words: 'Own home. Preferred place of death: own home.' },
      {
        title: 'Communication',
        words: 'Hard of hearing on the left. Speak slowly; show, do not only tell.',
      },
    ],
  })
  if (!resuscitate) {
    life.add<Alert>({
      kind: 'alert',
      keeper,
      by,
      at,
      text: 'Do not attempt cardiopulmonary resuscitation (ReSPECT)',
      category: 'Resuscitation',
    })
  }
  life.add<Paper>({
    kind: 'paper',
    keeper,
    by,
    at: at + 3_600_000,
    title: 'ReSPECT form: recommended summary plan for emergency care and treatment',
    pdf: true,
    lines: [
      'ReSPECT',
      '',
      `Recommendation on cardiopulmonary resuscitation: ${decision.toUpperCase()}`,
      '',
      'Priority: comfort rather than sustaining life at any cost.',
      'Capacity: does not have capacity for this decision.',
      `Involved: ${child} (lasting power of attorney), general practitioner, community nurse.`,
      '',
      `Signed: ${by.name}, ${by.role}`,
    ],
  })
}

export function tellDementia(life: Life): void {
  const { random } = life
  ordinaryLife(life, { smokes: 'never', kilograms: random.between(46, 68) })
  const since = life.yearsAgo(random.between(2, 5))
  problem(life, 'alzheimers', since)
  if (random.chance(0.6)) problem(life, 'hypertension', life.yearsAgo(14))
  problem(life, 'osteoporosis', life.yearsAgo(6))
  medicine(life, 'donepezil', since + 40 * day)
  medicine(life, 'amlodipine', life.yearsAgo(12))
  medicine(life, 'alendronic-acid', life.yearsAgo(5), {
    end: life.yearsAgo(1),
    ended: 'Cannot sit upright after the dose',
  })
  medicine(life, 'adcal', life.yearsAgo(6))
  if (random.chance(0.4)) medicine(life, 'memantine', life.yearsAgo(1))
  const seen = clinic(life, {
    ods: 'RV5',
    at: since,
    specialty: '715',
    reason: 'Memory service assessment',
  })
  clinicLetter(life, seen, {
    title: 'Memory service assessment',
    diagnoses: ["Alzheimer's disease with late onset (F00.1)"],
    body: 'Two years of forgetting names and losing the way home. ACE-III 61 of 100. MRI shows hippocampal atrophy. The diagnosis was shared with the person and the family.',
    plan: [
      'Donepezil 5mg at night for four weeks, then 10mg.',
      'Dementia adviser to visit.',
      'Lasting power of attorney discussed.',
    ],
    pdf: true,
  })
  life.add<Team>({
    kind: 'team',
    keeper: 'slam',
    at: since,
    name: 'Lambeth and Southwark Memory Service',
    phone: '020 7946 0420',
    members: [staff.memoryDoctor, staff.memoryNurse],
    end: since + 270 * day < life.now ? since + 270 * day : undefined,
    episode: { type: 'Memory service', coordinator: staff.memoryNurse },
  })
  if (life.person.address.borough === 'Lambeth') carePackage(life, life.yearsAgo(1.2))
  if (random.chance(0.6)) universalCarePlan(life, life.daysAgo(random.between(60, 300)), false)
  weight(life, life.daysAgo(30), random.between(44, 60))
  surgeryBloods(life, life.daysAgo(random.between(40, 200)), { FBC: {}, UE: {}, TFT: {}, BONE: {} })
  if (random.chance(0.5)) suffer(life, delirium, life.daysAgo(random.between(60, 400)))
  const by = staff.districtNurse
  contact(
    life,
    life.daysAgo(random.between(5, 40)),
    'Community nurse visit',
    'Sacrum intact, heels red but blanching. Pressure cushion ordered. Family carer tired; carer assessment offered.',
    { keeper: 'community', by, mode: 'home' },
  )
}
export const dementia: Archetype = {
  name: 'dementia',
  share: 5,
  ages: [77, 94],
  tell: tellDementia,
  crises: [delirium],
}

export const decompensation: Crisis = {
  reason: 'Breathless lying flat, legs swollen to the thighs',
  diagnoses: [diagnosis('heart-failure'), { code: 'I25.5', text: 'Ischaemic cardiomyopathy' }],
  specialty: '320',
  findings: {
    BNP: { BNP: 6840 },
    UE: { CREA: 142, UREA: 11.2, NA: 131 },
    FBC: { HB: 112 },
    TROP: { TROP: 38 },
  },
  later: { UE: { CREA: 156, UREA: 13.6, NA: 133, K: 3.4 } },
  nights: [5, 10],
  words: {
    summary:
      'Decompensated heart failure, ejection fraction 28%. Intravenous furosemide for four days, 7 kg off. Kidney function accepted at a creatinine of about 150.',
    started: ['Dapagliflozin 10mg once a day', 'Spironolactone 25mg once a day'],
    changed: ['Furosemide increased from 40mg to 80mg in the morning'],
    plan: [
      'Heart failure nurse to see within two weeks.',
      'General practitioner: U&E in one week, please; potassium above 5.5: stop spironolactone.',
    ],
  },
}

export function tellHeartFailure(life: Life): void {
  const { random } = life
  ordinaryLife(life, { smokes: 'ex', pressure: [104, 62] })
  problem(life, 'myocardial-infarction', life.yearsAgo(random.between(5, 12)))
  problem(life, 'heart-failure', life.yearsAgo(random.between(2, 4)), {
    note: 'Ejection fraction 28%',
  })
  for (const name of [
    'bisoprolol',
    'ramipril',
    'furosemide',
    'aspirin',
    'atorvastatin-80',
  ] as const)
    medicine(life, name, life.yearsAgo(3))
  const { admission } = suffer(life, decompensation, life.daysAgo(random.between(60, 400)))
  if (admission?.end) medicine(life, 'dapagliflozin', admission.end + 6 * day)
  const by = staff.heartFailureNurse
  life.add<Team>({
    kind: 'team',
    keeper: 'community',
    at: life.yearsAgo(1),
    name: 'Community Heart Failure Team',
    phone: '020 7946 0514',
    members: [by],
    episode: { type: 'Community heart failure care', coordinator: by },
  })
  for (const back of [12, 40])
    contact(
      life,
      life.daysAgo(back),
      'Heart failure nurse clinic',
      `Weight ${random.between(71, 74)} kg, no oedema, blood pressure 102/60. Fluid restriction 1.5 litres.`,
      { keeper: 'community', by },
    )
  surgeryBloods(life, life.daysAgo(random.between(10, 60)), {
    UE: { CREA: 138, UREA: 10.4 },
    FBC: { HB: 118 },
  })
}
export const heartFailure: Archetype = {
  name: 'heart-failure',
  share: 4,
  ages: [62, 88],
  tell: tellHeartFailure,
  crises: [decompensation],
}
