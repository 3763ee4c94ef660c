/**
 * A parent said no for a child who can now say it themselves: somebody asks them, at each age at
 * which the law sees that differently, once (OO-21, AC-25). Every so often.
 */
import { DateTime } from 'luxon'
import { type NewTask, parentsObjections, raiseTasks } from '#access'
import { whoAre } from '#identity'
import type { Needs } from './needs.ts'

/** A child may use information society services alone; consent to care; be an adult. */
const ages = [13, 16, 18]

export async function reviewAges(needs: Needs): Promise<void> {
  const at = needs.clock.now()
  await needs.database.transaction('register', async (tx) => {
    const made = await parentsObjections(tx)
    const who = await whoAre(
      tx,
      made.map((one) => one.personId),
    )
    const tasks = made.flatMap(({ personId, objectionId }): NewTask[] => {
      const age = ageAt(who.get(personId)?.birthDate, at)
      return ages
        .filter((one) => age >= one)
        .map((one) => ({
          kind: 'review-age',
          personId,
          objectionId,
          at,
          words: `A parent said no for somebody who is ${one} now: ask them what they want themselves.`,
          detail: { age: one },
          once: `age ${objectionId} ${personId} ${one}`,
        }))
    })
    await raiseTasks(tx, tasks)
  })
}

function ageAt(birthDate: string | undefined, at: number): number {
  const born = DateTime.fromISO(birthDate ?? '', { zone: 'Europe/London' })
  return born.isValid ? DateTime.fromMillis(at, { zone: born.zone }).diff(born, 'years').years : 0
}
