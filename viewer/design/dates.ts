/** Dates as the NHS writes them on a patient's screen (14-Mar-2026), London time, never made more
 * precise than they were given. */
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

const london = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

interface Parts {
  year: string
  month?: string
  day?: string
  time?: string
}

function read(date: string): Parts | undefined {
  const given = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}:\d{2}).*)?)?)?$/.exec(date)
  if (!given) return undefined
  if (/T.*(Z|[+-]\d{2}:?\d{2})$/.test(date) && !Number.isNaN(Date.parse(date))) {
    const part = Object.fromEntries(
      london.formatToParts(new Date(date)).map(({ type, value }) => [type, value]),
    )
    return {
      year: part.year!,
      month: part.month!,
      day: part.day!,
      time: `${part.hour}:${part.minute}`,
    }
  }
  return { year: given[1]!, month: given[2], day: given[3], time: given[4] }
}

const monthName = (month: string) => months[Number(month) - 1] ?? month

/** 14-Mar-2026, Mar-2026 or 2026; as sent when it cannot be read. */
export function showDay(date: string | undefined): string {
  if (!date) return ''
  const parts = read(date)
  if (!parts) return date
  return [parts.day, parts.month && monthName(parts.month), parts.year].filter(Boolean).join('-')
}

/** 14-Mar-2026 03:12, when a time was given. */
export function showDate(date: string | undefined): string {
  const time = date && read(date)?.time
  return time ? `${showDay(date)} ${time}` : showDay(date)
}

export function showTime(instant: number): string {
  return read(new Date(instant).toISOString())?.time ?? ''
}

/** For where there is little room and the day matters little: the month, or the year alone. */
export function showRoughly(date: string | undefined, now: number): string {
  const parts = date ? read(date) : undefined
  if (!date || !parts?.month) return showDay(date)
  const old = now - Date.parse(date) > 365 * 86_400_000
  return old ? parts.year : `${monthName(parts.month)}-${parts.year}`
}

/** For where there is little room: '17:32, 55 min ago' of today, else the day alone. */
export function showRecent(date: string | undefined, now: number): string {
  const time = date && read(date)?.time
  if (!date || !time || dayOf(Date.parse(date)) !== dayOf(now)) return showDay(date)
  const age = ago(date, now)
    .replace(/ minutes?/, ' min')
    .replace(/ hours?/, ' h')
  return `${time}, ${age}`
}

/** Sorts newest first; what has no date comes last. */
export function newestFirst(a: string | undefined, b: string | undefined): number {
  return (b ? Date.parse(b) || 0 : 0) - (a ? Date.parse(a) || 0 : 0)
}

const steps: [limitMs: number, unitMs: number, word: string][] = [
  [3_600_000, 60_000, 'minute'],
  [86_400_000, 3_600_000, 'hour'],
  [60 * 86_400_000, 86_400_000, 'day'],
  [730 * 86_400_000, 30.44 * 86_400_000, 'month'],
  [Number.POSITIVE_INFINITY, 365.25 * 86_400_000, 'year'],
]

/** '5 minutes ago', 'in 3 days'. Empty when the date is not precise enough to say. */
export function ago(date: string | undefined, now: number): string {
  if (!date || date.length < 10) return ''
  const time = Date.parse(date)
  if (Number.isNaN(time)) return ''
  if (date.length === 10 && dayOf(now) === date) return 'today'
  const distance = now - time
  const size = Math.abs(distance)
  if (size < 60_000) return 'just now'
  const [, unit, word] = steps.find(([limit]) => size < limit)!
  const count = Math.floor(size / unit)
  const words = `${count} ${word}${count === 1 ? '' : 's'}`
  return distance > 0 ? `${words} ago` : `in ${words}`
}

/** The day in London, YYYY-MM-DD. */
export function dayOf(instant: number): string {
  const { year, month, day } = read(new Date(instant).toISOString())!
  return `${year}-${month}-${day}`
}

/** '64y'; '7m' or '12d' for the very young; 'about 64y' when only the year of birth is known. */
export function age(birthDate: string | undefined, at: string): string {
  const born = birthDate ? read(birthDate) : undefined
  const then = read(at)
  if (!born || !then?.month || !then.day) return ''
  const years = Number(then.year) - Number(born.year)
  if (!born.month || !born.day) return `about ${years}y`
  const notYet = `${then.month}${then.day}` < `${born.month}${born.day}`
  const whole = years - (notYet ? 1 : 0)
  if (whole >= 2) return `${whole}y`
  const days = Math.floor((Date.parse(at.slice(0, 10)) - Date.parse(birthDate!)) / 86_400_000)
  if (days < 0) return ''
  return days < 28
    ? `${days}d`
    : days < 365
      ? `${Math.floor(days / 7)}w`
      : `${Math.floor(days / 30.44)}m`
}
