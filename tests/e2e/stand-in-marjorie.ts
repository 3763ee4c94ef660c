/**
 * An invented lady of 87: many medicines, a penicillin anaphylaxis, a care co-ordinator, and an
 * admission this night. Times are relative to now, so that the screen's ages come out the same.
 */
import type { Item, RecordView, SourceView } from '../../src/doors/viewer/contract.ts'
import { keepDocument, letter, smallPdf, summary } from './stand-in-documents.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

/** An instant so long ago. */
const before = (ms: number) => new Date(Date.now() - ms).toISOString()
export const minutes = (count: number) => before(count * minuteMs)
const days = (count: number) => before(count * dayMs)
export const dayBefore = (count: number) => days(count).slice(0, 10)

let count = 0
export function item(source: string, title: string, rest: Partial<Item> = {}): Item {
  count++
  const received = new Date(rest.said ?? rest.date ?? days(30)).toISOString()
  return { id: `i${count}`, kind: 'Basic', title, source, received, ...rest }
}

const gp = 'G85999'
const kings = 'RJZ'
const slam = 'RV5'
const guys = 'RJ1'
const council = 'E5036'

const everything: SourceView['presence'] = {
  alerts: 'recorded',
  allergies: 'recorded',
  medicines: 'recorded',
  problems: 'recorded',
  visits: 'recorded',
  results: 'recorded',
  documents: 'recorded',
}

export const sources: Record<string, SourceView> = {
  [kings]: {
    ods: kings,
    name: "King's College Hospital NHS Foundation Trust",
    lastReceived: minutes(5),
    presence: {
      ...everything,
      medicines: 'partial',
      alerts: 'nothing-recorded',
      procedures: 'recorded',
    },
  },
  [gp]: {
    ods: gp,
    name: 'Goose Green Surgery (invented)',
    lastReceived: days(2),
    presence: {
      ...everything,
      visits: 'nothing-recorded',
      immunisations: 'recorded',
      referrals: 'recorded',
      'people-and-teams': 'recorded',
    },
  },
  [slam]: {
    ods: slam,
    name: 'South London and Maudsley NHS Foundation Trust',
    lastReceived: days(11),
    presence: {
      alerts: 'recorded',
      allergies: 'none-known',
      medicines: 'recorded',
      problems: 'recorded',
      visits: 'recorded',
      'people-and-teams': 'recorded',
      'care-plans': 'recorded',
      appointments: 'recorded',
      documents: 'recorded',
    },
  },
  [guys]: {
    ods: guys,
    name: "Guy's and St Thomas' NHS Foundation Trust",
    lastReceived: days(40),
    presence: { results: 'unavailable', documents: 'unavailable', visits: 'recorded' },
  },
  [council]: {
    ods: council,
    name: 'Southwark Council, adult social care',
    lastReceived: days(19),
    presence: {
      'people-and-teams': 'recorded',
      'care-plans': 'recorded',
      allergies: 'not-connected',
    },
  },
}

/** GP medicines: name, dose, how. */
const gpMedicines: [title: string, dose: string, rest?: Partial<Item>][] = [
  ['Apixaban 2.5 mg tablets', '1 tablet twice a day', { alert: 'Anticoagulant' }],
  ['Bisoprolol 2.5 mg tablets', '1 tablet each morning'],
  ['Furosemide 40 mg tablets', '1 tablet each morning'],
  ['Ramipril 5 mg capsules', '1 capsule each morning'],
  ['Atorvastatin 40 mg tablets', '1 tablet at night'],
  ['Metformin 500 mg tablets', '1 tablet twice a day with food'],
  ['Omeprazole 20 mg gastro-resistant capsules', '1 capsule each morning'],
  ['Alendronic acid 70 mg tablets', '1 tablet once a week'],
  ['Paracetamol 500 mg tablets', '2 tablets up to four times a day when needed'],
  ['Adcal-D3 chewable tablets', '1 tablet twice a day'],
]

const medicines: Item[] = [
  ...gpMedicines.map(([title, dose, rest]) =>
    item(gp, title, {
      kind: 'MedicationRequest',
      status: 'Prescribed (GP, repeat)',
      date: dayBefore(200),
      said: days(28),
      by: 'Dr Tunde Bakare, general practitioner',
      facts: [
        ['Dose', dose],
        ['Quantity', '28 days'],
        ['Last issued', '25-Oct-2026'],
      ],
      ...rest,
    }),
  ),
  item(kings, 'Furosemide 40 mg tablets', {
    kind: 'MedicationStatement',
    status: 'Stopped',
    past: true,
    date: minutes(95),
    said: minutes(90),
    by: 'Dr Isobel Crane, emergency medicine',
    facts: [['Reason', 'Acute kidney injury']],
  }),
  item(slam, 'Mirtazapine 15 mg tablets', {
    kind: 'MedicationStatement',
    status: 'Active',
    date: dayBefore(60),
    by: 'Dr Ama Mensah, consultant psychiatrist',
    facts: [
      ['Dose', '1 tablet at night'],
      ['Indication', 'Depression with poor sleep'],
    ],
    notes: ['Not in the GP list at the last review. The practice was written to on the same day.'],
  }),
  item(slam, 'Donepezil 10 mg tablets', {
    kind: 'MedicationStatement',
    status: 'Active',
    date: dayBefore(400),
    facts: [['Dose', '1 tablet at night']],
  }),
  item(gp, 'Trimethoprim 200 mg tablets', {
    kind: 'MedicationRequest',
    status: 'Completed',
    past: true,
    date: dayBefore(130),
    end: dayBefore(127),
    facts: [['Dose', '1 tablet twice a day for 3 days']],
  }),
]

const allergies: Item[] = [
  item(gp, 'Penicillin', {
    kind: 'AllergyIntolerance',
    status: 'Active',
    alert: 'Severe',
    date: '1998',
    said: days(2000),
    by: 'Dr Tunde Bakare, general practitioner',
    facts: [
      ['Reaction', 'Anaphylaxis'],
      ['Severity', 'Severe'],
      ['Verification', 'Confirmed'],
    ],
    codes: [
      { system: 'http://snomed.info/sct', code: '91936005', display: 'Allergy to penicillin' },
    ],
  }),
  item(kings, 'Penicillin', {
    kind: 'AllergyIntolerance',
    status: 'Active',
    alert: 'Severe',
    date: dayBefore(900),
    facts: [['Reaction', 'Anaphylaxis, adrenaline given']],
  }),
  item(gp, 'Codeine', {
    kind: 'AllergyIntolerance',
    status: 'Active',
    date: '2015-06',
    facts: [
      ['Reaction', 'Vomiting'],
      ['Type', 'Intolerance'],
    ],
  }),
  item(slam, 'No known allergies', {
    kind: 'AllergyIntolerance',
    noneKnown: true,
    date: dayBefore(420),
  }),
]

const problems: Item[] = (
  [
    [kings, 'Acute kidney injury stage 2', minutes(80), 'Active'],
    [kings, 'Fall with head injury', minutes(170), 'Active'],
    [gp, 'Atrial fibrillation', '2019-08-02', 'Active'],
    [gp, 'Heart failure with reduced ejection fraction', '2021-02', 'Active'],
    [gp, 'Type 2 diabetes mellitus', '2009', 'Active'],
    [gp, 'Chronic kidney disease stage 3b', '2020-11-17', 'Active'],
    [slam, "Alzheimer's disease, moderate", '2023-05-30', 'Active'],
    [slam, 'Depressive episode', dayBefore(61), 'Active'],
    [gp, 'Osteoporosis', '2018', 'Active'],
  ] as const
).map(([source, title, date, status]) => item(source, title, { kind: 'Condition', date, status }))
problems.push(
  item(gp, 'Fractured neck of left femur', {
    kind: 'Condition',
    status: 'Resolved',
    past: true,
    date: '2018-01-09',
    end: '2018-06',
  }),
  item(gp, 'Cataract, right eye', {
    kind: 'Condition',
    status: 'Resolved',
    past: true,
    date: '2016',
  }),
)

const chemistry = 'Urea and electrolytes'
const value = (title: string, result: Item['result'], rest: Partial<Item> = {}): Item =>
  item(kings, title, {
    kind: 'Observation',
    group: chemistry,
    date: minutes(75),
    said: minutes(40),
    by: 'Clinical chemistry',
    result,
    ...rest,
  })

const results: Item[] = [
  value('Sodium', { value: '131', unit: 'mmol/L', range: '133–146', flag: 'L', abnormal: true }),
  value(
    'Potassium',
    {
      value: '6.1',
      unit: 'mmol/L',
      range: '3.5–5.3',
      flag: 'HH',
      abnormal: true,
      was: [{ value: '5.1', until: minutes(40) }],
    },
    { status: 'Corrected', notes: ['Repeated on the same sample: not haemolysed.'] },
  ),
  value('Urea', { value: '21.4', unit: 'mmol/L', range: '2.5–7.8', flag: 'H', abnormal: true }),
  value('Creatinine', { value: '214', unit: 'µmol/L', range: '45–84', flag: 'H', abnormal: true }),
  value('Chloride', { value: '102', unit: 'mmol/L', range: '95–108' }),
  value('Bicarbonate', { value: '22', unit: 'mmol/L', range: '22–29' }),
  ...(
    [
      ['Haemoglobin', '98', 'g/L', '115–155', 'L'],
      ['White cell count', '14.2', '10*9/L', '4.0–11.0', 'H'],
      ['Neutrophils', '11.9', '10*9/L', '2.0–7.0', 'H'],
      ['Platelets', '244', '10*9/L', '150–400', undefined],
      ['Mean cell volume', '91', 'fL', '80–100', undefined],
    ] as const
  ).map(([title, amount, unit, range, flag]) =>
    value(
      title,
      { value: amount, unit, range, flag, abnormal: flag ? true : undefined },
      { group: 'Full blood count' },
    ),
  ),
  value(
    'Troponin T (high sensitivity)',
    { value: '<5', unit: 'ng/L', range: '<14' },
    { group: 'Troponin' },
  ),
  item(kings, 'Urine culture', {
    kind: 'DiagnosticReport',
    group: 'Urine culture',
    date: days(9),
    said: days(7),
    by: 'Medical microbiology',
    status: 'Final',
    result: {
      text: [
        'SPECIMEN      Mid-stream urine',
        'MICROSCOPY    White cells   >100 /mm3',
        '              Red cells       10 /mm3',
        '',
        'CULTURE       >10^5 cfu/mL Escherichia coli',
        '',
        '              Amoxicillin      R',
        '              Nitrofurantoin   S',
        '              Trimethoprim     R',
        '              Gentamicin       S',
        '',
        'Clinical advice: discuss with microbiology if systemically unwell.',
        'NOTE penicillin allergy on request form.',
      ].join('\n'),
    },
  }),
  item(gp, 'HbA1c', {
    kind: 'Observation',
    date: dayBefore(70),
    result: { value: '58', unit: 'mmol/mol', range: '20–41', flag: 'H', abnormal: true },
  }),
  item(kings, 'CT head', {
    kind: 'DiagnosticReport',
    date: minutes(55),
    said: minutes(20),
    by: 'Dr Piotr Zielinski, consultant radiologist',
    status: 'Preliminary',
    result: {
      text: 'No acute intracranial haemorrhage. Moderate small vessel change.\nProvisional report: to be verified by a consultant.',
    },
  }),
]

const documents: Item[] = [
  item(gp, 'Letter to the emergency department', {
    kind: 'DocumentReference',
    date: dayBefore(1),
    by: 'Dr Tunde Bakare, general practitioner',
    document: keepDocument('text/plain; charset=utf-8', letter),
  }),
  item(slam, 'Memory clinic letter', {
    kind: 'DocumentReference',
    date: dayBefore(61),
    by: 'Dr Ama Mensah, consultant psychiatrist',
    document: keepDocument('application/pdf', smallPdf('Memory clinic letter: Marjorie Adeyemi')),
  }),
  item(kings, 'Discharge summary', {
    kind: 'DocumentReference',
    date: dayBefore(125),
    document: keepDocument('text/html; charset=utf-8', summary),
  }),
  item(kings, 'Wound photograph, left shin', {
    kind: 'DocumentReference',
    date: dayBefore(126),
    document: keepDocument(
      'image/png',
      Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
        'base64',
      ),
    ),
  }),
  item(gp, 'Frailty review', {
    kind: 'DocumentReference',
    date: '2025-11',
    document: keepDocument('application/msword', 'old'),
  }),
  item(guys, 'Cardiology clinic letter', {
    kind: 'DocumentReference',
    date: '2024-09-30',
    facts: [['Document not held', 'the source sent no copy']],
  }),
]

export function marjorie(): RecordView {
  return {
    version: 41,
    someWithheld: false,
    person: {
      name: { family: 'Adeyemi', given: 'Marjorie', prefix: 'Mrs' },
      otherNames: ['Marjorie Okafor (before 1964)'],
      birthDate: '1939-03-14',
      gender: 'female',
      nhsNumber: '9991234527',
      nhsNumberVerified: true,
      address: { lines: ['Flat 7, 41 Invented Gardens', 'London'], postcode: 'SE22 0ZZ' },
      telephone: '020 7946 0123',
      language: 'Yoruba',
      interpreter: true,
      gpPractice: { ods: gp, name: 'Goose Green Surgery (invented)' },
      differences: [
        { what: 'address', says: '3 Former Street, London SE5 9ZZ', source: guys },
        { what: 'given name', says: 'Margery', source: guys },
      ],
      identifiers: [
        { system: "King's hospital number", value: 'K1234567', source: kings },
        { system: 'SLaM number', value: '00998877', source: slam },
      ],
    },
    sources,
    sections: {
      alerts: [
        item(slam, 'High risk of falls', {
          kind: 'Flag',
          status: 'Active',
          alert: 'High risk of falls',
          date: dayBefore(61),
        }),
        item(gp, 'Key safe: ask the daughter', {
          kind: 'Flag',
          status: 'Active',
          alert: 'Key safe: ask the daughter',
          date: dayBefore(500),
        }),
      ],
      allergies,
      medicines,
      problems,
      visits: [
        item(kings, 'Emergency department attendance', {
          kind: 'Encounter',
          status: 'Admitted',
          date: minutes(170),
          said: minutes(100),
          by: 'Dr Isobel Crane, emergency medicine',
          facts: [
            ['Location', 'Majors, bay 12'],
            ['Reason', 'Fall, confusion'],
            ['Arrived by', 'Ambulance'],
          ],
        }),
        item(kings, 'Inpatient stay', {
          kind: 'Encounter',
          status: 'Discharged',
          past: true,
          date: dayBefore(131),
          end: dayBefore(125),
          facts: [
            ['Location', 'Marjory Warren Ward'],
            ['Reason', 'Urinary tract infection'],
          ],
        }),
        item(slam, 'Memory clinic', {
          kind: 'Encounter',
          status: 'Attended',
          past: true,
          date: dayBefore(61),
        }),
        item(guys, 'Cardiology outpatient clinic', {
          kind: 'Encounter',
          status: 'Did not attend',
          past: true,
          date: dayBefore(260),
        }),
        item(kings, 'Emergency department attendance', {
          kind: 'Encounter',
          status: 'Discharged',
          past: true,
          date: dayBefore(480),
        }),
      ],
      results,
      documents,
      procedures: [
        item(kings, 'Hemiarthroplasty of left hip', {
          kind: 'Procedure',
          date: '2018-01-10',
          by: 'Orthopaedics',
        }),
      ],
      immunisations: [
        item(gp, 'Influenza vaccine', {
          kind: 'Immunization',
          date: dayBefore(38),
          status: 'Given',
          facts: [['Batch', 'AB1234']],
        }),
        item(gp, 'COVID-19 vaccine', {
          kind: 'Immunization',
          date: dayBefore(38),
          status: 'Given',
        }),
      ],
      appointments: [
        item(slam, 'Home visit, care co-ordinator', {
          kind: 'Appointment',
          status: 'Booked',
          date: before(-3 * dayMs),
          facts: [['With', 'Ngozi Obi']],
        }),
      ],
      referrals: [
        item(gp, 'Referral to falls clinic', {
          kind: 'ServiceRequest',
          status: 'Active',
          date: dayBefore(6),
        }),
      ],
      'care-plans': [
        item(slam, 'Treatment escalation plan', {
          kind: 'CarePlan',
          status: 'Active',
          date: dayBefore(61),
          alert: 'Do not attempt CPR',
          facts: [['Discussed with', 'Marjorie and her daughter Folake']],
        }),
        item(council, 'Care at home, four visits a day', {
          kind: 'CarePlan',
          status: 'Active',
          date: dayBefore(300),
        }),
      ],
      'people-and-teams': [
        item(council, 'Southwark Older People Team', {
          kind: 'CareTeam',
          status: 'Active',
          facts: [
            ['Telephone', '020 7946 0777'],
            ['Social worker', 'Dele Hart'],
          ],
        }),
        item(slam, 'Southwark Mental Health of Older Adults', {
          kind: 'EpisodeOfCare',
          status: 'Active',
          date: dayBefore(420),
          facts: [
            ['Care co-ordinator', 'Ngozi Obi'],
            ['Telephone', '020 7946 0555'],
          ],
        }),
        item(gp, 'Folake Adeyemi', {
          kind: 'RelatedPerson',
          group: 'Family and carers',
          facts: [
            ['Role', 'Daughter, next of kin'],
            ['Telephone', '07700 900123'],
          ],
        }),
      ],
    },
  }
}
