/**
 * What does it say? Pure translation of what arrives into FHIR R4 statements: HL7 v2 and FHIR,
 * each as its feed profile says that the sender speaks.
 */
export { combine } from './combine.ts'
export type { FeedFacts, FeedProfile } from './feed-profile.ts'
export { profileForSender, profileNamed, readFeedProfile } from './feed-profile.ts'
export { filedKinds, supportingKinds } from './fhir/kinds.ts'
export { prepareFhir } from './fhir/validate.ts'
export { type AcknowledgementCode, acknowledge } from './hl7v2/acknowledge.ts'
export { type Envelope, peek } from './hl7v2/envelope.ts'
export { splitMessages } from './hl7v2/split-messages.ts'
export { translate } from './translate.ts'
