/** A date as lists write it, several ways in one column: what it can mean, the likelier first. */
import type { Manifest } from './manifest.ts'

export type DateOrder = Manifest['dates']

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const dayMs = 86_400_000
/** Day 0 of spreadsheets, for all days from March 1900 on. */
const serialZero = Date.UTC(1899, 11, 30)

/**
 * FHIR dates ('2019-03-04', '2019-03', '2019'), at most two: only a year of two digits can mean
 * two things. Empty when it cannot be read. No date is later than `latest`.
 */
export function readWrittenDate(
  cell: string | undefined,
  order: DateOrder,
  latest: string,
): string[] {
  const text = (cell ?? '')
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Cc}]/gu, '')
    .trim()
    .replace(/^=?["'’‘`]+|["'’‘`]+$/g, '')
    // The time of day, with or without a zone.
    .replace(/(?:[T ]|\s+at\s+)\d{1,2}:\d{2}.*$/i, '')
    .replace(/^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[, ]+/i, '')
    .trim()
  return meanings(text, order, latest).filter((date) => date <= latest)
}

function meanings(text: string, order: DateOrder, latest: string): string[] {
  let found =
    /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text) ?? /^(\d{4})(\d\d)(\d\d)$/.exec(text)
  if (found) return days([found[1]!], found[2]!, found[3]!, latest)
  found = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})$/.exec(text)
  if (found) {
    const [, one, two, year] = found as unknown as [string, string, string, string]
    const [day, month] = order === 'day-first' ? [one, two] : [two, one]
    const asAgreed = days([year], month, day, latest)
    // 13/25/1950 means something only the other way round.
    return asAgreed.length > 0 ? asAgreed : days([year], day, month, latest)
  }
  found = /^(\d{1,2})(?:st|nd|rd|th)?[-/. ]*([a-z]{3,9})[-/., ]*(\d{4}|\d{2})$/i.exec(text)
  if (found) return days([found[3]!], monthOf(found[2]!), found[1]!, latest)
  found = /^([a-z]{3,9})[-. ]+(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})$/i.exec(text)
  if (found) return days([found[3]!], monthOf(found[1]!), found[2]!, latest)
  return partly(text)
}

function partly(text: string): string[] {
  const serial = /^(\d{5})(?:\.\d+)?$/.exec(text)
  if (serial) {
    return [new Date(serialZero + Number(serial[1]) * dayMs).toISOString().slice(0, 10)]
  }
  const year = /^(1[89]\d\d|20\d\d)$/.exec(text)?.[1]
  if (year) return [year]
  const yearFirst = /^(\d{4})[-/](\d{1,2})$/.exec(text)
  if (yearFirst) return monthIn(yearFirst[1]!, yearFirst[2]!)
  const yearLast = /^(\d{1,2}|[a-z]{3,9})[-/ ](\d{4})$/i.exec(text)
  if (!yearLast) return []
  const [, month, ofYear] = yearLast as unknown as [string, string, string]
  return monthIn(ofYear, /^\d/.test(month) ? month : monthOf(month))
}

const monthOf = (name: string): string => String(months.indexOf(name.slice(0, 3).toLowerCase()) + 1)

const monthIn = (year: string, month: string): string[] =>
  Number(month) >= 1 && Number(month) <= 12 ? [`${year}-${month.padStart(2, '0')}`] : []

function days(years: readonly string[], month: string, day: string, latest: string): string[] {
  return years
    .flatMap((year) => centuries(year, latest))
    .flatMap((year) => {
      const isReal = Number(year) >= 1850 && isDay(Number(year), Number(month), Number(day))
      return isReal ? [`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`] : []
    })
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** There never was a 31 June. */
function isDay(year: number, month: number, day: number): boolean {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const last = month === 2 && isLeap ? 29 : (monthDays[month - 1] ?? 0)
  return day >= 1 && day <= last
}

/** '26' of 2026 is a newborn or a centenarian; '50' can only be 1950. */
function centuries(year: string, latest: string): string[] {
  if (year.length === 4) return [year]
  const thisCentury = `20${year}`
  const before = `19${year}`
  return thisCentury <= latest.slice(0, 4) ? [thisCentury, before] : [before]
}
