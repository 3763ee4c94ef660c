/** Schizophrenia: community team, care co-ordinator, crisis plan, and clozapine from the hospital. */
import { staff } from '../people/clinicians.ts'
import type { Clinician } from '../people/person.ts'
import type { Crisis } from '../story/crisis.ts'
import type { Alert, Plan, Team } from '../story/events.ts'
import { admit, clinic, diagnosis } from '../story/hospital.ts'
import { bloods, clozapineClinic, surgeryBloods } from '../story/laboratory.ts'
import { clinicLetter, dischargeSummary } from '../story/letters.ts'
import type { Life } from '../story/life.ts'
import { contact, medicine, problem } from '../story/surgery.ts'
import { day } from '../time.ts'
import type { Archetype } from './archetype.ts'
import { ordinaryLife } from './ordinary.ts'

const relapse: Crisis = {
  reason: 'Brought by police, frightened and hearing voices',
  diagnoses: [diagnosis('schizophrenia')],
  specialty: '180',
  findings: { FBC: {}, UE: {}, LFT: {} },
  words: {
    summary:
      'Physically well. Seen by the psychiatric liaison nurse, who agreed a plan with the home treatment team. Went home with family.',
    plan: ['Home treatment team to visit within 24 hours.'],
  },
}

export function communityTeam(life: Life, since: number, coordinator: Clinician): void {
  const of = life.person.address.borough === 'Lewisham' ? 'Lewisham' : life.person.address.borough
  life.add<Team>({
    kind: 'team',
    keeper: 'slam',
    at: since,
    name: `${of} Focused Support Community Mental Health Team`,
    phone: '020 7946 0400',
    members: [coordinator, staff.psychiatrist, staff.clozapinePharmacist],
    episode: { type: 'Community mental health care', coordinator },
  })
}

export function crisisPlan(life: Life, at: number, coordinator: Clinician, signs: string): void {
  life.add<Plan>({
    kind: 'plan',
    keeper: 'slam',
    at,
    by: coordinator,
    title: 'Crisis and contingency plan',
    category: 'Mental health crisis plan',
    code: '736253002',
    words: `Early warning signs: ${signs}.`,
    steps: [
      {
        title: 'What helps',
        words:
          'A quiet room, one person talking at a time, music on headphones. Ring next of kin early.',
      },
      {
        title: 'Who to call in hours',
        words: `${coordinator.name}, ${coordinator.role}, ${coordinator.phone}, weekdays 9 to 5.`,
      },
      {
        title: 'Who to call out of hours',
        words: 'South London and Maudsley 24 hour crisis line, 020 7946 0499.',
      },
      {
        title: 'If admission is needed',
        words:
          'Prefers the Maudsley. Prefers oral to intramuscular medicine. Tell the team the same day.',
      },
    ],
  })
}

/** Every four weeks, on the day of the clinic; `until` days ago. */
export function clozapineMonitoring(life: Life, times: number, until = 9): void {
  for (let turn = times; turn >= 0; turn--) {
    const collected = life.daysAgo(until + turn * 28)
    const findings = {
      FBC: { NEUT: life.random.between(31, 58) / 10 },
      ...(turn % 6 === 3 ? { CLOZ: {} } : {}),
    }
    bloods(life, { ods: 'RJZ', collected, findings, requester: clozapineClinic })
  }
}

export function detention(life: Life, at: number, days: number): void {
  const leave = [{ from: at + (days - 12) * day, to: at + (days - 10) * day }]
  const stay = admit(life, {
    ods: 'RV5',
    at,
    specialty: '710',
    reason: 'Relapse of psychosis; detained under section 3 of the Mental Health Act',
    diagnoses: [diagnosis('paranoid-schizophrenia')],
    days,
    method: '2D',
    leave,
    planned: true,
  })
  dischargeSummary(life, stay, {
    summary:
      'Admitted with persecutory voices after three months without medicine. Treatment was restarted and voices became distant. Insight improved. Leave with family went well.',
    started: ['Clozapine, titrated over four weeks; supplied by the Maudsley pharmacy only'],
    stopped: ['Olanzapine 20mg at night: not effective'],
    plan: [
      'Care co-ordinator to visit within 72 hours of discharge.',
      'General practitioner: please add clozapine as a hospital medicine, and do not prescribe it.',
    ],
    pdf: true,
  })
}

function tell(life: Life): void {
  const { random } = life
  const since = life.yearsAgo(random.between(5, 20))
  ordinaryLife(life, {
    smokes: random.pick(['smoker', 'smoker', 'ex']),
    kilograms: random.between(74, 112),
  })
  problem(life, 'schizophrenia', since)
  problem(life, 'paranoid-schizophrenia', since, { keeper: 'slam', by: staff.psychiatrist })
  const coordinator = random.pick([staff.careCoordinator, staff.mentalHealthNurse])
  communityTeam(life, life.yearsAgo(random.between(2, 4)), coordinator)
  crisisPlan(
    life,
    life.daysAgo(random.between(40, 250)),
    coordinator,
    'not sleeping, keeping the curtains closed, missing appointments',
  )
  const keeper = { keeper: 'slam', by: staff.psychiatrist } as const
  if (random.chance(0.4)) {
    medicine(life, 'clozapine', life.yearsAgo(3), keeper)
    clozapineMonitoring(life, 10)
  } else {
    const kind = random.pick(['paliperidone', 'risperidone', 'aripiprazole', 'olanzapine'] as const)
    medicine(life, kind, life.yearsAgo(2), keeper)
    if (kind !== 'paliperidone') medicine(life, kind, life.yearsAgo(2))
  }
  if (random.chance(0.5))
    detention(life, life.yearsAgo(random.between(1, 6)), random.between(30, 80))
  if (random.chance(0.35)) {
    const text = 'Lone visits: two members of staff until reviewed'
    const alert = { keeper: 'slam', at: life.daysAgo(200), by: coordinator, text } as const
    life.add<Alert>({ kind: 'alert', category: 'Safety of staff', restricted: true, ...alert })
  }
  surgeryBloods(life, life.daysAgo(random.between(30, 300)), {
    UE: {},
    LFT: {},
    LIP: {},
    A1C: {},
    FBC: {},
  })
  contact(
    life,
    life.daysAgo(random.between(30, 300)),
    'Severe mental illness annual review',
    'Weight, blood pressure, lipids and HbA1c checked. Smoking cessation offered.',
  )
  for (const back of [random.between(3, 12), random.between(16, 26), random.between(30, 44)]) {
    visitAtHome(life, back, coordinator)
  }
  const seen = clinic(life, {
    ods: 'RV5',
    at: life.daysAgo(random.between(20, 120)),
    specialty: '710',
    reason: 'Care programme review',
  })
  clinicLetter(life, seen, {
    title: 'Care programme review',
    diagnoses: ['Paranoid schizophrenia (F20.0)'],
    body: 'Mental state is settled. Sleeps well and goes to the day centre twice a week. Voices are present on most days but do not command.\nPhysical health: bowels regular, no palpitations. Weight is stable.',
    plan: [
      'Continue present treatment.',
      `Care co-ordinator ${coordinator.name} to visit every two weeks.`,
      'Review in six months.',
    ],
  })
}

function visitAtHome(life: Life, back: number, by: Clinician): void {
  const words = life.random.pick([
    'Settled in mood, flat tidy. Taking medicines from the weekly box, seen. No new risk.',
    'Sleeping less this week after noise from upstairs. No change in voices. Agreed to ring if worse.',
    'Out at the day centre when first called; seen there. Bright, benefits form completed together.',
  ])
  const at = life.daysAgo(back)
  contact(life, at, 'Care co-ordinator home visit', words, { keeper: 'slam', by, mode: 'home' })
}

export const psychosis: Archetype = {
  name: 'psychosis',
  share: 5,
  ages: [24, 63],
  tell,
  crises: [relapse],
}
