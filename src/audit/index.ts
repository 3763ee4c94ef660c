/** Who saw it? Every decision and every look, written down before anything is shown. */
export { eventId } from './event-id.ts'
export { type AuditEvent, note } from './note.ts'
