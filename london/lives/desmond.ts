/**
 * A man on clozapine from the hospital, absent from his practice's list, who comes to King's with
 * a fever today. His neutrophils have gone: what each organisation knows alone is not enough.
 */
import { staff } from '../people/clinicians.ts'
import type { Alert, Medicine, Report } from '../story/events.ts'
import { admit, attend, bedIn, clinic, letter } from '../story/hospital.ts'
import { narrative, surgeryBloods, wardBloods } from '../story/laboratory.ts'
import { clinicLetter, wrap } from '../story/letters.ts'
import type { Life } from '../story/life.ts'
import { allergy, contact, medicine, penicillinAnaphylaxis, problem } from '../story/surgery.ts'
import { atClock, clock, day, hour, minute } from '../time.ts'
import { call111 } from './lungs.ts'
import { ordinaryLife } from './ordinary.ts'
import { clozapineMonitoring, communityTeam, crisisPlan, detention } from './psychosis.ts'

export function tellDesmond(life: Life): void {
  ordinaryLife(life, {
    smokes: 'smoker',
    kilograms: 101,
    pressure: [142, 86],
    allergiesTold: true,
    onlyThis: true,
  })
  atThePractice(life)
  atTheMaudsley(life)
  today(life)
}

function atThePractice(life: Life): void {
  penicillinAnaphylaxis(life, life.yearsAgo(22))
  allergy(life, life.yearsAgo(6), {
    text: 'Lisinopril: intolerance',
    reaction: { text: 'Dry cough' },
  })
  problem(life, 'schizophrenia', life.yearsAgo(27), { note: 'Under South London and Maudsley' })
  problem(life, 'type-2-diabetes', life.yearsAgo(9))
  problem(life, 'hypertension', life.yearsAgo(11))
  medicine(life, 'metformin-1g', life.yearsAgo(8))
  medicine(life, 'losartan', life.yearsAgo(6))
  medicine(life, 'atorvastatin', life.yearsAgo(8))
  medicine(life, 'macrogol', life.yearsAgo(3))
  medicine(life, 'omeprazole', life.yearsAgo(7), {
    end: life.yearsAgo(1),
    ended: 'No longer needed',
  })
  surgeryBloods(life, life.daysAgo(140), { UE: {}, LIP: {}, A1C: { A1C: 61 } })
  contact(
    life,
    life.daysAgo(136),
    'Severe mental illness annual review',
    'HbA1c 61, blood pressure 142/86, weight 101 kg. Diet discussed, smoking cessation offered and declined.',
  )
  contact(
    life,
    life.daysAgo(44),
    'Constipation',
    'Bowels open every three days. Macrogol increased to two sachets a day.',
    { mode: 'telephone' },
  )
}

function atTheMaudsley(life: Life): void {
  const by = staff.psychiatrist
  const slam = { keeper: 'slam', by } as const
  problem(life, 'paranoid-schizophrenia', life.yearsAgo(27), slam)
  communityTeam(life, life.yearsAgo(4), staff.careCoordinator)
  crisisPlan(
    life,
    life.daysAgo(75),
    staff.careCoordinator,
    'not sleeping, keeping the curtains closed, missing the clozapine clinic',
  )
  const supply = 'Prescribed and supplied by the Maudsley clozapine clinic only'
  const admitted = life.yearsAgo(5)
  const started = admitted + 21 * day
  detention(life, admitted, 58)
  medicine(life, 'clozapine', started, { ...slam, note: supply })
  medicine(life, 'hyoscine', started + 20 * day, { ...slam, note: supply })
  life.add<Medicine>({
    kind: 'medicine',
    ...slam,
    at: life.yearsAgo(12),
    text: 'Olanzapine 20mg tablets',
    vtm: '108441004',
    substance: 'Olanzapine',
    dose: 'One tablet at night',
    quantity: 'hospital supply',
    course: 'repeat',
    end: started,
    ended: 'Not effective',
  })
  allergy(life, life.yearsAgo(9), {
    ...slam,
    text: 'Haloperidol: adverse reaction',
    severe: true,
    reaction: { text: 'Acute dystonia' },
  })
  life.add<Alert>({
    kind: 'alert',
    ...slam,
    at: started + 30 * day,
    text: 'On clozapine: fever or sore throat needs an urgent full blood count',
    category: 'Medicines safety',
  })
  clozapineMonitoring(life, 12, 24)
  const seen = clinic(life, {
    ods: 'RV5',
    at: life.daysAgo(36),
    specialty: '710',
    reason: 'Care programme review',
  })
  clinicLetter(life, seen, {
    title: 'Care programme review',
    diagnoses: ['Paranoid schizophrenia (F20.0)', 'Type 2 diabetes', 'Hypertension'],
    body: 'Mental state is the best for years. Lives alone in supported housing, goes to the day centre twice a week and sees his sister Yvonne on Sundays.\nClozapine 450 mg a day, level 0.46 mg/L. Hypersalivation is better with hyoscine. Bowels slow: he knows to tell us.',
    plan: [
      'Continue clozapine 150 mg in the morning and 300 mg at night; not to be missed for more than 48 hours.',
      'Full blood count every four weeks.',
      `Care co-ordinator ${staff.careCoordinator.name} visits every two weeks: ${staff.careCoordinator.phone}.`,
      'Please add clozapine to the practice record as a hospital medicine.',
    ],
  })
  const by2 = staff.careCoordinator
  contact(
    life,
    life.daysAgo(11),
    'Care co-ordinator home visit',
    'Well, flat tidy, taking medicines from the weekly box. Mentioned a tickly throat. To ring if feverish.',
    { keeper: 'slam', by: by2, mode: 'home' },
  )
  life.add({
    kind: 'booking',
    keeper: 'slam',
    by: by2,
    at: life.daysAgo(11),
    title: 'Care co-ordinator home visit',
    when: atClock(life.now + 4 * day, 11),
    status: 'booked',
    place: 'At home',
  })
}

function today(life: Life): void {
  const { now } = life
  const arrived = now - 6.5 * hour
  call111(
    life,
    arrived - 9 * hour,
    'Sore throat and fever',
    'Sore throat for three days, shivering since this afternoon, temperature 38.4 by own thermometer. Says he takes tablets for nerves and diabetes, cannot name them. Advised to go to an emergency department within the hour; declined an ambulance, says that he will make his own way.',
  )
  const reason = 'Fever 38.9, sore throat and rigors; allergic to penicillin'
  const fever = { code: 'R50.9', text: 'Fever, unspecified' }
  const emergency = attend(life, {
    ods: 'RJZ',
    at: arrived,
    reason,
    diagnoses: [fever],
    hours: 4.4,
    destination: '51',
  })
  const first = wardBloods(life, emergency, arrived + 35 * minute, {
    FBC: { WBC: 1.2, NEUT: 0.3, LYMP: 0.8, HB: 131, PLT: 188 },
    UE: { K: 6.4, CREA: 104, UREA: 8.8, NA: 134 },
    CRP: { CRP: 164 },
    LFT: {},
  })
  if (first) correctPotassium(life, first)
  const { consultant } = emergency
  const requester = { ...consultant, place: 'Emergency Department' }
  const asked = { ods: 'RJZ', requester, stay: emergency } as const
  narrative(
    life,
    { code: 'XCHES', name: 'XR Chest', section: 'RAD' },
    ['XR CHEST', '', 'Lungs and pleural spaces are clear. Heart size normal.'],
    { ...asked, collected: arrived + 80 * minute, hours: 1 },
  )
  const culture = [
    'BLOOD CULTURE',
    '',
    'Set 1 (left arm)   no growth so far',
    'Set 2 (right arm)  no growth so far',
    '',
    'Interim report; incubation continues for five days.',
  ]
  const interim = narrative(
    life,
    { code: 'BC', name: 'Blood culture', section: 'MB', specimen: 'Blood culture bottles' },
    culture,
    { ...asked, collected: arrived + 40 * minute, hours: 5 },
  )
  if (interim)
    life.replace(interim, {
      ...interim,
      panels: interim.panels.map((panel) => ({ ...panel, status: 'P' as const })),
    })
  const diagnoses = [{ code: 'D70', text: 'Neutropenic sepsis, cause to be found' }]
  const stay = admit(life, {
    ods: 'RJZ',
    at: arrived + 4.4 * hour,
    specialty: '300',
    reason,
    diagnoses,
    days: 4,
  })
  letter(life, {
    ods: 'RJZ',
    at: stay.at + 25 * minute,
    type: 'CL',
    title: 'Emergency department clerking',
    by: consultant,
    stay: emergency,
    lines: [
      `Arrived ${clock(arrived)}, self-referred, nine hours after a call to 111.`,
      '',
      ...wrap(
        'Three days of sore throat, one of rigors. Temperature 38.9, pulse 118, blood pressure 104/62, respiratory rate 22, saturation 97% on air, NEWS2 7. Ulcerated tonsils. Chest clear.',
      ),
      ...wrap(
        'Medicines on the summary from his practice: metformin, losartan, atorvastatin, macrogol. Says that a nurse brings him "another tablet" for his nerves.',
      ),
      '',
      'Neutrophils 0.3. Anaphylaxis to penicillin: treated as neutropenic sepsis without a beta-lactam, on microbiology advice.',
      'First potassium haemolysed, 4.4 on repeat.',
      '',
      'Plan: side room, haematology to see, find out what he takes for his mental health.',
    ],
  })
  life.replace(stay, {
    ...stay,
    moves: [{ at: stay.at, place: { ...bedIn(life, 'Annie Zunz Ward'), room: 'Side room 2' } }],
  })
}

/** The laboratory takes back what a haemolysed tube had told it. */
function correctPotassium(life: Life, first: Report): void {
  const panels = first.panels.map((panel) =>
    panel.code !== 'UE'
      ? panel
      : {
          ...panel,
          results: panel.results.map((result) =>
            result.code === 'K' ? { ...result, note: 'Sample slightly haemolysed' } : result,
          ),
        },
  )
  life.replace(first, { ...first, panels })
  const chemistry = panels.find((panel) => panel.code === 'UE')!
  const results = chemistry.results.map((result) =>
    result.code === 'K'
      ? {
          ...result,
          value: '4.4',
          flag: undefined,
          note: 'Corrected: first sample was haemolysed. Telephoned to the department.',
        }
      : result,
  )
  const at = first.at + 70 * minute
  if (at < life.now)
    life.add<Report>({ ...first, at, panels: [{ ...chemistry, results, status: 'C' }] })
}
