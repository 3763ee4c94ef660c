/** Who shares what, and is it up? */

export {
  allFeeds,
  type Feed,
  feedByClient,
  type HeardFeed,
  heardFeeds,
  noteFeeds,
  registerFeed,
} from './feeds.ts'
export { type FeedTrouble, healthThresholds, troublesOf } from './health.ts'
export { type OrganisationKind, organisationKind, organisationName } from './organisations.ts'
export { addProfile, profilesDigest, storedProfiles } from './profiles.ts'
export {
  type AllowedSender,
  allowedTo,
  allowSender,
  allSenders,
  type Certificate,
  endSender,
  goesBy,
  type Sender,
} from './senders.ts'
export { missingByFeed, type Numbered, noteSequence } from './sequence.ts'
