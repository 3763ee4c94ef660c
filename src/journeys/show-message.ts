/**
 * One message, as a human who looks for what is wrong with it must see it. It holds what was said
 * of a patient: who looks is written down before it is read, for each person it is about.
 */
import { objectedAmong, type User } from '#access'
import type { Tx } from '#database'
import { mentionedIn, placedByKey, placedPatients } from '#identity'
import { type LookedAt, lookAt, type SetAsideHere } from '#inbox'
import {
  type Dissected,
  type DissectedJson,
  dissect,
  dissectJson,
  type FeedFacts,
  translate,
} from '#sources'
import { Failure, type SourcePatientKey, type Translated } from '#vocabulary'
import { loadFeeds } from './known-feeds.ts'
import type { Needs } from './needs.ts'
import { noteOperator, personsIn } from './operate.ts'
import { aboutIn } from './read-messages.ts'

export interface ShownMessage {
  readonly message: Omit<LookedAt, 'bytes'> & { readonly size: number }
  readonly profile: { readonly name: string; readonly version: number } | undefined
  /** Whom it is known to be about, by the sender's numbers. */
  readonly about: readonly SourcePatientKey[]
  /** How it would be read today: what a replay would make of it. */
  readonly today: ReadToday
  readonly content:
    | ({ readonly form: 'hl7v2' } & Dissected)
    | ({ readonly form: 'fhir' } & DissectedJson)
}

export interface ReadToday {
  readonly outcome: 'filed' | 'set-aside'
  readonly setAside: readonly SetAsideHere[]
  readonly defects: readonly string[]
  readonly notUnderstood: Readonly<Record<string, number>>
}

/** Undefined when there is no such message. */
export async function showMessage(
  needs: Needs,
  user: User,
  messageId: number,
): Promise<ShownMessage | undefined> {
  await noteLook(needs, user, messageId, 'show')
  return needs.database.transaction('filing', async (tx) => {
    const looked = await lookAt(tx, messageId)
    if (!looked) return undefined
    await assertMayBeShown(tx, looked)
    const feed = (await loadFeeds(tx)).factsFor(looked)
    const mentions = await mentionedIn(tx, [messageId])
    const placed = await placedPatients(
      tx,
      mentions.map((one) => one.sourcePatientId),
    )
    const { bytes, ...message } = looked
    const today = readToday(looked, feed)
    return {
      message: { ...message, size: bytes.length },
      profile: feed && { name: feed.profile.name, version: feed.profile.version },
      about: placed.map((one) => one.key),
      today,
      content: contentOf(looked, feed, today),
    }
  })
}

/** The bytes as they came; undefined when there is no such message. */
export async function downloadMessage(
  needs: Needs,
  user: User,
  messageId: number,
): Promise<Pick<LookedAt, 'form' | 'hash' | 'bytes'> | undefined> {
  await noteLook(needs, user, messageId, 'download')
  return needs.database.transaction('filing', async (tx) => {
    const looked = await lookAt(tx, messageId)
    if (looked) await assertMayBeShown(tx, looked)
    return looked
  })
}

/** Of somebody who has objected nothing is shown to anybody, here either (OO-14). */
async function assertMayBeShown(tx: Tx, looked: LookedAt): Promise<void> {
  const mentions = await mentionedIn(tx, [looked.messageId])
  const feed = (await loadFeeds(tx)).factsFor(looked)
  // One that waits has been read by nobody yet.
  const named = feed ? aboutIn(translate(looked.form, looked.bytes, feed, looked.receivedAt)) : []
  const persons = [
    ...(await placedPatients(
      tx,
      mentions.map((one) => one.sourcePatientId),
    )),
    ...(await placedByKey(tx, named)),
  ].map((one) => one.personId)
  if ((await objectedAmong(tx, persons)).size === 0) return
  throw new Failure('refused', 'not-to-be-shown', 'What this message says is shown to nobody.')
}

async function noteLook(needs: Needs, user: User, messageId: number, how: string): Promise<void> {
  const persons = await personsIn(needs, messageId)
  await noteOperator(needs, user, 'look-at-messages', { messageId, how }, persons)
}

function readToday(message: LookedAt, feed: FeedFacts | undefined): ReadToday {
  const read: Translated | undefined =
    feed && translate(message.form, message.bytes, feed, message.receivedAt)
  if (!read) return { outcome: 'set-aside', setAside: [], defects: [], notUnderstood: {} }
  if (read.outcome === 'set-aside') {
    const { place, reason, words } = read
    const whole = { place, reason, words }
    return { outcome: 'set-aside', setAside: [whole], defects: [], notUnderstood: {} }
  }
  const { setAside, defects, notUnderstood, patients, merges } = read.translation
  const isNothing = patients.length === 0 && merges.length === 0 && setAside.length > 0
  return { outcome: isNothing ? 'set-aside' : 'filed', setAside, defects, notUnderstood }
}

function contentOf(
  { form, bytes, setAside }: LookedAt,
  feed: FeedFacts | undefined,
  { defects }: ReadToday,
): ShownMessage['content'] {
  const places = [
    ...setAside.map(({ place = '', words }) => ({ place, words, isSetAside: true })),
    ...defects.map((words) => ({ place: words, words, isSetAside: false })),
  ]
  return form === 'fhir'
    ? { form, ...dissectJson(bytes, places) }
    : { form, ...dissect(bytes, feed?.profile.charset, places) }
}
