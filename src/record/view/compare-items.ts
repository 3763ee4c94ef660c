/** The order of lines within a section: the same for everybody, and total, so that it is stable. */
import { earliest, type Item, type PartialDate } from '#vocabulary'

/** Kinds whose warnings stand above newer lines. Not results: an old alarm is not news. */
const warningsFirst: ReadonlySet<string> = new Set([
  'AllergyIntolerance',
  'CarePlan',
  'Condition',
  'DocumentReference',
  'Flag',
  'MedicationRequest',
])

export function compareItems(a: Item, b: Item): number {
  return (
    Number(a.past ?? false) - Number(b.past ?? false) ||
    rank(a) - rank(b) ||
    compareDates(a.date, b.date) ||
    compareText(a.title, b.title) ||
    compareText(a.id, b.id)
  )
}

/** An asserted absence comes after what it must not hide (ALG-09). */
function rank(item: Item): number {
  if (item.alert && warningsFirst.has(item.kind)) return 0
  if (item.kind === 'Encounter' && item.status?.endsWith(' now')) return 0
  return item.noneKnown ? 2 : 1
}

/** Newest first, undated last. */
function compareDates(a: PartialDate | undefined, b: PartialDate | undefined): number {
  if (a === b) return 0
  if (a === undefined) return 1
  if (b === undefined) return -1
  // Dates of one form and one offset are in order as text, which costs far less than parsing.
  if (a.length === b.length && a.slice(19) === b.slice(19)) return compareText(b, a)
  return (earliest(b) ?? 0) - (earliest(a) ?? 0) || compareText(b, a)
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
