/**
 * Codes of the NHS Data Dictionary as UK Core names them (UK Core R4 value sets; ITK HL7 v2
 * Reference Tables 1.0.14). Codes that are not here stay as sent.
 */
type Table = Readonly<Record<string, string>>

const ukCore = (name: string): string => `https://fhir.hl7.org.uk/CodeSystem/UKCore-${name}`

interface CodeTable {
  readonly system: string
  readonly words: Table
}

export const admissionMethod: CodeTable = {
  system: ukCore('AdmissionMethodEngland'),
  words: {
    '11': 'Waiting list',
    '12': 'Booked',
    '13': 'Planned',
    '21': 'Emergency: emergency department of this provider',
    '22': 'Emergency: general practitioner',
    '23': 'Emergency: bed bureau',
    '24': 'Emergency: consultant clinic',
    '25': 'Emergency: mental health crisis resolution team',
    '28': 'Emergency: other means',
    '2A': 'Emergency: emergency department of another provider',
    '2B': 'Emergency: transfer from another hospital',
    '2C': 'Baby born at home as intended',
    '2D': 'Other emergency admission',
    '31': 'Maternity: before birth',
    '32': 'Maternity: after birth',
    '81': 'Transfer, not an emergency',
    '82': 'Birth in this provider',
    '83': 'Birth outside this provider',
  },
}

const places: Table = {
  '19': 'Usual place of residence',
  '29': 'Temporary place of residence',
  '39': 'Penal establishment, court or police station',
  '49': 'High security psychiatric accommodation',
  '51': 'NHS hospital: general ward or emergency department',
  '52': 'NHS hospital: maternity or neonatal ward',
  '53': 'NHS hospital: mental health or learning disability ward',
  '54': 'NHS care home',
  '65': 'Local authority residential accommodation',
  '66': 'Local authority foster care',
  '85': 'Care home, not NHS',
  '87': 'Hospital, not NHS',
  '88': 'Hospice',
}

export const admissionSource: CodeTable = {
  system: ukCore('SourceOfAdmissionEngland'),
  words: { ...places, '79': 'Born in or on the way to hospital' },
}

export const dischargeDestination: CodeTable = {
  system: ukCore('DischargeDestinationEngland'),
  words: {
    ...places,
    '30': 'Repatriation from high security accommodation',
    '37': 'Court',
    '38': 'Penal establishment or police station',
    '48': 'High security hospital, Scotland',
    '50': 'Medium secure unit',
    '79': 'Patient died or stillbirth',
    '84': 'Medium secure unit, not NHS',
  },
}

export const dischargeMethod: CodeTable = {
  system: ukCore('DischargeMethodEngland'),
  words: {
    '1': 'Discharged on clinical advice or with clinical consent',
    '3': 'Discharged by tribunal, Home Secretary or court',
    '4': 'Patient died',
    '5': 'Stillbirth',
    '6': 'Discharged themselves',
    '7': 'Discharged by a relative or advocate',
  },
}

/** ITK table 0112: how an emergency attendance ended. Opposite codes to dischargeMethod. */
export const emergencyDisposal: CodeTable = {
  system: 'urn:lcr:itk-table-0112',
  words: {
    '1': 'Admitted',
    '2': 'Discharged, follow-up by general practitioner',
    '3': 'Discharged, no follow-up',
    '4': 'Referred to emergency department clinic',
    '5': 'Stillbirth',
    '6': 'Referred to outpatient clinic',
    '7': 'Transferred to another health care provider',
    '10': 'Died in department',
    '11': 'Referred to another health care professional',
    '12': 'Left before being treated',
    '13': 'Left having refused treatment',
    '14': 'Other',
  },
}

export const ethnicCategory: CodeTable = {
  system: ukCore('EthnicCategoryEngland'),
  words: {
    A: 'British, Mixed British',
    B: 'Irish',
    C: 'Any other White background',
    D: 'White and Black Caribbean',
    E: 'White and Black African',
    F: 'White and Asian',
    G: 'Any other mixed background',
    H: 'Indian or British Indian',
    J: 'Pakistani or British Pakistani',
    K: 'Bangladeshi or British Bangladeshi',
    L: 'Any other Asian background',
    M: 'Caribbean',
    N: 'African',
    P: 'Any other Black background',
    R: 'Chinese',
    S: 'Any other ethnic group',
    Z: 'Not stated',
    '99': 'Not known',
  },
}

export const maritalStatus: Table = {
  S: 'Single',
  M: 'Married or in a civil partnership',
  D: 'Divorced or civil partnership dissolved',
  W: 'Widowed or surviving civil partner',
  P: 'Separated',
  A: 'Separated',
  N: 'Not disclosed',
}

/** ITK table 0063, with the HL7 codes that senders use instead. */
export const relationship: Table = {
  '1': 'Spouse',
  '2': 'Partner',
  '3': 'Parent',
  '4': 'Next of kin',
  '5': 'Guardian',
  '6': 'Foster parent',
  '7': 'Step parent',
  '9': 'Child',
  '10': 'Dependant',
  '11': 'Non-dependant',
  '12': 'Mother',
  '13': 'Father',
  '14': 'Sister',
  '15': 'Brother',
  '16': 'Relative',
  '17': 'Proxy: contact',
  '18': 'Proxy: communication',
  '19': 'Proxy: contact and communication',
  '20': 'Carer',
  '21': 'Self',
  '61': 'Step parent',
  '62': 'Polygamous partner',
  '98': 'Not known',
  '99': 'Not specified',
  SPO: 'Spouse',
  MTH: 'Mother',
  FTH: 'Father',
  CHD: 'Child',
  PAR: 'Parent',
  SIB: 'Brother or sister',
  SIS: 'Sister',
  BRO: 'Brother',
  GRD: 'Guardian',
  CGV: 'Carer',
  EMC: 'Proxy: contact',
  NOK: 'Next of kin',
  PARTNER: 'Partner',
}

/** Treatment function and main specialty codes seen most in acute and mental health care. */
export const treatmentFunction: CodeTable = {
  system: 'https://fhir.nhs.uk/CodeSystem/NHSDataModelAndDictionary-treatment-function',
  words: {
    '100': 'General surgery',
    '101': 'Urology',
    '110': 'Trauma and orthopaedics',
    '120': 'Ear, nose and throat',
    '130': 'Ophthalmology',
    '150': 'Neurosurgery',
    '170': 'Cardiothoracic surgery',
    '180': 'Emergency medicine',
    '190': 'Anaesthetics',
    '192': 'Critical care medicine',
    '300': 'General internal medicine',
    '301': 'Gastroenterology',
    '302': 'Endocrinology',
    '303': 'Clinical haematology',
    '307': 'Diabetes',
    '320': 'Cardiology',
    '330': 'Dermatology',
    '340': 'Respiratory medicine',
    '350': 'Infectious diseases',
    '361': 'Renal medicine',
    '400': 'Neurology',
    '410': 'Rheumatology',
    '420': 'Paediatrics',
    '422': 'Neonatal critical care',
    '430': 'Elderly medicine',
    '500': 'Obstetrics and gynaecology',
    '501': 'Obstetrics',
    '502': 'Gynaecology',
    '560': 'Midwifery',
    '700': 'Learning disability',
    '710': 'Adult mental health',
    '711': 'Child and adolescent psychiatry',
    '712': 'Forensic psychiatry',
    '713': 'Medical psychotherapy',
    '715': 'Old age psychiatry',
    '800': 'Clinical oncology',
    '810': 'Interventional radiology',
  },
}
