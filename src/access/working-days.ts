/** Working days in London: neither weekends nor bank holidays of England and Wales (dated data). */
import { readFileSync } from 'node:fs'
import { DateTime } from 'luxon'
import { z } from 'zod'

const zone = 'Europe/London'

const { days } = z
  .strictObject({
    version: z.int().positive(),
    owner: z.string(),
    source: z.string(),
    effectiveFrom: z.iso.date(),
    status: z.string(),
    /** By year. Of a year that is not here only weekends are free: it ends early, never late. */
    days: z.record(z.string().regex(/^\d{4}$/), z.array(z.iso.date())),
  })
  .parse(JSON.parse(readFileSync(new URL('./bank-holidays.json', import.meta.url), 'utf8')))

const bankHolidays: ReadonlySet<string> = new Set(Object.values(days).flat())

/** The end of the working day that is this many after the day of `since` (both epoch ms). */
export function endOfWorkingDay(since: number, workingDays: number): number {
  let day = DateTime.fromMillis(since, { zone }).startOf('day')
  for (let left = workingDays; left > 0; ) {
    day = day.plus({ days: 1 })
    if (isWorkingDay(day)) left--
  }
  return day.endOf('day').toMillis()
}

const isWorkingDay = (day: DateTime): boolean =>
  day.weekday <= 5 && !bankHolidays.has(day.toISODate() ?? '')
