/** Who should be told? Open screens hear of each change to the record that they show. */
export { type Change, publish, publishAsking, publishAskingAll, Watchers } from './changes.ts'
export { EndedSessions, publishEnded } from './ended-sessions.ts'
