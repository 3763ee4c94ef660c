/** Diabetes, atrial fibrillation and failing kidneys in old age; then a fall. */
import type { Crisis } from '../story/crisis.ts'
import { suffer } from '../story/crisis.ts'
import { diagnosis } from '../story/hospital.ts'
import { creatinineFor, surgeryBloods } from '../story/laboratory.ts'
import type { Life } from '../story/life.ts'
import { contact, medicine, problem } from '../story/surgery.ts'
import { day } from '../time.ts'
import type { Archetype } from './archetype.ts'
import { ordinaryLife } from './ordinary.ts'

export const hipFracture: Crisis = {
  reason: 'Fall at home, right hip pain, leg shortened and turned out',
  diagnoses: [diagnosis('hip-fracture'), diagnosis('atrial-fibrillation'), diagnosis('ckd')],
  specialty: '110',
  findings: {
    FBC: { HB: 104 },
    UE: { CREA: 168, UREA: 13.2, K: 5.1 },
    INR: { INR: 1.2 },
    CRP: { CRP: 12 },
  },
  later: { FBC: { HB: 88 }, UE: { CREA: 152, UREA: 11.8 }, CRP: { CRP: 86 } },
  nights: [10, 16],
  words: {
    summary:
      'Fell in the bathroom at night after getting up quickly; lying to standing blood pressure fell by 34 mmHg. Intracapsular fracture of the right neck of femur. Cemented hemiarthroplasty on the second day after apixaban was held. Acute kidney injury stage 1 settled with fluids. Walks with a frame and one person.',
    started: [
      'Adcal-D3 two caplets twice a day',
      'Paracetamol 1g four times a day',
      'Senna two tablets at night',
    ],
    changed: [
      'Apixaban reduced from 5mg to 2.5mg twice a day: age over 80 and creatinine over 133',
    ],
    stopped: [
      'Ramipril: postural hypotension and acute kidney injury',
      'Metformin: eGFR below 30',
      'Codeine: confusion',
    ],
    plan: [
      'General practitioner: please change the repeat list as above.',
      'Repeat U&E in two weeks.',
      'Falls clinic referral made; bone health review with a view to denosumab.',
    ],
    pdf: true,
  },
}

const fallWithoutFracture: Crisis = {
  reason: 'Fall, long lie, on anticoagulant',
  diagnoses: [
    { code: 'R29.6', text: 'Tendency to fall' },
    { code: 'N39.0', text: 'Urinary tract infection' },
  ],
  specialty: '430',
  findings: { FBC: { WBC: 13.1, NEUT: 10.9 }, UE: { CREA: 149, UREA: 12.6 }, CRP: { CRP: 64 } },
  later: { FBC: { WBC: 9.4, NEUT: 6.6 }, UE: { CREA: 138, UREA: 10.1 }, CRP: { CRP: 21 } },
  nights: [3, 8],
  words: {
    summary:
      'Found on the floor by the carer in the morning. CT head: no bleed. Treated for a urinary tract infection with a five day course. Seen by therapists; safe on the stairs with a rail.',
    started: ['Paracetamol 1g four times a day when needed'],
    stopped: ['Amlodipine: postural hypotension'],
    plan: [
      'General practitioner: please review blood pressure in two weeks.',
      'Community therapy referral made.',
    ],
  },
}

/** Filtration that falls by three or four a year: the reason why doses have to change. */
export function decliningKidneys(life: Life, from: number, years: number): void {
  for (let back = years; back >= 0; back--) {
    const collected = life.daysAgo(back * 365 + life.random.between(25, 70))
    const egfr = from - (years - back) * (3 + life.random.fraction())
    const CREA = creatinineFor(life, Math.max(egfr, 19), collected)
    const findings = {
      UE: { CREA, UREA: 4 + CREA / 18 },
      A1C: { A1C: life.random.between(54, 66) },
    }
    surgeryBloods(
      life,
      collected,
      back % 2 === 0 ? { ...findings, FBC: { HB: 108 + back } } : findings,
    )
  }
}

export function chronicMedicines(life: Life, stopped: number | undefined): void {
  const end = { end: stopped, ended: 'Stopped by the hospital' }
  medicine(life, 'apixaban-5', life.yearsAgo(5))
  medicine(life, 'bisoprolol', life.yearsAgo(5))
  medicine(life, 'atorvastatin', life.yearsAgo(11))
  medicine(life, 'amlodipine', life.yearsAgo(9))
  medicine(life, 'metformin-500', life.yearsAgo(11), stopped ? end : {})
  medicine(life, 'ramipril', life.yearsAgo(10), stopped ? end : {})
  medicine(life, 'codeine', life.yearsAgo(4), stopped ? end : {})
  if (life.random.chance(0.5)) medicine(life, 'lansoprazole', life.yearsAgo(4))
}

function tell(life: Life): void {
  const { random } = life
  ordinaryLife(life, { pressure: [142, 78], kilograms: random.between(52, 84) })
  problem(life, 'type-2-diabetes', life.yearsAgo(random.between(10, 18)))
  problem(life, 'hypertension', life.yearsAgo(random.between(12, 20)))
  problem(life, 'atrial-fibrillation', life.yearsAgo(5))
  problem(life, 'ckd', life.yearsAgo(4), { note: 'Stage 3b' })
  decliningKidneys(life, random.between(40, 50), 4)
  contact(
    life,
    life.daysAgo(random.between(25, 80)),
    'Diabetes annual review',
    'Feet: pulses present, sensation reduced to 10g monofilament on the left. Retinal screening up to date. eGFR falling; U&E to be repeated in three months.',
  )
  const fell = random.chance(0.45) ? life.yearsAgo(random.between(1, 3)) : undefined
  // The practice acted on some summaries; others still wait in its in-tray.
  chronicMedicines(life, fell && random.chance(0.5) ? fell + 20 * day : undefined)
  if (!fell) return
  problem(life, 'hip-fracture', fell)
  suffer(life, hipFracture, fell)
}

export const frailty: Archetype = {
  name: 'frailty',
  share: 8,
  ages: [76, 93],
  tell,
  crises: [fallWithoutFracture, hipFracture],
}
