/**
 * A human asks that messages be read again, as the profiles read them today: those that were set
 * aside are filed if they can be, and what is known of everybody concerned is told anew from all
 * that was ever said (RL-09). A portion at a time, so that filing goes on in between.
 */
import type { User } from '#access'
import type { AuditEvent } from '#audit'
import { isTemporary, type Tx } from '#database'
import { search } from '#inbox'
import { Failure } from '#vocabulary'
import type { Needs } from './needs.ts'
import { noteOperator } from './operate.ts'
import { type ReplayedPortion, replayPortion } from './replay-portion.ts'
import { asSearch, type MessageSelection } from './select-messages.ts'

export interface ReplayRequest {
  readonly selection: MessageSelection
  /** In their own words. */
  readonly because: string
  /** Say what would change, and change nothing. */
  readonly check?: boolean
  /** Where the portion before ended; to go on, also after an interruption. */
  readonly after?: number
}

export interface Replayed extends ReplayedPortion {
  /** Messages that could not be replayed for a fault of ours: they are as they were. */
  readonly failed: readonly number[]
  /** The last message of this portion; undefined when there are no more. */
  readonly next: number | undefined
}

const messagesPerPortion = 20

export async function replayMessages(
  needs: Needs,
  user: User,
  { selection, because, check = false, after = 0 }: ReplayRequest,
): Promise<Replayed> {
  if (Object.values(selection).every((one) => one === undefined)) {
    throw new Failure('invalid', 'nothing-selected', 'Say which messages are to be replayed.')
  }
  await noteOperator(needs, user, 'replay-messages', {
    ...selectionDetail(selection),
    check,
    after,
  })
  const request = { at: needs.clock.now(), by: user, because }
  const found = await needs.database.transaction('filing', async (tx) =>
    search(tx, await asSearch(tx, selection), { after, messagesMax: messagesPerPortion }),
  )
  const next = found.length < messagesPerPortion ? undefined : found.at(-1)?.messageId
  // What its sender was told never to send again is filed only where somebody means just that.
  const meansRefused = selection.messageIds !== undefined || selection.reason === 'refused'
  const ids = found
    .filter((one) => meansRefused || one.reason !== 'refused')
    .map((one) => one.messageId)
  const replay = (some: readonly number[]) =>
    (check ? rolledBack : kept)(needs, (tx) => replayPortion(tx, selection, some, after, request))
  try {
    return { ...(await replay(ids)), failed: [], next }
  } catch (fault) {
    if (fault instanceof Failure || isTemporary(fault)) throw fault
    // One of them is poison: the others must not wait for it.
    return { ...(await oneByOne(ids, replay)), next }
  }
}

async function oneByOne(
  ids: readonly number[],
  replay: (some: readonly number[]) => Promise<ReplayedPortion>,
): Promise<Omit<Replayed, 'next'>> {
  const done: ReplayedPortion[] = []
  const failed: number[] = []
  for (const id of ids) {
    try {
      done.push(await replay([id]))
    } catch (fault) {
      if (fault instanceof Failure || isTemporary(fault)) throw fault
      failed.push(id)
    }
  }
  const sum = (of: (one: ReplayedPortion) => number) => done.reduce((all, one) => all + of(one), 0)
  return {
    messages: sum((one) => one.messages),
    differently: done.flatMap((one) => one.differently),
    nowFiled: done.flatMap((one) => one.nowFiled),
    patients: sum((one) => one.patients),
    entriesChanged: sum((one) => one.entriesChanged),
    personsChanged: [...new Set(done.flatMap((one) => one.personsChanged))],
    failed,
  }
}

type Work<T> = (tx: Tx) => Promise<T>

const kept = <T>(needs: Needs, work: Work<T>): Promise<T> =>
  needs.database.transaction('filing', work)

/** What work would bring about, without its being so. */
async function rolledBack<T>(needs: Needs, work: Work<T>): Promise<T> {
  let told: { readonly result: T } | undefined
  const enough = new Error('Nothing of this is to be kept.')
  try {
    await needs.database.transaction('filing', async (tx) => {
      told = { result: await work(tx) }
      throw enough
    })
  } catch (fault) {
    if (fault !== enough) throw fault
  }
  return told!.result
}

/** For the audit: by what was selected, without the number of anybody. */
export function selectionDetail(selection: MessageSelection): NonNullable<AuditEvent['detail']> {
  const { messageIds, sourcePatient, ...rest } = selection
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
    ...(messageIds && { messages: messageIds.slice(0, 100).join() }),
    ...(sourcePatient && { namespace: sourcePatient.namespace }),
  }
}
