/** Who is it about? Senders' patients, the links that say which person each is, and merges. */
export { type Belongings, belongingsAround, type MovedBelongings } from './belongings.ts'
export { sensitivePatients, type WhoIs, whoAre, withIdentifier, withNhsNumberBorn } from './find.ts'
export {
  everSourcePatientsOf,
  identifiersOf,
  type KnownIdentifier,
  personsKnown,
  personsWithAny,
  sourcePatientsAfter,
} from './identifiers-of.ts'
export {
  type Held,
  type Identified,
  identify,
  type Mention,
  type Placement,
} from './identify.ts'
export { identifyAgain } from './identify-again.ts'
export {
  bornWithInitial,
  type NumberedPerson,
  namesOf,
  withNhsNumbers,
} from './match-many.ts'
export {
  type MentionedIn,
  mentionedIn,
  mentionProgress,
  mentionsOf,
  noteMentionProgress,
  noteMentions,
  type PlacedPatient,
  placedByKey,
  placedPatients,
  sourcePatientsOf,
} from './mentions.ts'
export type { Move } from './settle.ts'
export { confirmMerge, type Decided, listMerges, type MergeLine, undoMerge } from './undo-merge.ts'
