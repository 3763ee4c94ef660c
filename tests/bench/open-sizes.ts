/** Part 1 at its sizes: records of about 50, 300 and 3,000 entries, and one that just changed. */
import { feedNameOf, fileMessages, openRecord, peek, receiveMessages } from '#journeys'
import { admit, load, personIds } from './city/load.ts'
import { traffic } from './city/messages.ts'
import { type City, numbers, type Opened } from './city/populate.ts'
import { clinician } from './clinician.ts'
import { now, quantile } from './figures.ts'
import { keepRows } from './floors.ts'
import { type Opening, type OpenRow, openRow, prepareFloors, type Seen } from './open-part.ts'
import { tidy } from './store.ts'

export interface OpenPart {
  readonly rows: readonly OpenRow[]
  /** Of 300 entries, to which one message has added since they were last folded; in ms. */
  readonly justChanged: { readonly p50: number; readonly p95: number }
}

export async function openPart(
  city: City,
  opening: Opening,
  wanted: { readonly rounds: number; readonly quick: boolean },
): Promise<OpenPart> {
  const { store } = city
  const sizes = [
    {
      entries: 50,
      persons: await loaded(city, 0, wanted.quick ? 5 : 20, 50),
      opens: wanted.quick ? 30 : 300,
    },
    { entries: 300, persons: city.opened, opens: wanted.quick ? 30 : 300 },
    {
      entries: 3_000,
      persons: await loaded(city, 200, wanted.quick ? 1 : 4, 3_000),
      opens: wanted.quick ? 6 : 40,
    },
  ]
  await tidy(store)
  const rows: OpenRow[] = []
  for (const { entries, persons, opens } of sizes) {
    const bytes = await prepareFloors(store, persons)
    for (const seen of ['server', 'whole'] satisfies Seen[]) {
      for (const clients of [1, 8]) {
        const { rounds } = wanted
        rows.push(await openRow(opening, persons, { entries, seen, clients, rounds, opens, bytes }))
      }
    }
  }
  return { rows, justChanged: await openJustChanged(city, wanted.quick ? 40 : 500) }
}

async function loaded(
  { store }: City,
  from: number,
  count: number,
  entries: number,
): Promise<Opened[]> {
  const persons = numbers(from, count)
  await load(store, { persons, entries }, (person, resources) =>
    keepRows(store.bare, person, resources),
  )
  const ids = await personIds(store, persons)
  await admit(store, [...ids.values()])
  return persons.map((number) => ({ number, personId: ids.get(number)! }))
}

/** What was filed and is not yet folded in is folded for whoever opens it meanwhile. */
async function openJustChanged(city: City, opens: number): Promise<OpenPart['justChanged']> {
  const { store } = city
  const [person] = await loaded(city, 300, 1, 300)
  const news = traffic({ seed: 'news', messages: 3, persons: [person!.number], from: city.time })
  await receiveMessages(
    store.needs,
    news.map(({ bytes, controlId }) => ({
      feed: feedNameOf(peek(bytes)),
      form: 'hl7v2' as const,
      controlId,
      bytes,
      receivedAt: store.clock.now(),
    })),
  )
  while ((await fileMessages(store.needs, 100)).messages > 0);
  const tookMs: number[] = []
  for (let open = 0; open < opens; open++) {
    const since = now()
    await openRecord(store.needs, clinician, person!.personId, { requestId: 'bench' })
    tookMs.push(now() - since)
  }
  return { p50: quantile(tookMs, 0.5), p95: quantile(tookMs, 0.95) }
}
