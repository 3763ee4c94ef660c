/**
 * What does it say? Pure translation of what arrives into FHIR R4 statements: HL7 v2 and FHIR,
 * each as its feed profile says that the sender speaks.
 */
export { ProfileCheck } from './check/profile-check.ts'
export { renderHtml } from './check/render-html.ts'
export { renderMarkdown } from './check/render-markdown.ts'
export { renderText } from './check/render-text.ts'
export { writeJson } from './check/write-json.ts'
export { combine, doubtIn } from './combine.ts'
export type { FeedFacts, FeedProfile } from './feed-profile.ts'
export { inUsualOrder, profileJsonSchema, readFeedProfile } from './feed-profile.ts'
export { type DissectedJson, dissectJson } from './fhir/dissect-json.ts'
export { filedKinds, supportingKinds } from './fhir/kinds.ts'
export { prepareFhir } from './fhir/validate.ts'
export { whyNotTaken } from './hl7v2/acceptance.ts'
export { type AcknowledgementCode, acknowledge, type Reason } from './hl7v2/acknowledge.ts'
export { renamedVisit } from './hl7v2/care/visit-renamed.ts'
export { type Placed, placeUnnumbered } from './hl7v2/care/visit-unnumbered.ts'
export { type Dissected, dissect } from './hl7v2/dissect.ts'
export { type Envelope, isOfSeveralSenders, peek, peekAll } from './hl7v2/envelope.ts'
export { splitMessages } from './hl7v2/split-messages.ts'
export {
  FeedProfiles,
  mayWrite,
  profileForSender,
  readyProfiles,
} from './known-profiles.ts'
export { profileChanges } from './profile-changes.ts'
export { sensitiveSetsInUse, takeSensitiveSets } from './sensitive/label.ts'
export { readSensitiveSets, type SensitiveSets } from './sensitive/sets.ts'
export { translate } from './translate.ts'
