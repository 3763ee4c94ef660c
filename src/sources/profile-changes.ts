/** What another version of a profile does otherwise, key by key, for whoever brings it. */
import type { FeedProfile } from './feed-profile.ts'
import { canonical } from './hl7v2/latest.ts'

/** These say which profile it is, not how its feed is read. */
const notReading = new Set(['$schema', 'name', 'version', 'effectiveFrom', 'about'])
const namedMax = 5
/** Characters of one value. */
const shownMax = 160

/** Empty when both read every message in the same way. */
export function profileChanges(before: FeedProfile | undefined, after: FeedProfile): string[] {
  const old: Readonly<Record<string, unknown>> = before ?? {}
  const now: Readonly<Record<string, unknown>> = after
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])]
  return keys
    .filter((key) => !notReading.has(key) && !isSame(old[key], now[key]))
    .map((key) => `${key}: ${change(old[key], now[key])}`)
}

function change(old: unknown, now: unknown): string {
  if (isTable(old) && isTable(now)) return tableChange(old, now)
  return `${shown(old)} → ${shown(now)}`
}

type Table = Readonly<Record<string, unknown>>

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Maps of codes and units can have hundreds of lines: how many, and the first few. */
function tableChange(old: Table, now: Table): string {
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])]
  const kinds = {
    added: keys.filter((key) => !(key in old)),
    removed: keys.filter((key) => !(key in now)),
    changed: keys.filter((key) => key in old && key in now && !isSame(old[key], now[key])),
  }
  return Object.entries(kinds)
    .filter(([, names]) => names.length > 0)
    .map(([kind, names]) => `${names.length} ${kind} (${some(names)})`)
    .join(', ')
}

const some = (names: readonly string[]): string =>
  names.slice(0, namedMax).join(', ') + (names.length > namedMax ? ', …' : '')

function shown(value: unknown): string {
  const text = value === undefined ? 'not said' : JSON.stringify(value)
  return text.length > shownMax ? `${text.slice(0, shownMax)}…` : text
}

const isSame = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b)
