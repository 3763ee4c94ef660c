/**
 * The same thing said by several sources stands together as one line with several voices, and
 * nothing is merged away (HZ-04). Only equal words count as the same: a guess could hide something.
 */
import type { Item } from '../../src/doors/viewer/contract.ts'
import { newestFirst } from '../design/dates.ts'

export interface Line {
  /** Newest first; never empty. */
  readonly items: readonly Item[]
  readonly past: boolean
  /** The voices contradict each other in status or in a fact that both give. */
  readonly differ: boolean
}

export function byVoices(items: readonly Item[]): Line[] {
  const lines = new Map<string, Item[]>()
  for (const item of items) {
    const same = lines.get(nameOf(item))
    if (same) same.push(item)
    else lines.set(nameOf(item), [item])
  }
  return [...lines.values()].flatMap(splitOwnPast).map((voices) => ({
    items: voices.toSorted((a, b) => newestFirst(when(a), when(b))),
    past: voices.every((item) => item.past),
    differ: doVoicesDiffer(voices),
  }))
}

export function single(items: readonly Item[]): Line[] {
  return items.map((item) => ({ items: [item], past: item.past === true, differ: false }))
}

/** What was asserted to be absent never stands before what was found; what harms comes first. */
export function gravestFirst(a: Line, b: Line): number {
  const rank = ({ items }: Line) =>
    items.some((item) => item.alert) ? 0 : items.every((item) => item.noneKnown) ? 2 : 1
  return rank(a) - rank(b) || newestFirst(when(a.items[0]!), when(b.items[0]!))
}

export const when = (item: Item) => item.date ?? item.said ?? item.received

function nameOf(item: Item): string {
  return item.title.toLowerCase().replace(/\s+/g, ' ').trim()
}

/** A source's own earlier course is past; another source's 'stopped' contradicts and must stay. */
function splitOwnPast(items: Item[]): Item[][] {
  const current = new Set(items.filter((item) => !item.past).map((item) => item.source))
  if (current.size === 0) return [items]
  const earlier = items.filter((item) => item.past && current.has(item.source))
  const together = items.filter((item) => !earlier.includes(item))
  return earlier.length ? [together, earlier] : [together]
}

function doVoicesDiffer(items: readonly Item[]): boolean {
  const [first, ...others] = items
  if (!first) return false
  return others.some(
    (other) =>
      Boolean(first.past) !== Boolean(other.past) ||
      (first.facts ?? [])
        .filter(decides)
        .some(([label, words]) =>
          (other.facts ?? []).some(
            ([otherLabel, otherWords]) =>
              plain(label) === plain(otherLabel) && plain(words) !== plain(otherWords),
          ),
        ),
  )
}

/** Facts on which a decision may hang; that one source says more than another is no difference. */
const decides = ([label]: readonly [string, string]) =>
  /dos(e|age)|direction|instruction|severity|verification/i.test(label)

const plain = (words: string) =>
  words
    .toLowerCase()
    .replace(/[\s.,]+/g, ' ')
    .trim()

/** The words of the first fact whose label matches. */
export function fact(item: Item, label: RegExp): string | undefined {
  return item.facts?.find(([name]) => label.test(name))?.[1]
}
