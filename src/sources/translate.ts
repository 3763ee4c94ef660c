/** What does it say? One door for every form in which messages arrive. */
import type { Translated } from '#vocabulary'
import type { FeedFacts } from './feed-profile.ts'
import { translateFhir } from './fhir/translate.ts'
import { isOfSeveralSenders } from './hl7v2/envelope.ts'
import { translateHl7v2 } from './hl7v2/translate-message.ts'
import { withSensitive } from './sensitive/label.ts'

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
    // The first one's feed would number the patients of the others: the wrong patients.
    if (form === 'hl7v2' && isOfSeveralSenders(bytes)) return severalSenders
    const translated =
      form === 'fhir'
        ? translateFhir(bytes, feed, receivedAt)
        : translateHl7v2(bytes, feed, receivedAt)
    return translated.outcome === 'translated'
      ? { ...translated, translation: withSensitive(translated.translation) }
      : translated
  } catch {
    return {
      outcome: 'set-aside',
      reason: 'fault',
      words: 'The translation failed. The message is kept, and can be translated again.',
    }
  }
}

const severalSenders: Translated = {
  outcome: 'set-aside',
  reason: 'refused',
  words: 'The messages of one batch name different senders in MSH-3 or MSH-4.',
  place: 'MSH-3',
}
