/** Dates with the precision that the sender gave, never more (reference: style of NHS screens). */
import { earliest, type PartialDate } from '#vocabulary'
import { text } from './lenient.ts'

// Strict enough that whatever passes can also be parsed.
const dayForm = '\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01])'
const timeForm = 'T([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d+)?)?(Z|[+-](0\\d|1[0-4]):[0-5]\\d)?'
const form = new RegExp(`^${dayForm}(${timeForm})?)?)?$`)

/** A date that can be read. Year 9999 and its like are how some systems write 'no date'. */
export function dateOf(value: unknown): PartialDate | undefined {
  const date = text(value)
  return date && form.test(date) && date > '1850' && date < '9000' ? date : undefined
}

/** The first of these that can be read as a date. */
export function firstDate(...values: readonly unknown[]): PartialDate | undefined {
  for (const value of values) {
    const date = dateOf(value)
    if (date) return date
  }
  return undefined
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

// An instant is told in the time of London, whatever the offset it was sent with.
const london = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/London',
  dateStyle: 'short',
  timeStyle: 'short',
})

/** The results of one sample share its moment, and to ask for a zone's hour is slow. */
const toldInLondon = new Map<string, string>()
const toldMax = 5_000

function inLondon(date: PartialDate): string {
  const known = toldInLondon.get(date)
  if (known !== undefined) return known
  const told = london.format(Date.parse(date))
  if (toldInLondon.size >= toldMax) toldInLondon.clear()
  toldInLondon.set(date, told)
  return told
}

/** '14 Mar 2026, 09:05', '14 Mar 2026', 'Mar 2026', '2026'; what cannot be read, as it was sent. */
export function dateWords(value: unknown): string | undefined {
  const date = dateOf(value)
  if (!date) return typeof value === 'string' ? text(value) : undefined
  const hasOffset = /T.*(Z|[+-]\d\d:\d\d)$/.test(date)
  const [day = '', time] = (hasOffset ? inLondon(date) : date).split(/[ T]/)
  const [year, month, dayOfMonth] = day.split('-')
  const monthName = month && months[Number(month) - 1]
  const words = [dayOfMonth && String(Number(dayOfMonth)), monthName, year].filter(Boolean)
  return time ? `${words.join(' ')}, ${time.slice(0, 5)}` : words.join(' ')
}

/** 'from 3 Mar 2026 to 5 Mar 2026'. */
export function periodWords(
  period: { start?: unknown; end?: unknown } | undefined,
): string | undefined {
  const start = dateWords(period?.start)
  const end = dateWords(period?.end)
  if (start && end) return start === end ? start : `${start} to ${end}`
  if (start) return `from ${start}`
  return end && `until ${end}`
}

/** Whether something had already ended when we were told: true then, true ever after. */
export function endedBefore(end: PartialDate | undefined, moment: string): boolean {
  const ended = earliest(end)
  return ended !== undefined && ended < (earliest(moment) ?? Number.NEGATIVE_INFINITY)
}

/** A second date in words, only where it names another day than the one already shown. */
export function otherDay(date: unknown, shown: PartialDate | undefined): string | undefined {
  const other = dateOf(date)
  return other && other.slice(0, 10) !== shown?.slice(0, 10) ? dateWords(other) : undefined
}
