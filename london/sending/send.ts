/** The stand-in systems at work: one line per sender, all at once, each in its own order. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { City } from '../city.ts'
import { feedNamed, feeds } from '../feeds.ts'
import { history } from '../history.ts'
import { living } from '../living/living.ts'
import { randomFrom } from '../random.ts'
import type { Sending } from '../sending.ts'
import { type FhirAddress, FhirLine } from './speak-fhir.ts'
import { type Answer, type MllpAddress, MllpLine } from './speak-mllp.ts'

export interface Progress {
  readonly feed: string
  readonly answer: Answer
  /** Of all feeds, so far; and of how many. */
  readonly sent: number
  readonly refused: number
  readonly of?: number
}
export interface Lines {
  readonly mllp: MllpAddress
  readonly fhir: FhirAddress
  readonly onProgress?: (progress: Progress) => void
  readonly signal?: AbortSignal
}

const never = new AbortController().signal

/** Done when every sender has had its last answer; rejects with the signal's reason when stopped. */
export async function sendHistory(
  city: City,
  lines: Lines,
): Promise<{ readonly sent: number; readonly refused: number }> {
  const queues = Map.groupBy(history(city), (sending) => sending.feed)
  const of = [...queues.values()].reduce((sum, queue) => sum + queue.length, 0)
  const counted = counting(lines, of)
  const stop = new AbortController()
  const signal = AbortSignal.any([lines.signal ?? never, stop.signal])
  const speakers = [...queues].map(async ([feed, queue]) => {
    const line = lineOf(feed, { ...lines, signal })
    try {
      for (const { bytes } of queue) counted.note(feed, await line.send(bytes))
    } finally {
      line.close()
    }
  })
  try {
    await Promise.all(speakers)
  } catch (error) {
    // One sender that cannot go on stops all: half a city is worse than none.
    stop.abort(error)
    await Promise.allSettled(speakers)
    throw error
  }
  return counted.total
}

export interface LiveLines extends Lines {
  /** One message so often, of all senders together. */
  readonly everyMs: number
  /** Milliseconds since the epoch; the clock on the wall when absent. */
  readonly now?: () => number
}

/** Sends what happens next until the signal is aborted; then it resolves. */
export async function live(city: City, lines: LiveLines): Promise<void> {
  const signal = lines.signal ?? never
  const now = lines.now ?? Date.now
  const counted = counting(lines)
  const open = new Map(feeds.map(({ name }) => [name, lineOf(name, { ...lines, signal })]))
  const tails = new Map<string, Promise<void>>()
  const say = async ({ feed, bytes }: Sending, before?: Promise<void>) => {
    await before
    const answer = await open.get(feed)?.send(bytes)
    if (answer) counted.note(feed, answer)
  }
  const happenings = living(city, randomFrom(city.seed, 'living', now()), now())
  try {
    for (;;) {
      const { value } = happenings.next(now())
      const tail = say(value, tails.get(value.feed)).catch(() => {})
      tails.set(value.feed, tail)
      await sleep(lines.everyMs, undefined, { signal })
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    await Promise.all(tails.values())
    for (const line of open.values()) line.close()
  }
}

interface Line {
  readonly send: (bytes: Uint8Array) => Promise<Answer>
  readonly close: () => void
}

function lineOf(feed: string, { mllp, fhir, signal = never }: Lines): Line {
  if (feedNamed(feed).form === 'hl7v2') {
    const line = new MllpLine(mllp, signal)
    return { send: (bytes) => line.send(bytes), close: () => line.close() }
  }
  const line = new FhirLine(fhir, feed, signal)
  return { send: (bytes) => line.send(bytes), close: () => {} }
}

function counting(lines: Lines, of?: number) {
  const total = { sent: 0, refused: 0 }
  const note = (feed: string, answer: Answer) => {
    total.sent += 1
    if (answer === 'refused') total.refused += 1
    lines.onProgress?.({ feed, answer, ...total, of })
  }
  return { total, note }
}
