/** Who should be told? Open screens hear of each change to the record that they show. */
export { type Change, publish, Watchers } from './changes.ts'
