/** From the FHIR door to the inbox, and back with what became of the message. */
import type { FhirArrival, FiledReport } from '#doors'
import { messageOutcome, type Needs } from '#journeys'
import type { FilingThread } from './filing-thread.ts'
import { takeMessages } from './take-messages.ts'

/** A sender waits this long for the outcome; after it, it is told that its message is kept. */
const waitMs = 20_000
/** How often to look in the database, for what another process filed. */
const lookMs = 1_000

export function receiveFhir(needs: Needs, filing: FilingThread) {
  const take = takeMessages(needs, filing.backlog)
  return async ({ feed, bytes, controlId, peer }: FhirArrival): Promise<FiledReport> => {
    const receivedAt = needs.clock.now()
    const [receipt] = await take([
      { feed, form: 'fhir', bytes, receivedAt, peer, ...(controlId && { controlId }) },
    ])
    if (!receipt) throw new Error('A message was received and no receipt was given.')
    const messageId = String(receipt.messageId)
    if (receipt.duplicate) return { messageId, state: 'duplicate', parts: [], entries: 0 }
    for (let waited = 0; waited < waitMs; waited += lookMs) {
      const settled = filing.settled(receipt.messageId, lookMs)
      filing.wake()
      await settled
      const became = await messageOutcome(needs, receipt.messageId)
      if (!became) continue
      const parts = became.parts.map(({ place, reason, words }) => ({
        place: place ?? '',
        reason: reason as FiledReport['parts'][number]['reason'],
        words,
      }))
      return { messageId, state: became.outcome, parts, entries: became.entries }
    }
    return { messageId, state: 'pending', parts: [], entries: 0 }
  }
}
