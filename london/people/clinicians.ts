/** Invented professionals of real organisations. */
import clinicians from '../words/clinicians.json' with { type: 'json' }
import { codeOf } from './numbers.ts'
import type { Clinician, HospitalOds, PracticeOds } from './person.ts'

export const specialties: Readonly<Record<string, string>> = {
  '100': 'General surgery',
  '103': 'Breast surgery',
  '110': 'Trauma and orthopaedics',
  '180': 'Emergency medicine',
  '300': 'General internal medicine',
  '301': 'Gastroenterology',
  '303': 'Clinical haematology',
  '306': 'Hepatology',
  '307': 'Diabetes',
  '320': 'Cardiology',
  '340': 'Respiratory medicine',
  '361': 'Renal medicine',
  '370': 'Medical oncology',
  '400': 'Neurology',
  '420': 'Paediatrics',
  '430': 'Elderly medicine',
  '501': 'Obstetrics',
  '560': 'Midwifery',
  '710': 'Adult mental health',
  '715': 'Old age psychiatry',
}

export function consultant(ods: HospitalOds, specialty: string): Clinician {
  const name = (clinicians[ods] as Record<string, string>)[specialty]
  if (!name) throw new RangeError(`${ods} has nobody for ${specialty}`)
  const role = `Consultant, ${specialties[specialty]?.toLowerCase()}`
  return { name, role: specialty === '560' ? 'Midwife' : role, code: `C${codeOf(name)}`, ods }
}

export const doctorsOf = (practice: PracticeOds): readonly Clinician[] =>
  clinicians[practice].map((name) => ({
    name,
    role: 'General practitioner',
    code: `G${codeOf(name)}`,
    ods: practice,
  }))

const other = (ods: string, name: string, role: string, phone?: string): Clinician => ({
  name,
  role,
  code: codeOf(name),
  ods,
  phone,
})

/** Those who are not doctors of a practice or consultants of a hospital. */
export const staff = {
  careCoordinator: other('RV5', 'Marta Kowalczyk', 'Care co-ordinator', '020 7946 0411'),
  mentalHealthNurse: other('RV5', 'Kwesi Darko', 'Community mental health nurse', '020 7946 0412'),
  psychiatrist: other('RV5', 'Dr Leon Castellano', 'Consultant psychiatrist', '020 7946 0410'),
  memoryNurse: other('RV5', 'Gillian Frost', 'Memory service nurse', '020 7946 0420'),
  memoryDoctor: other(
    'RV5',
    'Dr Miriam Goldstone',
    'Consultant old age psychiatrist',
    '020 7946 0421',
  ),
  psychologist: other('RV5', 'Dr Ines Carvalho', 'Clinical psychologist', '020 7946 0414'),
  clozapinePharmacist: other(
    'RV5',
    'Anjum Siddiqui',
    'Specialist mental health pharmacist',
    '020 7946 0415',
  ),
  respiratoryNurse: other('RJ1', 'Patrick Nolan', 'Respiratory nurse specialist', '020 7946 0511'),
  districtNurse: other('RJ1', 'Blessing Adjei', 'Community nurse', '020 7946 0512'),
  healthVisitor: other('RJ1', 'Nomsa Dlamini', 'Health visitor', '020 7946 0515'),
  physiotherapist: other('RJ1', 'Hannah Lister', 'Community physiotherapist', '020 7946 0513'),
  heartFailureNurse: other('RJ1', 'Teresa Lobo', 'Heart failure nurse specialist', '020 7946 0514'),
  urgentClinician: other('RRU', 'Rhiannon Pugh', '111 clinical adviser', '020 7946 0611'),
  urgentNurse: other('RRU', 'Farah Qadir', '111 clinical adviser', '020 7946 0612'),
  socialWorker: other('708', 'Tomás Ferreira', 'Social worker', '020 7946 0711'),
  reviewingOfficer: other('708', 'Michael Tetteh', 'Care review officer', '020 7946 0712'),
} as const
