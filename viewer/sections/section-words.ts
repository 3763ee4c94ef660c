import type { SectionName } from '../../src/doors/viewer/contract.ts'

interface SectionWords {
  readonly title: string
  readonly one: string
  readonly many: string
}

/** The sections in the order in which they stand on the screen: what can harm first comes first. */
export const sectionWords: Readonly<Record<SectionName, SectionWords>> = {
  alerts: { title: 'Alerts', one: 'alert', many: 'alerts' },
  allergies: { title: 'Allergies', one: 'allergy entry', many: 'allergy entries' },
  medicines: { title: 'Medicines', one: 'medicine', many: 'medicines' },
  problems: { title: 'Problems and diagnoses', one: 'problem', many: 'problems' },
  visits: { title: 'Visits and admissions', one: 'visit', many: 'visits' },
  results: { title: 'Results', one: 'result', many: 'results' },
  documents: { title: 'Letters and documents', one: 'document', many: 'documents' },
  procedures: { title: 'Procedures', one: 'procedure', many: 'procedures' },
  immunisations: { title: 'Immunisations', one: 'immunisation', many: 'immunisations' },
  appointments: { title: 'Appointments', one: 'appointment', many: 'appointments' },
  referrals: { title: 'Referrals', one: 'referral', many: 'referrals' },
  'care-plans': { title: 'Care plans', one: 'care plan entry', many: 'care plan entries' },
  'people-and-teams': {
    title: 'People and teams',
    one: 'person or team',
    many: 'people and teams',
  },
}

export const sectionOrder = Object.keys(sectionWords) as SectionName[]

/** Where a section's heading is: names a section, never a person. */
export const sectionId = (name: SectionName) => `section-${name}`
