/** Somebody who opens records all the time: when does the record show what was just sent? */
import { zstdDecompressSync } from 'node:zlib'
import { openRecord } from '#journeys'
import { invent } from './city/people.ts'
import { controlIdOf, kindOf, personOf, type StreamOf } from './city/stream.ts'
import { clinician } from './clinician.ts'
import { now } from './figures.ts'
import type { Store } from './store.ts'

export interface Probe {
  /** By the number of the message, when a reader had the record that shows it (ms of `now`). */
  readonly shownAt: ReadonlyMap<number, number>
  /** Waits until what was sent is shown, or has been given up. */
  stop(sent: number): Promise<void>
}

const lookMs = 8
const giveUpMs = 120_000

/** Of every `every` messages it looks for the first ORU: its last result says what to look for. */
export function startProbe(store: Store, stream: StreamOf, first: number, every: number): Probe {
  const shownAt = new Map<number, number>()
  let sentAtMost = Number.POSITIVE_INFINITY
  let giveUpAt = Number.POSITIVE_INFINITY
  const running = run()
  async function run(): Promise<void> {
    let from = first
    const watched = new Set<number>()
    while (now() < giveUpAt) {
      while (watched.size < 24) {
        let index = from
        while (kindOf(stream, index) !== 'oru') index++
        watched.add(index)
        from = Math.max(from + every, index + 1)
      }
      for (const index of watched) if (index >= sentAtMost) watched.delete(index)
      if (watched.size === 0) return
      for (const index of await filedOf(store, stream, [...watched])) {
        watched.delete(index)
        await mustShow(store, stream, index)
        shownAt.set(index, now())
      }
      if (from >= sentAtMost && watched.size === 0) return
      await new Promise((resolve) => setTimeout(resolve, lookMs))
    }
    throw new Error('A message was acknowledged and is not shown')
  }
  return {
    shownAt,
    async stop(sent) {
      sentAtMost = first + sent
      giveUpAt = now() + giveUpMs
      await running
    },
  }
}

async function filedOf(
  { bare }: Store,
  stream: StreamOf,
  watched: readonly number[],
): Promise<number[]> {
  const byId = new Map(watched.map((index) => [controlIdOf(stream, index), index]))
  const found = await bare.query<{ control_id: string }>({
    name: 'probe-filed',
    text: `SELECT m.control_id FROM inbox.message m JOIN inbox.outcome o USING (message_id)
      WHERE m.feed = 'LAB|RJZ' AND m.control_id = ANY ($1)`,
    values: [[...byId.keys()]],
  })
  return found.rows.map((row) => byId.get(row.control_id)!)
}

async function mustShow(store: Store, stream: StreamOf, index: number): Promise<void> {
  const { mrn } = invent(personOf(stream, index))
  const found = await store.bare.query<{ person_id: string }>({
    name: 'probe-person',
    text: `SELECT l.person_id FROM identity.source_patient s
      JOIN identity.link l USING (source_patient_id)
      WHERE l.until IS NULL AND s.namespace = 'RJZ/MRN' AND s.value = $1`,
    values: [mrn],
  })
  const personId = Number(found.rows[0]?.person_id)
  const opened = await openRecord(store.needs, clinician, personId, {
    requestId: crypto.randomUUID(),
  })
  if (opened.outcome !== 'opened') throw new Error(`A record was ${opened.outcome}`)
  if (!zstdDecompressSync(opened.body).includes(controlIdOf(stream, index))) {
    throw new Error('A message is filed and the record does not show it')
  }
}
