/** What one source has to say in one section (design §3: absence is a value). */
import type { Item, Presence } from '#vocabulary'
import { narrowAbsences } from './absences.ts'

/**
 * 'None known' only where somebody asserted it and nothing current stands against it. What was
 * resolved or refuted does not; 'no known food allergy' alone is a line, not an absence.
 */
export function presenceOf(items: readonly Item[], shares: boolean): Presence {
  if (items.length === 0) return shares ? 'nothing-recorded' : 'not-connected'
  const current = items.filter((item) => !item.past)
  const absent = current.length > 0 && current.every((item) => item.noneKnown)
  return absent && !current.every(isNarrow) ? 'none-known' : 'recorded'
}

const isNarrow = (item: Item): boolean =>
  item.codes?.some(({ code }) => code !== undefined && narrowAbsences.has(code)) ?? false
