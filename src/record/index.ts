/** What is known? Entries with their versions and provenance, and the record prepared from them. */
export { fileEntries, raiseVersions, type Filed } from './file-entries.ts'
export { moveEntries, type Moving } from './move.ts'
export { foldSome, prepare } from './prepare.ts'
export { readDocument, readRecord, type ServedDocument, type ServedRecord } from './read.ts'
export {
  currentEntries,
  heardOf,
  personOf,
  rebuild,
  viewOf,
  type CurrentEntry,
  type FeedsKnown,
} from './rebuild.ts'
export { itemId } from './entry-key.ts'
export type { CombineRules, Filing, NewVersion } from './supersede.ts'
