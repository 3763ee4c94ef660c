/** Plants canaries in a running server: their messages are taken and filed like anybody's. */
import { createHash } from 'node:crypto'
import {
  type Canary,
  type CanaryFeed,
  canaryFeeds,
  decideObjection,
  type Imported,
  type ImportRequest,
  messageOutcome,
  type Needs,
  placeCanaries,
  plantCanaries,
  recordObjection,
  standingPolicy,
  type User,
} from '#journeys'
import type { FilingThread } from '../filing-thread.ts'
import { takeMessages } from '../take-messages.ts'
import { fhirMessages, fhirObjection } from './fhir-messages.ts'
import { hl7Messages, hl7Objection } from './hl7-messages.ts'
import { letterHash, storyOf } from './story.ts'

export interface PlantNeeds {
  readonly needs: Needs
  readonly filing: Pick<FilingThread, 'backlog' | 'settled' | 'wake'>
  readonly importObjections: (by: User, request: ImportRequest) => Promise<Imported>
}

export interface Planted {
  readonly planted: number
  /** Of these feeds the messages could not be read as a patient's: see what is set aside. */
  readonly unplaced: readonly string[]
}

export async function plant(
  given: PlantNeeds,
  by: User,
  named?: readonly string[],
): Promise<Planted> {
  const { needs } = given
  const feeds = await canaryFeeds(needs, named)
  const feedOf = new Map(feeds.map((feed) => [feed.name, feed]))
  const planted = await plantCanaries(needs, by, feeds, letterHash)
  await send(given, planted, (canary) => messagesOf(feedOf.get(canary.feed)!, canary))
  const placed = await placeCanaries(needs, planted)
  const there = placed.filter((one) => one.personId !== undefined)
  await objectAtDesk(needs, there)
  await objectByImport(given, by, there)
  const byCode = there.filter((one) => one.route === 'code')
  await send(given, byCode, (canary) => [objectionOf(feedOf.get(canary.feed)!, canary)])
  const unplaced = placed.filter((one) => one.personId === undefined).map((one) => one.feed)
  return { planted: there.length, unplaced: [...new Set(unplaced)] }
}

const minute = 60_000

function messagesOf(feed: CanaryFeed, canary: Canary): Buffer[] {
  const story = storyOf(canary, canary.plantedAt - minute)
  return feed.form === 'fhir'
    ? fhirMessages(feed.organisation, story)
    : hl7Messages({ ...feed, feed: feed.name }, story)
}

function objectionOf(feed: CanaryFeed, canary: Canary): Buffer {
  const story = storyOf(canary, canary.plantedAt)
  return feed.form === 'fhir'
    ? fhirObjection(story)
    : hl7Objection({ ...feed, feed: feed.name }, story)
}

const lookMs = 500
const patienceMs = 60_000

/** When this returns they are filed, or set aside for a human. */
async function send(
  { needs, filing }: PlantNeeds,
  canaries: readonly Canary[],
  messagesFor: (canary: Canary) => readonly Buffer[],
): Promise<void> {
  const receivedAt = needs.clock.now()
  const arrivals = canaries.flatMap((canary) =>
    messagesFor(canary).map((bytes) => ({
      feed: canary.feed,
      form: bytes[0] === 0x7b ? ('fhir' as const) : ('hl7v2' as const),
      bytes,
      receivedAt,
    })),
  )
  if (arrivals.length === 0) return
  const receipts = await takeMessages(needs, filing.backlog)(arrivals)
  const until = performance.now() + patienceMs
  for (const { messageId } of receipts) {
    while (!(await messageOutcome(needs, messageId)) && performance.now() < until) {
      const settled = filing.settled(messageId, lookMs)
      filing.wake()
      await settled
    }
  }
}

/** Keeps objections of canaries, and of nobody else. */
const desk: User = {
  key: 'canary|desk',
  name: 'Canary at the desk',
  roleCode: 'canary',
  roleName: 'Probe at the desk',
  organisation: '',
  organisationName: 'Canaries',
  activities: standingPolicy.activities.objections,
  session: '',
  assurance: 'AAL3',
}

async function objectAtDesk(needs: Needs, canaries: readonly Canary[]): Promise<void> {
  for (const { personId } of canaries.filter((one) => one.route === 'desk')) {
    const { objectionId } = await recordObjection(needs, desk, {
      personId,
      madeBy: 'not-known',
      words: 'Invented, to prove that an objection hides.',
      identityCheck: 'Invented: there is nobody.',
      explained: true,
    })
    // Nobody at the desk should be asked to decide it.
    const because = 'Invented, to prove that an objection hides.'
    await decideObjection(needs, desk, objectionId, { verdict: 'upheld', because })
  }
}

async function objectByImport(
  { needs, importObjections }: PlantNeeds,
  by: User,
  canaries: readonly Canary[],
): Promise<void> {
  const rows = canaries.filter((one) => one.route === 'import').map((one) => one.nhsNumber)
  if (rows.length === 0) return
  const bytes = Buffer.from(['NHS Number', ...rows, ''].join('\n'))
  const asOf = new Date(needs.clock.now()).toISOString()
  const on = asOf.slice(0, 10)
  const manifest = {
    register: 'Canaries',
    owner: 'The London Care Record itself',
    asOf,
    cutOff: on,
    rows: rows.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    emergency: { promised: 'Invented: nobody was promised anything.' },
    columns: { nhsNumber: 'NHS Number' },
    signOff: { name: by.name, role: by.roleName, on },
  }
  await importObjections(by, { manifest, bytes, check: false })
}
