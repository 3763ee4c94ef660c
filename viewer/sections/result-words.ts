/** The laboratory's flag in words beside the flag as sent: colour never carries it alone. */
import type { Item, ResultView } from '../../src/doors/viewer/contract.ts'
import { newestFirst } from '../design/dates.ts'
import { when } from './voices.ts'

/** HL7 table 0078. */
const flags: Readonly<Record<string, string>> = {
  H: 'High',
  HH: 'Critically high',
  HU: 'Significantly high',
  L: 'Low',
  LL: 'Critically low',
  LU: 'Significantly low',
  '<': 'Below what can be measured',
  '>': 'Above what can be measured',
  A: 'Abnormal',
  AA: 'Critically abnormal',
  U: 'Significant change up',
  D: 'Significant change down',
  B: 'Better',
  W: 'Worse',
  POS: 'Positive',
  NEG: 'Negative',
  DET: 'Detected',
}

type Flagged = Pick<Item, 'result' | 'facts'>

export function flagWords(item: Flagged): string | undefined {
  const { result } = item
  if (!result) return undefined
  const flag = result.flag?.trim()
  if (!flag) return result.abnormal ? 'Abnormal' : undefined
  if (flag === 'N') return result.abnormal ? 'Abnormal' : undefined
  // What S, I and R mean hangs on when the isolate was taken: the record says it.
  const words = susceptibility(item) ?? flags[flag.toUpperCase()]
  if (!words) return `Flag ${flag}`
  return words.endsWith(`(${flag})`) ? words : `${words} (${flag})`
}

const susceptibility = (item: Flagged): string | undefined =>
  item.facts?.find(([label]) => label === 'Susceptibility')?.[1]

/** The same without the flag as sent, for the overview. */
export function flagShort(item: Flagged): string | undefined {
  return flagWords(item)?.replace(/ \([^)]*\)$/, '')
}

export const isCritical = (result: ResultView) => /^(HH|LL|AA)$/i.test(result.flag ?? '')

/** Results that came as one report: same title, source and time. */
export interface Report {
  readonly key: string
  readonly title: string
  readonly items: readonly Item[]
}

export function reports(items: readonly Item[]): Report[] {
  const found = new Map<string, Item[]>()
  for (const item of items) {
    const key = [item.group ?? item.id, item.source, item.date ?? item.said ?? item.received].join(
      '|',
    )
    const same = found.get(key)
    if (same) same.push(item)
    else found.set(key, [item])
  }
  return [...found]
    .map(([key, all]) => ({
      key,
      title: all[0]!.group ?? all[0]!.title,
      items: organismFirst(all),
    }))
    .toSorted((a, b) => newestFirst(when(a.items[0]!), when(b.items[0]!)))
}

/** What grew, and then what it is sensitive to. */
const organismFirst = (items: readonly Item[]): readonly Item[] =>
  items.toSorted((a, b) => Number(Boolean(susceptibility(a))) - Number(Boolean(susceptibility(b))))
