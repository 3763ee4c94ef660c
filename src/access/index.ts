/** Who may see it, and why? Relationships, the decision, and the policy that it rests on. */

export {
  mayDeclare,
  mayFind,
  mayGrant,
  mayGuard,
  mayKeepObjections,
  mayOpen,
  mayOperate,
} from './activities.ts'
export { becauseOf } from './because.ts'
export {
  type Closest,
  type Decision,
  type DeclarationKind,
  decide,
  kindOf,
  type Permit,
  type Permitted,
  type Refused,
  type Relationship,
} from './decide.ts'
export { type Evidence, evidenceIn, evidenceKinds } from './evidence.ts'
export { type Policy, readPolicy, standingPolicy } from './policy.ts'
export {
  type FiledEvidence,
  factsFor,
  moveEvidence,
  type RelatedPerson,
  relatedPersons,
  saveDeclaration,
  saveEvidence,
} from './relationships.ts'
export { keepSessions, type Session, type SessionLimits, sessionLimits } from './session.ts'
export { type Launch, operatorKey, type User } from './user.ts'
