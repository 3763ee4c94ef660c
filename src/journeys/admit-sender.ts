/**
 * May this sender send this? First who may say so: the certificate, its names and its
 * organisation (RL-11); then what the feed's profile takes (RL-02). Senders and profiles are
 * read anew every few seconds: what an operator ends is soon over, without a start.
 */
import { type AllowedSender, allowedTo, allSenders, type Certificate, goesBy } from '#network'
import {
  type Envelope,
  type FeedProfiles,
  isOfSeveralSenders,
  peekAll,
  profileForSender,
  type Reason,
  whyNotTaken,
} from '#sources'
import { belongsTo } from '#vocabulary'
import { loadProfiles } from './known-feeds.ts'
import type { Needs } from './needs.ts'

export type { Certificate }

interface Asking {
  /** Undefined: it is not HL7 v2. */
  readonly envelope: Envelope | undefined
  readonly bytes: Uint8Array
  readonly certificate: Certificate | undefined
}

export interface Refusal extends Reason {
  /** A kind, for counting. */
  readonly why: string
  /** It is kept, for a human to look at; what is too large or nobody's is not. */
  readonly isKept: boolean
}

/** Undefined: it is taken. Rejects when the database cannot say. */
export type Admit = (asking: Asking) => Promise<Refusal | undefined>

interface Known {
  readonly senders: Awaited<ReturnType<typeof allSenders>>
  readonly profiles: FeedProfiles
  readonly at: number
}

const freshMs = 2_000

export function admission(needs: Needs, { isProduction }: { isProduction: boolean }): Admit {
  let known: Promise<Known> | undefined
  let readAt = 0
  const load = (at: number): Promise<Known> =>
    needs.database.transaction('filing', async (tx) => ({
      senders: await allSenders(tx),
      profiles: await loadProfiles(tx),
      at,
    }))
  return async (asking) => {
    const now = needs.clock.now()
    // A clock that was set back must not make old news last.
    if (!known || Math.abs(now - readAt) > freshMs) {
      readAt = now
      known = load(now)
      known.catch(() => {
        known = undefined
      })
    }
    return decide(await known, asking, isProduction)
  }
}

/** Where there is nobody to ask: whatever is HL7 v2. */
export const anybody: Admit = async ({ envelope }) => (envelope ? undefined : notHl7)

/** Whether nobody may send anything, because nobody was allowed to. */
export async function nobodyMaySend(needs: Needs): Promise<boolean> {
  const senders = await needs.database.transaction('filing', allSenders)
  return senders.every((sender) => sender.endedAt !== undefined)
}

function decide(
  { senders, profiles, at }: Known,
  { envelope, bytes, certificate }: Asking,
  isProduction: boolean,
): Refusal | undefined {
  // In a demonstration everybody may, until the first sender is allowed.
  const isOpen = !isProduction && senders.length === 0
  const allowed = allowedTo(senders, certificate)
  if (!isOpen && allowed.length === 0) return stranger
  if (!envelope) return notHl7
  const { application, facility } = envelope
  const by = allowed.filter((sender) => goesBy(sender, application, facility))
  if (!isOpen && by.length === 0) return stranger
  if (isOfSeveralSenders(bytes)) return isOpen ? mixed : { ...mixed, isKept: false }
  const { profile, organisation } = profileForSender(application, facility, profiles, at)
  if (!isOpen && !by.some((sender) => writesFor(sender, organisation))) return otherOrganisation
  for (const one of peekAll(bytes)) {
    const not = whyNotTaken(one, bytes, profile, isProduction)
    if (not) return { ...not, isKept: not.why !== 'too-large' }
  }
  return undefined
}

const writesFor = (sender: AllowedSender, organisation: string): boolean =>
  belongsTo(organisation.toUpperCase(), sender.organisation.toUpperCase())

const notHl7: Refusal = {
  why: 'not-hl7',
  words: 'This is not an HL7 v2 message; it was kept for a human to look at',
  condition: 100,
  isKept: true,
}

const stranger: Refusal = {
  why: 'sender',
  words: 'This sender is not allowed to send under this name',
  condition: 103,
  field: 3,
  isKept: false,
}

const otherOrganisation: Refusal = {
  why: 'organisation',
  words: 'This sender may write for its own organisation only',
  condition: 103,
  field: 4,
  isKept: false,
}

/** One message of a batch is filed as its first one is: it must not be somebody else's. */
const mixed: Refusal = {
  why: 'mixed-batch',
  words: 'The messages of one batch name different senders in MSH-3 or MSH-4',
  condition: 103,
  field: 3,
  isKept: true,
}
