/** What does it say? One door for every form in which messages arrive. */
import type { Translated } from '#vocabulary'
import type { FeedFacts } from './feed-profile.ts'
import { translateFhir } from './fhir/translate.ts'
import { translateHl7v2 } from './hl7v2/translate-message.ts'

/**
 * Pure, and total: whatever the bytes are, they come back translated or set aside, and the same
 * bytes always the same way. `receivedAt`, ms since the epoch, is the time of what says no time.
 */
export function translate(
  form: 'hl7v2' | 'fhir',
  bytes: Uint8Array,
  feed: FeedFacts,
  receivedAt: number,
): Translated {
  try {
    return form === 'fhir'
      ? translateFhir(bytes, feed, receivedAt)
      : translateHl7v2(bytes, feed, receivedAt)
  } catch {
    return {
      outcome: 'set-aside',
      reason: 'fault',
      words: 'The translation failed. The message is kept, and can be translated again.',
    }
  }
}
