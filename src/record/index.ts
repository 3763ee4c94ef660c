/** What is known? Entries with their versions and provenance, and the record prepared from them. */

export { itemId } from './entry-key.ts'
export { type Filed, fileEntries, raiseVersions } from './file-entries.ts'
export { type Moving, moveEntries } from './move.ts'
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
export type { CombineRules, Filing, NewVersion } from './supersede.ts'
