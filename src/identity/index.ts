/** Who is it about? Senders' patients, the links that say which person each is, and merges. */
export { type WhoIs, whoAre, withIdentifier, withNhsNumberBorn } from './find.ts'
export {
  type Identified,
  identify,
  type Mention,
  type Move,
  type Placement,
} from './identify.ts'
export { listMerges, type MergeLine, undoMerge } from './undo-merge.ts'
