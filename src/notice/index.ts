/** Who should be told? Open screens hear of each change to the record that they show. */
export { publish, Watchers, type Change } from './changes.ts'
