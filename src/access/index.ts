/** Who may see it, and why? Relationships, the decision, and the policy that it rests on. */
export { becauseOf } from './because.ts'
export {
  decide,
  mayDeclare,
  mayFind,
  type Decision,
  type Permit,
  type Permitted,
  type Refused,
  type Relationship,
} from './decide.ts'
export { evidenceIn, evidenceKinds, type Evidence } from './evidence.ts'
export { readPolicy, standingPolicy, type Policy } from './policy.ts'
export {
  factsFor,
  moveEvidence,
  relatedPersons,
  saveDeclaration,
  saveEvidence,
  type FiledEvidence,
  type RelatedPerson,
} from './relationships.ts'
export { keepSessions, type Session, type SessionLimits, sessionLimits } from './session.ts'
export type { User } from './user.ts'
