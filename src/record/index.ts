/** What is known? Entries with their versions and provenance, and the record prepared from them. */

export { type Delay, replaceDelays } from './delays.ts'
export { deleteProjection } from './delete-projection.ts'
export { itemId } from './entry-key.ts'
export { type Filed, fileEntries } from './file-entries.ts'
export { type FeedsKnown, heardOf } from './heard-of.ts'
export { heldAmong } from './held-among.ts'
export { noteSets } from './label-sets.ts'
export { type Moving, moveEntries } from './move.ts'
export { settleMovedClaims } from './moved-claims.ts'
export { prepare } from './prepare.ts'
export { foldSome } from './prepared-rows.ts'
export {
  readDocument,
  readRecord,
  type ServedDocument,
  type ServedRecord,
  versionOf,
  versionShown,
} from './read.ts'
export {
  type CurrentEntry,
  currentEntries,
  loadBanners,
  rebuild,
  viewOf,
} from './rebuild.ts'
export { messagesBehind, type Refiled, refileEntries } from './refile.ts'
export type { CombineRules, Filing, NewVersion } from './supersede.ts'
export { raiseVersions } from './versions.ts'
export { documentsBeginning, servedWithoutDocuments } from './without-documents.ts'
export { servedWithoutWhereabouts, withoutWhereabouts } from './without-whereabouts.ts'
