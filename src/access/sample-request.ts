/** For tests: a nurse of a hospital, and what she may be asked to be decided on. */
import {
  type AccessRequest,
  type Decision,
  type Declaration,
  decide,
  type PersonFacts,
  type Relationship,
} from './decide.ts'
import { standingPolicy } from './policy.ts'
import type { User } from './user.ts'

export const secondMs = 1_000
export const dayMs = 86_400_000
export const start = Date.parse('2026-03-10T09:00:00Z')

export const nurse: User = {
  key: 'https://issuer.example|1',
  name: 'Nia Rees',
  roleCode: 'S8000:G8000:R8001',
  roleName: 'Nurse',
  organisation: 'RJZ',
  organisationName: "King's College Hospital NHS Foundation Trust",
  activities: ['B0370'],
  session: 'a'.repeat(64),
  assurance: 'AAL3',
}

export const related = (of: Partial<Relationship> = {}): Relationship => ({
  kind: 'inpatient',
  organisation: 'RJZ',
  place: undefined,
  startsAt: start,
  endsAt: undefined,
  evidence: '1',
  ...of,
})

export const declared = (of: Partial<Declaration> = {}): Declaration => ({
  kind: 'self-declared',
  userKey: nurse.key,
  organisation: 'RJZ',
  declaredAt: start,
  endsAt: start + dayMs,
  ...of,
})

export const nobodySpecial: PersonFacts = {
  isKnown: true,
  isObjected: false,
  restrictions: [],
  diedAt: undefined,
  isUser: false,
}

export const asked = (of: Partial<AccessRequest> = {}): AccessRequest => ({
  user: nurse,
  personId: 7,
  purpose: 'direct-care',
  relationships: [],
  declarations: [],
  person: nobodySpecial,
  suspendedKinds: [],
  now: start,
  policy: standingPolicy,
  ...of,
})

export const ask = (of: Partial<AccessRequest> = {}): Decision => decide(asked(of))

/** Whether this alone permits at that moment. */
export const permits = (relationship: Relationship, now: number): boolean =>
  ask({ relationships: [relationship], now }).effect === 'permit'
