/** What is new on an open screen: between the version that was shown and the one that came. */
import type { Item, RecordView, SectionName } from '../../src/doors/viewer/contract.ts'
import { now } from '../design/clock.ts'
import { showTime } from '../design/dates.ts'
import { sectionWords } from './section-words.ts'

export interface Changes {
  /** By item: all that came or changed since the record was opened. */
  readonly marks: ReadonlyMap<string, 'New' | 'Changed'>
  /** One sentence about the last update, to be shown and read aloud. */
  readonly words: string
  /** The first item of the last update, to jump to. */
  readonly first?: { readonly item: string; readonly section: SectionName }
}

export function whatChanged(before: RecordView, after: RecordView, earlier?: Changes): Changes {
  const marks = new Map(earlier?.marks)
  const came: string[] = []
  const changed: string[] = []
  const gone: string[] = []
  let first: Changes['first']
  for (const name of Object.keys(sectionWords) as SectionName[]) {
    const was = new Map((before.sections[name] ?? []).map((item) => [item.id, item]))
    const counts = { came: 0, changed: 0 }
    for (const item of after.sections[name] ?? []) {
      const previous = was.get(item.id)
      was.delete(item.id)
      if (previous && isSame(previous, item)) continue
      marks.set(item.id, previous ? 'Changed' : 'New')
      counts[previous ? 'changed' : 'came']++
      first ??= { item: item.id, section: name }
    }
    if (counts.came) came.push(count(counts.came, name))
    if (counts.changed) changed.push(count(counts.changed, name))
    if (was.size) gone.push(count(was.size, name))
  }
  const said = [
    came.length && `New: ${came.join(', ')}.`,
    changed.length && `Changed: ${changed.join(', ')}.`,
    gone.length && `Taken out by its source: ${gone.join(', ')}.`,
  ].filter(Boolean)
  const what = said.length ? said.join(' ') : 'Details of the person or of the sources changed.'
  return { marks, words: `Updated at ${showTime(now())}. ${what}`, first }
}

function count(number: number, section: SectionName): string {
  const { one, many } = sectionWords[section]
  return `${number} ${number === 1 ? one : many}`
}

function isSame(a: Item, b: Item): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
