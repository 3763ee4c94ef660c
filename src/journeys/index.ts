/** THE STORIES: each calls the stations in order, holds the transaction, and holds no rules. */
export type { Clock, Needs } from './needs.ts'
