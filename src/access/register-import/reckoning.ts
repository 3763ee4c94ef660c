/** What became of the rows of a file, and what each result means to somebody who did not import it. */
import type { Oddity } from './register-row.ts'

const importResults = ['matched', 'held-unmatched', 'duplicate-of', 'withdrawn'] as const
export type ImportResult = (typeof importResults)[number]

const reasons = {
  number: ['matched', 'Found by the NHS number. The person is hidden.'],
  'former-number': [
    'matched',
    'Found by an NHS number that the person had before. The person is hidden, under both numbers.',
  ],
  name: [
    'matched',
    'No NHS number that is somebody’s, and one person with this name and date of birth. The person is hidden.',
  ],
  several: [
    'matched',
    'Up to five people can be meant. All of them are hidden until somebody who keeps the register decides whom the row means.',
  ],
  'never-seen': [
    'held-unmatched',
    'Nobody here has this NHS number yet. It is kept: the person is hidden from the first message on.',
  ],
  'wrong-number': [
    'held-unmatched',
    'The NHS number is not one that anybody can have, and nobody here has this name and date of birth. It is kept, and looked for with each new person.',
  ],
  'no-number': [
    'held-unmatched',
    'No NHS number, and nobody here has this name and date of birth. It is kept, and looked for with each new person.',
  ],
  'name-alone': [
    'held-unmatched',
    'Neither an NHS number nor a full date of birth: nobody can be found by it. It is kept; ask the earlier register, or write to the person.',
  ],
  'too-many': [
    'held-unmatched',
    'More than five people can be meant. Nobody is hidden by it until somebody who keeps the register decides; a task says so.',
  ],
  unreadable: [
    'held-unmatched',
    'The line could not be read as a row. It is kept as it stands, and a task asks somebody to read it.',
  ],
  'same-person': [
    'duplicate-of',
    'The same person is in another row of this register. One objection stands for both, of the earlier day.',
  ],
  'same-row': [
    'duplicate-of',
    'An earlier file of this register had this very row. Nothing changed.',
  ],
  'never-in-force': [
    'withdrawn',
    'Withdrawn in the earlier register before it came here. It is kept, and hides nobody.',
  ],
  'still-in-force': [
    'withdrawn',
    'Withdrawn in the earlier register after it came here. The person stays hidden until somebody who keeps the register has asked them; a task says so.',
  ],
} as const satisfies Record<string, readonly [ImportResult, string]>

export type ImportReason = keyof typeof reasons

export const resultOf = (reason: ImportReason): ImportResult => reasons[reason][0]

const resultWords: Readonly<Record<ImportResult, string>> = {
  matched: 'Found here, and hidden',
  'held-unmatched': 'Not found here, and kept',
  'duplicate-of': 'Of a person who is in another row',
  withdrawn: 'Withdrawn in the earlier register',
}

const oddityWords: Readonly<Record<Oddity, string>> = {
  'number-restored':
    'An NHS number was written with other characters, or without its leading zero.',
  'number-wrong': 'What stands as NHS number fails its check digit, or is nobody’s.',
  'birth-date-unreadable': 'The date of birth could not be read.',
  'birth-date-two-ways': 'The date of birth can mean two years; both are looked for.',
  'recorded-unreadable': 'The day on which it was recorded could not be read.',
  'status-not-known': 'The status is not in the manifest. It counts as objected.',
  'columns-do-not-fit': 'The row has more or fewer columns than the header.',
}

export interface Counts {
  readonly reasons: Readonly<Partial<Record<ImportReason, number>>>
  readonly oddities: Readonly<Partial<Record<Oddity, number>>>
  readonly emptyRows: number
}

export function countOf(
  rows: readonly {
    readonly reason: ImportReason
    readonly row: { readonly oddities: readonly Oddity[] }
  }[],
  emptyRows: number,
): Counts {
  return {
    reasons: tally(rows.map((one) => one.reason)),
    oddities: tally(rows.flatMap((one) => one.row.oddities)),
    emptyRows,
  }
}

function tally<Word extends string>(words: readonly Word[]): Partial<Record<Word, number>> {
  const counts: Partial<Record<Word, number>> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}

export interface Category {
  readonly result: ImportResult
  readonly reason: ImportReason
  readonly rows: number
  readonly words: string
}

export interface ResultLine {
  readonly result: ImportResult
  readonly words: string
  readonly rows: number
}

/** In the order in which they are explained; those of which there are none are left out. */
export function categoriesOf({ reasons: counted }: Counts): Category[] {
  return (Object.keys(reasons) as ImportReason[]).flatMap((reason) => {
    const rows = counted[reason] ?? 0
    const [result, words] = reasons[reason]
    return rows > 0 ? [{ result, reason, rows, words }] : []
  })
}

export function resultLines(counts: Counts): ResultLine[] {
  const categories = categoriesOf(counts)
  return importResults.map((result) => ({
    result,
    words: resultWords[result],
    rows: categories.filter((one) => one.result === result).reduce((sum, one) => sum + one.rows, 0),
  }))
}

export function odditiesOf({
  oddities,
}: Counts): { readonly rows: number; readonly words: string }[] {
  return (Object.keys(oddityWords) as Oddity[]).flatMap((oddity) => {
    const rows = oddities[oddity] ?? 0
    return rows > 0 ? [{ rows, words: oddityWords[oddity] }] : []
  })
}
