/** Whom to open first, and as whom: the people of the README and of the demonstration. */
import type { NhsNumber } from '#vocabulary'

export interface CastMember {
  readonly name: string
  readonly nhsNumber: NhsNumber
  readonly birthDate: string
  /** Logins of the demonstration professionals for whom this is the person to open. */
  readonly openedBy: readonly string[]
  readonly why: string
}

const member = (
  name: string,
  nhsNumber: string,
  birthDate: string,
  openedBy: readonly string[],
  why: string,
): CastMember => ({ name, nhsNumber: nhsNumber as NhsNumber, birthDate, openedBy, why })

export const cast: readonly CastMember[] = [
  member(
    'Desmond Campbell',
    '9991043217',
    '1971-05-09',
    ['emergency-doctor', 'care-coordinator'],
    'Admitted to King’s today with fever and neutrophils of 0.3. Clozapine is known to South London and Maudsley and not to his practice; penicillin anaphylaxis is known to the practice. Care co-ordinator, crisis plan, corrected potassium.',
  ),
  member(
    'Gloria Beckford',
    '9991086420',
    '1941-08-17',
    ['gp'],
    'King’s stopped ramipril and metformin and halved apixaban after a hip fracture; the practice repeats the old list. eGFR has fallen for five years.',
  ),
  member(
    'Michael Doyle',
    '9991129634',
    '1954-11-30',
    ['111-clinician', 'community-nurse'],
    'COPD, rang 111 last night and often before; respiratory nurse, rescue plan, oxygen target.',
  ),
  member(
    'Bridget O’Connell',
    '9991216057',
    '1937-02-01',
    ['social-worker'],
    'Dementia, home care of Lambeth, Universal Care Plan, not for resuscitation.',
  ),
  member(
    'Mehmet Demir',
    '9991259260',
    '1951-04-12',
    ['pharmacist'],
    'On a ward in Lewisham with heart failure; medicines of practice and hospital; Turkish interpreter.',
  ),
]
