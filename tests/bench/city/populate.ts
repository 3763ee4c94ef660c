/** A city of a given size: persons with 300 entries to open, and everybody else around them. */
import { feedNameOf, fileMessages, peek, receiveMessages } from '#journeys'
import { keepRows, makeFloors } from '../floors.ts'
import type { Store } from '../store.ts'
import { settle, tidy } from '../store.ts'
import { clone } from './clone.ts'
import { admit, load, personIds, registerFeeds } from './load.ts'
import { arrivals } from './messages.ts'

export interface Opened {
  readonly number: number
  readonly personId: number
}

export interface City {
  readonly store: Store
  /** Each with about 300 entries, of whom no message comes while it is measured. */
  readonly opened: readonly Opened[]
  /** Whom the hospital knows, with about 40 entries each: messages come about them. */
  readonly known: readonly number[]
  /** The sender's time (epoch ms) of the next message: each is newer than those before. */
  time: number
}

const entriesOfEach = 40
const openedFrom = 100
const templatesFrom = 1_000

/** How many persons everybody else in the city is a copy of. */
const templatesMax = 50

export async function populate(
  store: Store,
  wanted: { readonly persons: number; readonly opened: number },
): Promise<City> {
  await registerFeeds(store)
  await makeFloors(store.bare)
  const templateCount = Math.min(templatesMax, Math.ceil(wanted.persons / 10))
  const opened = numbers(openedFrom, wanted.opened)
  await load(store, { persons: opened, entries: 300 }, (person, resources) =>
    keepRows(store.bare, person, resources),
  )
  const templates = numbers(templatesFrom, templateCount)
  await load(store, { persons: templates, entries: entriesOfEach - 4 })
  await receiveMessages(
    store.needs,
    templates.flatMap(arrivals).map(({ bytes, controlId, at }) => ({
      feed: feedNameOf(peek(bytes)),
      form: 'hl7v2' as const,
      controlId,
      bytes,
      receivedAt: at,
    })),
  )
  while ((await fileMessages(store.needs, 200)).messages > 0);
  await settle(store)
  const others = Math.max(0, wanted.persons - wanted.opened - templateCount)
  const from = templatesFrom + templateCount
  await clone(store, templates, from, others)
  const ids = await personIds(store, opened)
  await admit(store, [...ids.values()])
  await tidy(store)
  return {
    store,
    opened: opened.map((number) => ({ number, personId: ids.get(number)! })),
    known: numbers(templatesFrom, templateCount + others),
    time: Date.UTC(2026, 7, 1),
  }
}

export const numbers = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => from + index)
