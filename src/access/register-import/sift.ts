/**
 * Which rows of a file are news: each is an objection of its own, the same as another of its
 * register, or withdrawn there. In doubt a row is in force (OO-33).
 */
import type { RecognisedRow } from './register-row.ts'

export type Sifted =
  | { readonly is: 'news'; readonly recordedOn?: string }
  /** Of a row of this file by its index, or of an objection that is there. */
  | {
      readonly is: 'duplicate'
      readonly reason: 'same-person' | 'same-row'
      readonly of: number | string
    }
  | {
      readonly is: 'withdrawn'
      readonly reason: 'never-in-force' | 'still-in-force'
      /** Which goes on hiding until somebody who keeps the register says otherwise (OO-20). */
      readonly of?: string
    }

export interface SiftedBefore {
  /** By row hash, hex: the row came in an earlier file. */
  readonly rows: ReadonlyMap<string, { readonly objectionId?: string }>
  /** By whom it is about, hex: the objection that an earlier file of this register brought. */
  readonly objections: ReadonlyMap<string, string>
}

export function sift(rows: readonly RecognisedRow[], before: SiftedBefore): Sifted[] {
  const together = new Map<string, number[]>()
  rows.forEach(({ row, about: told }, index) => {
    const about = told?.toString('hex') ?? `row ${row.hash.toString('hex')}`
    const others = together.get(about)
    if (others) others.push(index)
    else together.set(about, [index])
  })
  const sifted: Sifted[] = new Array(rows.length)
  for (const [about, indexes] of together) {
    siftTogether(rows, indexes, before, before.objections.get(about), sifted)
  }
  return sifted
}

function siftTogether(
  rows: readonly RecognisedRow[],
  indexes: readonly number[],
  before: SiftedBefore,
  known: string | undefined,
  sifted: Sifted[],
): void {
  const news: number[] = []
  for (const index of indexes) {
    const earlier = before.rows.get(rows[index]!.row.hash.toString('hex'))
    const of = earlier?.objectionId ?? known
    if (earlier && of !== undefined) sifted[index] = { is: 'duplicate', reason: 'same-row', of }
    else if (earlier) sifted[index] = { is: 'withdrawn', reason: 'never-in-force' }
    else news.push(index)
  }
  const objected = news.filter((index) => !rows[index]!.row.withdrawn)
  const withdrawn = news.filter((index) => rows[index]!.row.withdrawn)
  const isWithdrawn = known === undefined && isLater(rows, withdrawn, objected)
  for (const index of withdrawn) {
    sifted[index] =
      known === undefined
        ? { is: 'withdrawn', reason: 'never-in-force' }
        : { is: 'withdrawn', reason: 'still-in-force', of: known }
  }
  const first = known === undefined && !isWithdrawn ? objected[0] : undefined
  for (const index of objected) {
    if (isWithdrawn) sifted[index] = { is: 'withdrawn', reason: 'never-in-force' }
    else if (index === first) sifted[index] = newsOf(rows, objected)
    else sifted[index] = { is: 'duplicate', reason: 'same-person', of: known ?? first! }
  }
}

/** Several of one person are one objection, of the earliest day. */
function newsOf(rows: readonly RecognisedRow[], objected: readonly number[]): Sifted {
  const [earliest] = objected.flatMap((index) => rows[index]!.row.recordedOn ?? []).sort()
  return { is: 'news', ...(earliest && { recordedOn: earliest }) }
}

/** Only where all days are known, and one withdrawal is after each objection. */
function isLater(
  rows: readonly RecognisedRow[],
  withdrawn: readonly number[],
  objected: readonly number[],
): boolean {
  const newest = withdrawn
    .flatMap((index) => rows[index]!.row.recordedOn ?? [])
    .sort()
    .at(-1)
  if (newest === undefined) return false
  return objected.every((index) => {
    const recordedOn = rows[index]!.row.recordedOn
    // '2019' may be any day of it.
    return recordedOn !== undefined && newest > `${recordedOn}~`
  })
}
