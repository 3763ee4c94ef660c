/** One calendar month to answer, counted in London (UK GDPR Art. 12(3)); reminders before it ends. */
import { DateTime } from 'luxon'

const zone = 'Europe/London'
/** Days after its receipt (OO-26). */
const remindDay = 20
const escalateDay = 28

/** The end of the day with the same number a month later, or of that month's last (epoch ms). */
export const dueAfter = (receivedAt: number): number =>
  DateTime.fromMillis(receivedAt, { zone }).plus({ months: 1 }).endOf('day').toMillis()

export type Urgency = 'waiting' | 'remind' | 'escalate' | 'overdue'

export function urgencyOf(
  { raisedAt, dueAt }: { readonly raisedAt: number; readonly dueAt: number | undefined },
  now: number,
): Urgency {
  if (dueAt === undefined) return 'waiting'
  if (now > dueAt) return 'overdue'
  const days = daysWaited(raisedAt, now)
  if (days >= escalateDay) return 'escalate'
  return days >= remindDay ? 'remind' : 'waiting'
}

/** Whole days by the calendar of London. */
export function daysWaited(since: number, now: number): number {
  const [from, to] = [since, now].map((ms) => DateTime.fromMillis(ms, { zone }).startOf('day'))
  return Math.floor(to!.diff(from!, 'days').days)
}
