/**
 * Whose it is, out of nothing but who was named for it and when: the same in whatever order the
 * messages came. Whom the sender named last has it (LAB-04).
 */

/** When it was said: the sender's own time, then that of the message (ms). */
type Said = readonly [said: number, sent: number]

/** One entry's part in what is claimed. */
export interface ClaimedPart {
  /** Which part it is, whoever the patient. */
  readonly part: number
  readonly said: Said
}

/** One source patient that was named for it. */
export interface Claimant {
  readonly personId: number
  /** Its last message held all there is of it (LAB-02). */
  readonly replaces: boolean
  /** By entry key. */
  readonly parts: ReadonlyMap<string, ClaimedPart>
}

/** Why an entry does not hold; on the entry, and so for a reader who looks there. */
export type Retraction =
  | 'reported under another patient'
  | 'reported again under another number'
  | 'absent from replacement report'

/** For each claimant, why which of its entries do not hold. */
export function verdictsOn(claimants: readonly Claimant[]): Map<string, Retraction>[] {
  const ranked = claimants.map((one) => ({ ...one, last: lastOf(one) }))
  const winner = ranked.reduce((a, b) => (compare(a.last, b.last) < 0 ? b : a))
  const ofPerson = ranked.filter((one) => one.personId === winner.personId)
  return ranked.map(({ personId, parts }) => {
    const verdicts = new Map<string, Retraction>()
    for (const [key, mine] of parts) {
      if (personId !== winner.personId) verdicts.set(key, 'reported under another patient')
      else if (winner.replaces && compareSaid(mine.said, winner.last.said) < 0) {
        verdicts.set(key, 'absent from replacement report')
      } else if (ofPerson.some((other) => hasNewer(other.parts, key, mine))) {
        verdicts.set(key, 'reported again under another number')
      }
    }
    return verdicts
  })
}

/** The same part by a newer word: two numbers of one patient hold one report. */
function hasNewer(
  parts: ReadonlyMap<string, ClaimedPart>,
  key: string,
  mine: ClaimedPart,
): boolean {
  for (const [otherKey, { part, said }] of parts) {
    if (otherKey === key || part !== mine.part) continue
    if (compare({ key, said: mine.said }, { key: otherKey, said }) < 0) return true
  }
  return false
}

interface Word {
  readonly key: string
  readonly said: Said
}

/** The newest word; where several were said at once, one that does not hang on their order. */
function lastOf({ parts }: Claimant): Word {
  return [...parts]
    .map(([key, { said }]) => ({ key, said }))
    .reduce((a, b) => (compare(a, b) < 0 ? b : a))
}

const compare = (a: Word, b: Word): number =>
  compareSaid(a.said, b.said) || (a.key === b.key ? 0 : a.key < b.key ? -1 : 1)

export const compareSaid = (a: Said, b: Said): number => a[0] - b[0] || a[1] - b[1]
