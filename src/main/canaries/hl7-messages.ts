/** What a feed of HL7 v2 would send of a canary: an admission with an allergy and a letter. */
import type { FeedProfile } from '#sources'
import type { CanaryStory } from './story.ts'

export interface Hl7Sender {
  /** MSH-3|MSH-4. */
  readonly feed: string
  readonly organisation: string
  readonly profile: Pick<FeedProfile, 'identifiers'>
}

/** A segment by the numbers of its fields, as the standard counts them. */
function segment(name: string, fields: Readonly<Record<number, string>>): string {
  const last = Math.max(...Object.keys(fields).map(Number))
  const written = Array.from({ length: last }, (_, index) => fields[index + 1] ?? '')
  return [name, ...written].join('|')
}

/** HL7 v2.4 ch.2 §2.16.9: times to the second, without an offset. */
const timeOf = (at: number): string => new Date(at).toISOString().replace(/\D/g, '').slice(0, 14)

export function hl7Messages(sender: Hl7Sender, story: CanaryStory): Buffer[] {
  const [application = '', facility = ''] = sender.feed.split('|')
  const at = timeOf(story.at)
  const start = (type: string): string[] => [
    `MSH|^~\\&|${application}|${facility}|LCR|LCR|${at}||${type}|${story.control}-${type.slice(-2)}|P|2.4`,
    segment('EVN', { 1: type.slice(-3), 2: at }),
    patient(sender, story),
  ]
  const visit = segment('PV1', {
    1: '1',
    2: 'I',
    3: `${story.marker}^^^${sender.organisation}`,
    19: `${story.local}V`,
    44: at,
  })
  const admission = [
    ...start('ADT^A01'),
    visit,
    segment('AL1', { 1: '1', 2: 'DA', 3: `${story.marker}^${story.marker}^LOCAL` }),
  ]
  const letter = [
    ...start('MDM^T02'),
    visit,
    segment('TXA', { 1: '1', 2: 'CL', 4: at, 12: `${story.local}L`, 17: 'AU' }),
    segment('OBX', {
      1: '1',
      2: 'ED',
      3: `${story.marker}^Letter^LOCAL`,
      5: `^TEXT^PLAIN^Base64^${story.letter.toString('base64')}`,
      11: 'F',
    }),
  ]
  return [admission, letter].map(asBytes)
}

/** The same patient says no, in a code (HL7 v2.5 ch.9 §9.9.2, CON). */
export function hl7Objection(sender: Hl7Sender, story: CanaryStory): Buffer {
  const [application = '', facility = ''] = sender.feed.split('|')
  const at = timeOf(story.at)
  return asBytes([
    `MSH|^~\\&|${application}|${facility}|LCR|LCR|${at}||ADT^A31|${story.control}-NO|P|2.4`,
    segment('EVN', { 1: 'A31', 2: at }),
    patient(sender, story),
    segment('CON', { 1: '1', 2: `${story.code.code}^${story.code.display}^SCT`, 11: 'A' }),
  ])
}

function patient({ organisation, profile }: Hl7Sender, story: CanaryStory): string {
  const [rule] = profile.identifiers
  const number = `${story.local}^^^${rule?.authority ?? organisation}^${rule?.type ?? 'MR'}`
  return segment('PID', {
    1: '1',
    3: `${number}~${story.nhsNumber}^^^NHS^NH`,
    5: `${story.family}^${story.given}^^^^^L`,
    7: story.birthDate.replaceAll('-', ''),
    8: '9',
    32: 'NSTS01',
  })
}

const asBytes = (segments: readonly string[]): Buffer => Buffer.from(segments.join('\r'))
