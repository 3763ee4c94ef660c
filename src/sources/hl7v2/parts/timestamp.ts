/**
 * TS, DTM and DT as dates of FHIR (HL7 v2.4 ch.2 §2.9.47): as precise as sent, in the sender's
 * time zone, and never a guess at an impossible one.
 */
import { IANAZone } from 'luxon'
import type { PartialDate } from '#vocabulary'

export interface Moment {
  /** FHIR date or dateTime with offset; seconds are ':00' where only minutes were sent. */
  readonly date: PartialDate
  /** The earliest instant it can mean, ms since the epoch, in the sender's zone. */
  readonly ms: number
  /** A word about an odd hour: wall time that a clock change skips or repeats. */
  readonly oddity?: 'skipped hour' | 'repeated hour' | 'offset not of the zone'
}

/** `'impossible'`: something stands there and is no date; undefined: nothing stands there. */
export type MomentRead = Moment | 'impossible' | undefined

const shape =
  /^(\d{4})(?:-?(\d{2})(?:-?(\d{2})(?:[ T]?(\d{2})(?::?(\d{2})(?::?(\d{2})(?:\.(\d{1,6}))?)?)?)?)?)?(Z|[+-]\d{2}:?\d{2})?$/

/** The same moment stands in many places of a message. */
const momentsRead = new Map<string, MomentRead>()
const momentsMax = 5_000

export function readMoment(text: string, zone: string): MomentRead {
  const given = text.trim()
  if (given === '' || isSentinel(given)) return undefined
  const key = `${zone} ${given}`
  const known = momentsRead.get(key)
  if (known !== undefined) return known
  const moment = momentOf(given, zone)
  if (momentsRead.size >= momentsMax) momentsRead.clear()
  momentsRead.set(key, moment)
  return moment
}

function momentOf(given: string, zone: string): Moment | 'impossible' {
  const found = shape.exec(given)
  if (!found) return 'impossible'
  const [, year = '', month, day, hour, minute = '00', second = '00', fraction] = found
  const y = Number(year)
  if (y < 1850 || y > 2200) return 'impossible'
  if (month === undefined) return at(year, Date.UTC(y, 0), zone)
  const m = Number(month)
  if (m < 1 || m > 12) return 'impossible'
  if (day === undefined) return at(`${year}-${month}`, Date.UTC(y, m - 1), zone)
  const d = Number(day)
  if (d < 1 || d > new Date(Date.UTC(y, m, 0)).getUTCDate()) return 'impossible'
  const date = `${year}-${month}-${day}`
  if (hour === undefined) return at(date, Date.UTC(y, m - 1, d), zone)
  const [h, min, s] = [Number(hour), Number(minute), Number(second)]
  if (h > 23 || min > 59 || s > 59) return 'impossible'
  const wall = Date.UTC(y, m - 1, d, h, min, s) + Number(`0.${fraction ?? 0}`) * 1000
  return withOffset(wall, found[8], zone)
}

/** The day alone, for a date of birth that carries a time. */
export function readDay(text: string, zone: string): MomentRead {
  return readMoment(text.trim().slice(0, 8), zone)
}

/** Dates that mean that there is none. */
const isSentinel = (text: string): boolean =>
  /^(0+|1900|19000101(0{4,6})?|1753(-?01-?01)?.*|9999.*|"")$/.test(text)

const at = (date: string, wall: number, zone: string): Moment => ({
  date,
  ms: wall - offsetsOf(wall, zone)[0] * 60_000,
})

function withOffset(wall: number, sent: string | undefined, zone: string): Moment {
  const [before, after] = offsetsOf(wall, zone)
  if (sent !== undefined) {
    const minutes = sent === 'Z' ? 0 : signed(sent)
    const odd = minutes !== 0 && minutes !== before && minutes !== after
    return {
      date: written(wall, minutes),
      ms: wall - minutes * 60_000,
      ...(odd && { oddity: 'offset not of the zone' as const }),
    }
  }
  if (before === after) return { date: written(wall, before), ms: wall - before * 60_000 }
  const iana = IANAZone.create(zone)
  const [early, late] = [wall - before * 60_000, wall - after * 60_000]
  const earlyHolds = iana.offset(early) === before
  const lateHolds = iana.offset(late) === after
  if (earlyHolds && lateHolds) {
    return { date: written(wall, before), ms: early, oddity: 'repeated hour' }
  }
  if (earlyHolds) return { date: written(wall, before), ms: early }
  if (lateHolds) return { date: written(wall, after), ms: late }
  const shifted = wall + (after - before) * 60_000
  return { date: written(shifted, after), ms: early, oddity: 'skipped hour' }
}

const signed = (sent: string): number => {
  const digits = sent.replace(/\D/g, '')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))
  return sent.startsWith('-') ? -minutes : minutes
}

function written(wall: number, minutes: number): PartialDate {
  const text = new Date(wall).toISOString()
  const seconds = text.endsWith('.000Z') ? text.slice(0, 19) : text.slice(0, 23)
  const size = Math.abs(minutes)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${seconds}${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

/** Offsets at the two ends of a day, remembered: a zone is slow to ask, and days repeat. */
const remembered = new Map<string, readonly [number, number]>()
const daysMax = 20_000
const dayMs = 86_400_000

function offsetsOf(wall: number, zone: string): readonly [number, number] {
  const day = Math.floor(wall / dayMs)
  const key = `${zone}${day}`
  const held = remembered.get(key)
  if (held) return held
  const iana = IANAZone.create(zone)
  const offset = (ms: number): number => (iana.isValid ? iana.offset(ms) : 0)
  const start = offset(day * dayMs - dayMs / 24)
  const end = offset((day + 1) * dayMs)
  if (remembered.size >= daysMax) remembered.clear()
  const found = [start, end] as const
  remembered.set(key, found)
  return found
}
