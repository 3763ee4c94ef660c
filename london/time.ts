/** Time in London: hospitals send wall time without an offset, FHIR sends instants. */
export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour
export const year = 365.2425 * day

/** 01:00 UTC on the last Sunday of a month: when the clocks change. */
function clockChange(inYear: number, month: number): number {
  const last = new Date(Date.UTC(inYear, month + 1, 0, 1))
  return last.getTime() - last.getUTCDay() * day
}

/** Milliseconds by which London's clocks are ahead of UTC. */
function ahead(at: number): number {
  const inYear = new Date(at).getUTCFullYear()
  return at >= clockChange(inYear, 2) && at < clockChange(inYear, 9) ? hour : 0
}

const wall = (at: number): string => new Date(at + ahead(at)).toISOString()

/** 20260314153000 */
export const hl7Time = (at: number): string => wall(at).slice(0, 19).replace(/[-T:]/g, '')
/** 2026-03-14 */
export const dateOf = (at: number): string => wall(at).slice(0, 10)
/** 2026-03-14T15:30:00+01:00 */
export const instant = (at: number): string =>
  `${wall(at).slice(0, 19)}+0${ahead(at) === hour ? 1 : 0}:00`
/** 14 March 2026 */
export function longDate(at: number): string {
  const [inYear, month, dayOfMonth] = dateOf(at).split('-')
  return `${Number(dayOfMonth)} ${months[Number(month) - 1]} ${inYear}`
}
/** 15:30 */
export const clock = (at: number): string => wall(at).slice(11, 16)

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** The moment at which London's clocks show this hour on the day of `at`. */
export function atClock(at: number, hours: number, minutes = 0): number {
  const midnight = Date.parse(`${dateOf(at)}T00:00:00Z`)
  const naive = midnight + hours * hour + minutes * minute
  return naive - ahead(naive - ahead(naive))
}

/** The day of `at` or, at a weekend, the Friday before: when surgeries and clinics are open. */
export function weekday(at: number): number {
  const name = new Date(at + ahead(at)).getUTCDay()
  return at - (name === 6 ? day : name === 0 ? 2 * day : 0)
}

/** When clinics are held and letters typed: a weekday, between nine and five. */
export function openingHours(at: number): number {
  const open = weekday(at)
  const hours = Number(clock(open).slice(0, 2))
  const minutes = Number(clock(open).slice(3))
  return hours >= 9 && hours < 17 ? open : atClock(open, 10 + (minutes % 6), minutes)
}

export const fromDate = (date: string): number => atClock(Date.parse(`${date}T12:00:00Z`), 0)

/** Whole years old at a moment. */
export function ageAt(birthDate: string, at: number): number {
  const today = dateOf(at)
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years
}
