/**
 * The labels by which entries are withheld, and how they come together. What is once said to be
 * restricted or sensitive stays so; what is so only by its links is as they are now.
 */

const restricted = 'restricted'
export const sensitive = 'sensitive'
/** Beside `sensitive`: by what the entry is linked with, and not by what it says. */
const linked = 'linked'

const classes: readonly string[] = [restricted, sensitive]

/** Those by which something can be withheld. */
export const classesOf = (labels: readonly string[]): string[] =>
  classes.filter((each) => labels.includes(each))

/** A later message that is silent about a label does not lift it. */
export function kept(before: readonly string[] = [], said: readonly string[] = []): string[] {
  const all = new Set([...before, ...said])
  if (said.includes(sensitive)) all.delete(linked)
  return [...all].sort()
}

/** Sensitive by what it says, or said once. */
export const isSensitive = (labels: readonly string[]): boolean =>
  labels.includes(sensitive) && !labels.includes(linked)

export function withLinks(labels: readonly string[], isLinked: boolean): readonly string[] {
  if (isSensitive(labels)) return labels
  const others = labels.filter((each) => each !== sensitive && each !== linked)
  return isLinked ? [...others, sensitive, linked].sort() : others
}

/** Those that a row of these holds back. */
export const classesOutside = (within: readonly string[]): string[] =>
  classes.filter((each) => !within.includes(each))

/** Every combination of these classes, the fullest first: what a row of a record may hold. */
export function combinationsOf(present: readonly string[]): string[][] {
  const all = present.reduce<string[][]>(
    (sofar, each) => sofar.flatMap((one) => [[...one, each], one]),
    [[]],
  )
  return all.sort((a, b) => b.length - a.length)
}

export const isShown = (labels: readonly string[], within: readonly string[]): boolean =>
  classesOf(labels).every((each) => within.includes(each))
