/** What is known? Entries with their versions and provenance, and the record prepared from them. */

export { type Delay, replaceDelays } from './delays.ts'
export { itemId } from './entry-key.ts'
export { type Filed, fileEntries, raiseVersions } from './file-entries.ts'
export { type Moving, moveEntries } from './move.ts'
export { settleMovedClaims } from './moved-claims.ts'
export { foldSome, prepare } from './prepare.ts'
export {
  readDocument,
  readRecord,
  type ServedDocument,
  type ServedRecord,
  versionOf,
} from './read.ts'
export {
  type CurrentEntry,
  currentEntries,
  type FeedsKnown,
  heardOf,
  loadBanners,
  rebuild,
  viewOf,
} from './rebuild.ts'
export { messagesBehind, type Refiled, refileEntries } from './refile.ts'
export type { CombineRules, Filing, NewVersion } from './supersede.ts'
