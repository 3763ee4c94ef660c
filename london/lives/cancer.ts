/** A breast lump: urgent referral, imaging, histology, the meeting, chemotherapy. */
import type { Crisis } from '../story/crisis.ts'
import { clinic, diagnosis, letter } from '../story/hospital.ts'
import { narrative, wardBloods } from '../story/laboratory.ts'
import { clinicLetter, correspondence } from '../story/letters.ts'
import type { Life } from '../story/life.ts'
import { contact, problem, refer } from '../story/surgery.ts'
import { atClock, day, hour } from '../time.ts'
import type { Archetype } from './archetype.ts'
import { ordinaryLife } from './ordinary.ts'

const neutropenicFever: Crisis = {
  reason: 'Temperature 38.6 eight days after chemotherapy',
  diagnoses: [{ code: 'D70', text: 'Neutropenic sepsis' }, diagnosis('breast-cancer')],
  specialty: '370',
  findings: { FBC: { NEUT: 0.3, WBC: 1.1, HB: 98, PLT: 88 }, CRP: { CRP: 122 }, UE: {}, LFT: {} },
  later: { FBC: { NEUT: 1.4, WBC: 3.2, HB: 95, PLT: 116 }, CRP: { CRP: 44 } },
  nights: [3, 6],
  words: {
    summary:
      'Neutropenic sepsis, source not found. Antibiotic within one hour of arrival. Cultures negative at 48 hours. Neutrophils recovered.',
    plan: ['Next cycle delayed by one week.', 'Twenty-four hour oncology line: 020 7946 0370.'],
  },
}

/** Two-week-wait referral, imaging, histology, the meeting, and what it decided. */
export function tellCancer(life: Life): void {
  const { random } = life
  const ods = life.person.hospital
  const seen = life.daysAgo(random.between(70, 240))
  ordinaryLife(life, { smokes: random.pick(['never', 'ex']) })
  contact(
    life,
    seen,
    'Breast lump',
    'Lump noticed in the shower three weeks ago. Firm, 2 cm, upper outer quadrant of the left breast, not fixed. No nodes felt.',
  )
  refer(
    life,
    seen,
    'Breast clinic, suspected cancer',
    'Suspected breast cancer, urgent two week referral.',
    { priority: 'urgent' },
  )
  const visit = clinic(life, {
    ods,
    at: atClock(seen + 9 * day, 10),
    specialty: '103',
    reason: 'Suspected breast cancer, one stop clinic',
  })
  const requester = { ...visit.consultant, place: 'Breast clinic' }
  narrative(
    life,
    { code: 'XMAMB', name: 'XR Mammogram both breasts', section: 'RAD' },
    [
      'MAMMOGRAM AND ULTRASOUND, BOTH BREASTS',
      '',
      "Left: spiculate mass of 19 mm at 2 o'clock (M5, U5). Axilla: one node with cortical thickening.",
      'Right: no suspicious feature (M1).',
      'Core biopsy of the mass taken today, node sampled by fine needle.',
    ],
    { collected: visit.at + hour, ods, hours: 5, requester, stay: visit },
  )
  narrative(
    life,
    { code: 'HIST', name: 'Histology', section: 'SP', specimen: 'Left breast, core biopsy' },
    [
      'HISTOLOGY REPORT',
      '',
      'Clinical details : left breast lump, M5 U5',
      'Specimen         : left breast, three cores of 14G, 12 to 16 mm',
      '',
      'MICROSCOPY',
      'Invasive carcinoma of no special type, grade 3 (3+3+2).',
      'No lymphovascular invasion seen.',
      '',
      '  Oestrogen receptor     negative, Allred 0/8',
      '  Progesterone receptor  negative, Allred 0/8',
      '  HER2                   1+ (negative)',
      '',
      'CONCLUSION: invasive ductal carcinoma, grade 3, triple negative (B5b).',
    ],
    { collected: visit.at + hour, ods, hours: 98, requester, stay: visit },
  )
  const met = visit.at + 8 * day
  problem(life, 'breast-cancer', met + day, { note: 'Left, grade 3, ER, PR and HER2 negative' })
  letter(life, {
    ods,
    at: met,
    type: 'MDT',
    title: 'Breast multidisciplinary meeting outcome',
    by: visit.consultant,
    pdf: true,
    stay: visit,
    lines: correspondence(life, visit.consultant, visit.at, {
      diagnoses: [
        'Left invasive ductal carcinoma, grade 3, 19 mm, ER 0/8, PR 0/8, HER2 negative; cT1c cN0',
      ],
      body: 'Discussed at the multidisciplinary meeting with imaging and histology reviewed. Fine needle of the axillary node is benign.',
      plan: [
        'Chemotherapy first (dose dense EC, then paclitaxel), for six months; referred to oncology.',
        'Then wide local excision, sentinel node biopsy and radiotherapy.',
        'Clinical nurse specialist is the key worker: 020 7946 0303.',
      ],
    }),
  })
  wardBloods(life, visit, visit.at + 2 * hour, { FBC: {}, UE: {}, LFT: {}, BONE: {} })
  const after = clinic(life, {
    ods,
    at: atClock(visit.at + 40 * day, 14),
    specialty: '370',
    reason: 'Oncology clinic before the second cycle',
  })
  if (after.at > life.now) return
  wardBloods(life, after, after.at - 2 * hour, { FBC: { HB: 118, NEUT: 2.4 }, UE: {}, LFT: {} })
  clinicLetter(life, after, {
    title: 'Oncology clinic letter',
    diagnoses: ['Left breast carcinoma, grade 3, triple negative, cT1c cN0'],
    body: 'First cycle of EC two weeks ago, with nausea for three days. The lump feels softer. Fit for the second cycle.',
    plan: [
      'Continue with G-CSF. Central line team to see.',
      'Temperature above 37.5: ring the 24 hour oncology line, 020 7946 0370, at any hour.',
    ],
  })
}
export const cancer: Archetype = {
  name: 'cancer',
  share: 4,
  ages: [44, 78],
  sex: 'female',
  tell: tellCancer,
  crises: [neutropenicFever],
}
