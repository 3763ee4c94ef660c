/** Who is it about? Senders' patients, the links that say which person each is, and merges. */
export { whoAre, withIdentifier, withNhsNumberBorn, type WhoIs } from './find.ts'
export {
  identify,
  type Identified,
  type Mention,
  type Move,
  type Placement,
} from './identify.ts'
export { listMerges, undoMerge, type MergeLine } from './undo-merge.ts'
