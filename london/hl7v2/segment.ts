/** Segments of HL7 v2 and how the four senders write text (HL7 v2.4 ch.2 §2.10). */
import type { Clinician, HospitalOds } from '../people/person.ts'
import type { Place } from '../story/events.ts'

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\E\\',
  '|': '\\F\\',
  '^': '\\S\\',
  '~': '\\R\\',
  '&': '\\T\\',
}
export const text = (plain = ''): string =>
  plain.replace(/[\\|^~&]/g, (sign) => escapes[sign] ?? sign).replace(/\r?\n/g, '\\.br\\')

/** A segment by the numbers of its fields; those that are absent are empty. */
export function segment(
  name: string,
  fields: Readonly<Record<number, string | undefined>>,
): string {
  const last = Math.max(...Object.keys(fields).map(Number))
  const values = Array.from({ length: last }, (_, index) => fields[index + 1] ?? '')
  return [name, ...values].join('|').replace(/\|+$/, '')
}

/** MSH counts its first separator as a field. */
export function header(fields: {
  application: string
  facility: string
  sent: string
  type: string
  control: string
}): string {
  const { application, facility, sent, type, control } = fields
  const to = 'LCR|LCR'
  return `MSH|^~\\&|${application}|${facility}|${to}|${sent}||${type}|${control}|P|2.4||||||UNICODE UTF-8`
}

export const message = (segments: readonly (string | undefined)[]): Uint8Array =>
  new TextEncoder().encode(`${segments.filter(Boolean).join('\r')}\r`)

/** XCN: code^family^given^^^title^^^authority. */
export function clinician(who: Pick<Clinician, 'name' | 'code'>): string {
  const words = who.name.split(' ')
  const title = /^(Dr|Mr|Mrs|Miss|Ms|Midwife)$/.test(words[0] ?? '') ? words.shift() : undefined
  const family = words.pop()
  return [
    who.code,
    family,
    words.join(' '),
    '',
    '',
    title,
    '',
    '',
    { G: 'GMP', C: 'GMC' }[who.code.charAt(0)] ?? 'LOCAL',
  ]
    .map(text)
    .join('^')
}

/** PL: ward^room^bed^site. */
export const location = (place: Place, site: string): string =>
  [place.ward, place.room, place.bed, site].map(text).join('^')

export const sites: Readonly<Record<HospitalOds, string>> = {
  RJZ: 'RJZ01',
  RJ2: 'RJ224',
  RV5: 'RV504',
}
