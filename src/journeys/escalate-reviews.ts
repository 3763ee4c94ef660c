/**
 * What privacy officers have not looked at in time is told to who keeps the register, who are
 * others: by organisation, once a week, and of nobody (LR-07).
 */

import { DateTime } from 'luxon'
import { endOfWorkingDay, longUnreviewed, raiseTasks, standingPolicy } from '#access'
import type { Needs } from './needs.ts'

const linesMax = 10_000
const dayMs = 86_400_000

export async function escalateReviews(needs: Needs): Promise<void> {
  const at = needs.clock.now()
  const days = standingPolicy.reviewWorkingDays
  await needs.database.transaction('serving', async (tx) => {
    // As many days of any kind have passed at least.
    const waiting = await longUnreviewed(tx, at - days * dayMs, linesMax)
    const late = waiting.filter((one) => endOfWorkingDay(one.declaredAt, days) < at)
    const tasks = [...Map.groupBy(late, (one) => one.organisation)].map(
      ([organisation, lines]) => ({
        kind: 'review-overdue',
        at,
        words: `Looks at records on a user’s own word have waited for a privacy officer of ${organisation} for more than ${days} working days.`,
        detail: { organisation, waiting: lines.length, oldest: lines[0]!.reference },
        once: `review-overdue ${organisation} ${DateTime.fromMillis(at).toISOWeekDate()?.slice(0, 8)}`,
      }),
    )
    await raiseTasks(tx, tasks)
  })
}
