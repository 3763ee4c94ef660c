/** Asthma in the young; COPD in the old, who ring 111 at night. */
import { staff } from '../people/clinicians.ts'
import { type Crisis, suffer } from '../story/crisis.ts'
import type { Booking, Contact, Plan, Team } from '../story/events.ts'
import { narrative, surgeryBloods } from '../story/laboratory.ts'
import type { Life } from '../story/life.ts'
import { contact, course, medicine, problem, refer } from '../story/surgery.ts'
import { atClock, day, hour } from '../time.ts'
import type { Archetype } from './archetype.ts'
import { ordinaryLife } from './ordinary.ts'

export const asthmaAttack: Crisis = {
  reason: 'Shortness of breath and wheeze, cannot finish sentences',
  diagnoses: [{ code: 'J46', text: 'Acute severe asthma' }],
  specialty: '340',
  findings: { FBC: { WBC: 10.4 }, CRP: { CRP: 8 }, UE: { K: 3.4 } },
  words: {
    summary:
      'Acute severe asthma, peak flow 38% of best on arrival. Three back to back nebulisers and oral prednisolone; 74% of best after four hours. Inhaler technique checked.',
    started: ['Prednisolone 40mg once a day for 5 days'],
    plan: [
      'General practitioner or nurse: please see within two working days (BTS).',
      'Using more than one salbutamol inhaler a month: please review the preventer.',
    ],
  },
}

function tellAsthma(life: Life): void {
  const { random } = life
  ordinaryLife(life, { smokes: random.pick(['never', 'never', 'smoker']) })
  problem(life, 'asthma', life.atAge(random.between(4, 15)))
  medicine(life, 'salbutamol', life.yearsAgo(3), { note: '11 issued in the last 12 months' })
  medicine(life, 'beclometasone-formoterol', life.yearsAgo(2), {
    note: 'Last issued seven months ago',
  })
  contact(
    life,
    life.daysAgo(random.between(60, 380)),
    'Asthma review',
    'Asthma control test 14 of 25. Peak flow 360 (best 450). Uses the blue inhaler every day and often forgets the preventer. Written action plan given.',
  )
  for (const at of [random.between(15, 60), random.between(120, 300), random.between(330, 700)]) {
    if (random.chance(0.35)) continue
    const { emergency } = suffer(
      life,
      asthmaAttack,
      atClock(life.daysAgo(at), random.between(0, 5)),
    )
    if (emergency.end) course(life, 'prednisolone', emergency.end + day, 5)
  }
}
export const asthma: Archetype = {
  name: 'asthma',
  share: 7,
  ages: [17, 41],
  tell: tellAsthma,
  crises: [asthmaAttack],
}

const copdExacerbation: Crisis = {
  reason: 'Worsening breathlessness, green sputum, oxygen saturation 84% on air',
  diagnoses: [
    { code: 'J44.1', text: 'Chronic obstructive pulmonary disease with acute exacerbation' },
  ],
  specialty: '340',
  findings: { FBC: { WBC: 14.2, NEUT: 11.8 }, CRP: { CRP: 92 }, UE: { UREA: 9.1 } },
  later: { FBC: { WBC: 11.1, NEUT: 8.2 }, CRP: { CRP: 41 }, UE: {} },
  nights: [3, 7],
  words: {
    summary:
      'Infective exacerbation of COPD with type 2 respiratory failure (pH 7.31, pCO2 8.2). Four hours of non-invasive ventilation, then controlled oxygen by 24% Venturi mask, target saturation 88 to 92%. Oral antibiotic and steroid.',
    started: [
      'Prednisolone 30mg once a day, 5 days in all',
      'Doxycycline 100mg once a day, 5 days in all',
    ],
    plan: [
      'Oxygen alert card given: target 88 to 92%.',
      'Community respiratory team to visit within 72 hours.',
      'General practitioner: rescue pack has been replaced.',
    ],
  },
}

/** A call to 111 in the small hours. */
export function call111(life: Life, at: number, title: string, words: string): void {
  const by = life.random.pick([staff.urgentClinician, staff.urgentNurse])
  const call = { keeper: '111', by, at, title, words, mode: 'telephone' } as const
  life.add<Contact>({ kind: 'contact', ...call, end: at + life.random.between(12, 40) * 60_000 })
}

const calls = [
  [
    'Breathlessness',
    'Known COPD. Breathless on walking to the toilet, speaking in full sentences. Used salbutamol six times today. Advised to start the rescue pack; ambulance not needed. Respiratory team asked to ring in the morning.',
  ],
  [
    'Cough and fever',
    'Productive cough for three days, feels hot. Oxygen saturation 90% on own probe. Advised to contact the practice within 2 hours of opening.',
  ],
  [
    'Breathlessness and anxiety',
    'Woke breathless and frightened. Settled with hand-held fan and breathing technique during the call. Call back after 30 minutes: comfortable.',
  ],
  ['Breathlessness at rest', 'Too breathless to speak in sentences. Category 2 ambulance sent.'],
] as const

function respiratoryTeam(life: Life, since: number): void {
  const by = staff.respiratoryNurse
  life.add<Team>({
    kind: 'team',
    keeper: 'community',
    at: since,
    name: 'Lambeth and Southwark Integrated Respiratory Team',
    phone: '020 7946 0510',
    members: [by, staff.physiotherapist],
    episode: { type: 'Community respiratory care', coordinator: by },
  })
  life.add<Plan>({
    kind: 'plan',
    keeper: 'community',
    by,
    at: since + 14 * day,
    title: 'COPD self-management and rescue plan',
    category: 'Care plan',
    words:
      'Baseline: saturation 91% on air, walks 60 metres, breathless on one flight of stairs (MRC 4).',
    steps: [
      {
        title: 'Usual day',
        words: 'Inhaler once a day, carbocisteine, walk to the shop with the frame.',
      },
      {
        title: 'Worse for two days',
        words: 'Start the rescue pack (prednisolone 30mg and doxycycline) and ring the team.',
      },
      {
        title: 'Oxygen',
        words: 'Retains carbon dioxide: target saturation 88 to 92%. Carries an oxygen alert card.',
      },
    ],
  })
}

export function tellCopd(life: Life): void {
  const { random } = life
  ordinaryLife(life, {
    smokes: random.pick(['smoker', 'ex', 'ex']),
    kilograms: random.between(48, 82),
  })
  problem(life, 'copd', life.yearsAgo(random.between(5, 13)), { note: 'FEV1 38% of predicted' })
  if (random.chance(0.5)) problem(life, 'hypertension', life.yearsAgo(9))
  medicine(life, 'triple-inhaler', life.yearsAgo(2))
  medicine(life, 'salbutamol', life.yearsAgo(8))
  medicine(life, 'carbocisteine', life.yearsAgo(3))
  if (random.chance(0.4)) medicine(life, 'amlodipine', life.yearsAgo(6))
  respiratoryTeam(life, life.yearsAgo(1.4))
  const nights = [
    random.between(2, 20),
    random.between(25, 60),
    random.between(70, 200),
    random.between(210, 350),
  ]
  const reasons = random.shuffle(calls.slice(0, 3))
  for (const [index, back] of nights.entries()) {
    const [title, words] = reasons[index % reasons.length]!
    const at = atClock(life.daysAgo(back), random.between(0, 5), random.between(0, 59))
    call111(life, at, title, words)
  }
  const bad = atClock(life.daysAgo(random.between(40, 320)), 4, 10)
  call111(life, bad, calls[3][0], calls[3][1])
  const { emergency, admission } = suffer(life, copdExacerbation, bad + 1.5 * hour)
  narrative(
    life,
    { code: 'XCHES', name: 'XR Chest', section: 'RAD' },
    [
      'XR CHEST',
      '',
      'Hyperinflated lungs. Patchy consolidation at the right base. No pneumothorax. Heart not enlarged.',
      'Follow-up film in six weeks is advised.',
    ],
    {
      collected: emergency.at + hour,
      ods: life.person.hospital,
      hours: 3,
      requester: { ...emergency.consultant, place: 'Emergency Department' },
      stay: emergency,
    },
  )
  const visited = (admission?.end ?? emergency.at) + 2 * day
  const by = staff.respiratoryNurse
  if (visited < life.now)
    contact(
      life,
      visited,
      'Respiratory nurse home visit',
      'Three days after discharge. Saturation 91% on air, chest quieter. Finished steroid tomorrow. Rescue pack in the kitchen drawer.',
      { keeper: 'community', by, mode: 'home' },
    )
  const when = atClock(life.now + random.between(3, 25) * day, 11)
  const title = 'Respiratory nurse home visit'
  life.add<Booking>({
    kind: 'booking',
    keeper: 'community',
    by,
    at: life.daysAgo(9),
    title,
    when,
    status: 'booked',
    place: 'At home',
  })
  surgeryBloods(life, life.daysAgo(random.between(30, 200)), { FBC: {}, UE: {} })
  refer(
    life,
    life.yearsAgo(1.5),
    'Integrated Respiratory Team',
    'Two exacerbations this year, MRC 4. Please assess for pulmonary rehabilitation.',
  )
}
export const copd: Archetype = {
  name: 'copd',
  share: 6,
  ages: [58, 84],
  tell: tellCopd,
  crises: [copdExacerbation],
}
