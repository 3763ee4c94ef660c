/** What invented entries are made of. Free text is put together from sentences of usual kinds. */
export type Coded = readonly [code: string, display: string]

/** Code, name, unit, and the range that is usual. */
export const observations = [
  ['1022621000000105', 'Sodium level', 'mmol/L', 133, 146],
  ['1000651000000109', 'Potassium level', 'mmol/L', 3.5, 5.3],
  ['1000661000000107', 'Urea level', 'mmol/L', 2.5, 7.8],
  ['1000731000000107', 'Creatinine level', 'umol/L', 45, 84],
  ['1022431000000105', 'Haemoglobin concentration', 'g/L', 115, 165],
  ['1049321000000109', 'Haemoglobin A1c level', 'mmol/mol', 20, 41],
  ['1001371000000100', 'Serum C reactive protein level', 'mg/L', 0, 5],
  ['75367002', 'Systolic blood pressure', 'mm[Hg]', 90, 140],
  ['27113001', 'Body weight', 'kg', 45, 110],
  ['364075005', 'Heart rate', '/min', 50, 100],
  ['103228002', 'Peripheral oxygen saturation', '%', 94, 98],
  ['1022541000000102', 'Total white cell count', '10*9/L', 4, 11],
] as const

export const medicines = [
  ['39720311000001101', 'Amoxicillin 500mg capsules', 'One capsule three times a day for 5 days'],
  ['39732111000001107', 'Atorvastatin 20mg tablets', 'One tablet to be taken at night'],
  ['42093611000001108', 'Amlodipine 5mg tablets', 'One tablet to be taken each day'],
  ['39694211000001109', 'Metformin 500mg tablets', 'One tablet twice a day with meals'],
  ['39113611000001102', 'Salbutamol 100micrograms/dose inhaler', 'Two puffs when required'],
  ['41950711000001102', 'Sertraline 50mg tablets', 'One tablet to be taken each morning'],
  ['39721211000001106', 'Omeprazole 20mg capsules', 'One capsule to be taken each morning'],
  ['42107811000001100', 'Ramipril 2.5mg capsules', 'One capsule to be taken each day'],
] as const

export const problems: readonly Coded[] = [
  ['38341003', 'Hypertensive disorder'],
  ['44054006', 'Type 2 diabetes mellitus'],
  ['195967001', 'Asthma'],
  ['35489007', 'Depressive disorder'],
  ['13645005', 'Chronic obstructive pulmonary disease'],
  ['396275006', 'Osteoarthritis'],
  ['709044004', 'Chronic kidney disease'],
  ['233604007', 'Pneumonia'],
]

export const procedures: readonly Coded[] = [
  ['399208008', 'Plain chest X-ray'],
  ['40701008', 'Echocardiography'],
  ['73761001', 'Colonoscopy'],
  ['29303009', 'Electrocardiographic procedure'],
  ['185345009', 'Encounter for symptom'],
  ['390906007', 'Follow-up encounter'],
]

export const vaccines: readonly Coded[] = [
  ['822851000000102', 'Seasonal influenza vaccination'],
  ['1324681000000101', 'Administration of first dose of COVID-19 vaccine'],
  ['170354005', 'Pneumococcal vaccination'],
]

export const allergies: readonly Coded[] = [
  ['91936005', 'Allergy to penicillin'],
  ['300916003', 'Latex allergy'],
  ['293586001', 'Allergy to aspirin'],
]

export const documents = [
  'Discharge summary',
  'Outpatient letter',
  'Radiology report',
  'Mental health care plan',
] as const

export const sentences = [
  'Seen with their daughter, who interpreted at their own request.',
  'Symptoms began three weeks ago and have slowly got worse since.',
  'Reports that the tablets were stopped two months ago because of dizziness.',
  'Advised to come back if there is fever, new breathlessness or chest pain.',
  'Sample slightly haemolysed; please repeat if clinically indicated.',
  'No change to treatment today; review in clinic in six months.',
  'Discussed with the on-call registrar, who agrees with the plan.',
  'Lives alone on the third floor; carers come twice a day.',
  'Result telephoned to the ward and read back by the nurse in charge.',
  'Previous values are similar; the trend over two years is stable.',
  'Declined referral to the stop smoking service on this occasion.',
  'Medication reconciled against the summary from the practice.',
] as const
