/**
 * What can never be taken from a feed, as its profile says: another processing id, receiver or
 * version, too large, or characters that nobody here can read (RL-02). MSH alone decides; trouble
 * in what a message says is never a reason (HL7-04). What MSH does not say is not wrong.
 */
import { isUtf8 } from 'node:buffer'
import type { FeedProfile } from '../feed-profile.ts'
import type { Reason } from './acknowledge.ts'
import type { Envelope } from './envelope.ts'

export interface NotTaken extends Reason {
  readonly why: 'processing-id' | 'receiver' | 'version' | 'charset' | 'too-large'
}

export function whyNotTaken(
  envelope: Envelope,
  bytes: Uint8Array,
  { accepts = {}, charset }: Pick<FeedProfile, 'accepts' | 'charset'>,
  isProduction: boolean,
): NotTaken | undefined {
  const { messageBytesMax, receivers, versions } = accepts
  if (messageBytesMax !== undefined && bytes.length > messageBytesMax) return tooLarge
  // Nobody's training messages become part of anybody's record.
  const processingIds = accepts.processingIds ?? (isProduction ? ['P'] : undefined)
  if (processingIds && !says(envelope.processingId, processingIds)) return processing
  if (versions && !says(envelope.version, versions)) return version
  if (receivers && !receivers.some((one) => isFor(envelope, one))) return receiver
  if (!charset && isOfAnotherAlphabet(envelope.charset) && !isUtf8(bytes)) return characters
  return undefined
}

const tooLarge: NotTaken = {
  why: 'too-large',
  words: 'The message is larger than is taken here',
}
const processing: NotTaken = {
  why: 'processing-id',
  words: 'MSH-11 names a processing id that is not taken here',
  condition: 202,
  field: 11,
}
const version: NotTaken = {
  why: 'version',
  words: 'MSH-12 names a version that is not taken from this sender',
  condition: 203,
  field: 12,
}
const receiver: NotTaken = {
  why: 'receiver',
  words: 'MSH-5 and MSH-6 name another receiver',
  condition: 103,
  field: 5,
}
const characters: NotTaken = {
  why: 'charset',
  words: 'MSH-18 names a character set that cannot be read here; UTF-8 can',
  condition: 103,
  field: 18,
}

const says = (sent: string, taken: readonly string[]): boolean =>
  sent === '' || taken.some((one) => one.toUpperCase() === sent.toUpperCase())

function isFor(
  { receivingApplication, receivingFacility }: Envelope,
  named: { readonly application?: string | undefined; readonly facility?: string | undefined },
): boolean {
  return fits(named.application, receivingApplication) && fits(named.facility, receivingFacility)
}

function fits(pattern: string | undefined, sent: string): boolean {
  if (pattern === undefined || sent === '') return true
  const [named, said] = [pattern.toUpperCase(), sent.toUpperCase()]
  return named.endsWith('*') ? said.startsWith(named.slice(0, -1)) : named === said
}

/**
 * Table 0211, those whose bytes would be read as other letters than were meant. Anything else
 * that stands in MSH-18 is wrong so often that the bytes are asked instead (§1.3.2).
 */
const otherAlphabets =
  /^(?:ISO[-_ ]?)?8859[-/](?:[2-9]|1[0346])$|^ISO IR(?:14|87|159)$|^GB ?18030|^KS X 1001|^CNS 11643|^BIG-?5|^UNICODE UTF-32/i

function isOfAnotherAlphabet(charset: string): boolean {
  return otherAlphabets.test(charset.split('~')[0] ?? '')
}
