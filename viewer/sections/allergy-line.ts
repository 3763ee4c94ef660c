/** The one sentence about allergies that never leaves the screen (HZ-03, HZ-08; ALG-08 to ALG-10). */
import type { Item, RecordView } from '../../src/doors/viewer/contract.ts'
import { showDay } from '../design/dates.ts'
import { gaps, gapWords, voiceName } from './presence.ts'
import { byVoices, fact, gravestFirst, when } from './voices.ts'

export interface AllergySentence {
  readonly tone: 'recorded' | 'none-known' | 'not-known'
  readonly substances: readonly { id: string; name: string; reaction?: string; severe?: string }[]
  readonly words: string
  /** What weakens the sentence: sources that could not answer, or that say something else. */
  readonly but?: string
}

export function allergySentence(record: RecordView): AllergySentence {
  const current = record.sections.allergies.filter((item) => !item.past)
  const recorded = byVoices(current.filter((item) => !item.noneKnown)).toSorted(gravestFirst)
  const noneKnown = current
    .filter((item) => item.noneKnown)
    .toSorted((a, b) => when(b).localeCompare(when(a)))
  const missing = gaps(record, 'allergies')
  const notHeard = missing.length ? gapWords(missing) : undefined
  // Beside what is recorded, only the silence of a source that does speak here matters at once.
  const silent = missing.filter(({ presence }) => presence !== 'not-connected')
  if (recorded.length) {
    return {
      tone: 'recorded',
      substances: recorded.map(({ items }) => ({
        id: items[0]!.id,
        name: items[0]!.title,
        reaction: items.map(reaction).find(Boolean),
        severe: items.map((item) => item.alert).find(Boolean),
      })),
      words: '',
      but: join(
        noneKnown.length > 0 && `but ${noneKnown.map(saysNone(record)).join('; ')}`,
        silent.length > 0 && gapWords(silent),
      ),
    }
  }
  if (noneKnown[0]) {
    const words = noneKnownWords(record, noneKnown[0])
    return { tone: 'none-known', substances: [], words, but: notHeard && `but ${notHeard}` }
  }
  return {
    tone: 'not-known',
    substances: [],
    words: notHeard
      ? `cannot be told: ${notHeard}. Nothing else is recorded.`
      : 'nothing recorded. This is not the same as none.',
  }
}

const saysNone = (record: RecordView) => (item: Item) =>
  `${voiceName(record, item.source)} says ‘${item.title}’ (${showDay(when(item))})`

function noneKnownWords(record: RecordView, item: Item): string {
  return `${item.title} – said by ${voiceName(record, item.source)}, ${showDay(when(item))}`
}

export function reaction(item: Item): string | undefined {
  return fact(item, /reaction|manifestation/i)
}

const join = (...parts: (string | false | undefined)[]) =>
  parts.filter(Boolean).join('; ') || undefined
