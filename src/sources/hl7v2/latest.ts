/**
 * What was said last of each thing, whatever the order of arrival (HL7-05): merging is
 * commutative, associative and idempotent, so a late older message changes only what no newer
 * one has said, and a duplicate changes nothing.
 */

/** When it was said: the sender's time of recording, then of sending, ms. */
export type Said = readonly [recorded: number, sent: number]

/** By name, when it was said and what; null says that there is none. */
export type Latest = Readonly<
  Record<string, readonly [recorded: number, sent: number, value: unknown]>
>

export function mergeLatest(held: Latest, incoming: Latest): Latest {
  const merged: Record<string, readonly [number, number, unknown]> = { ...held }
  for (const [name, said] of Object.entries(incoming)) {
    const other = held[name]
    if (!other || compareSaid(other, said) < 0) merged[name] = said
    else if (compareSaid(other, said) === 0 && canonical(other[2]) < canonical(said[2])) {
      merged[name] = said
    }
  }
  return merged
}

export function compareSaid(
  a: readonly [number, number, ...unknown[]],
  b: readonly [number, number, ...unknown[]],
): number {
  return a[0] - b[0] || a[1] - b[1]
}

/** The same text for the same content, however its keys are ordered where it was kept. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  // Every result of every report comes through here.
  let text = ''
  for (const name of Object.keys(value).sort()) {
    const part = (value as Readonly<Record<string, unknown>>)[name]
    if (part === undefined) continue
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonical(part)}`
  }
  return `{${text}}`
}

/** Gathers what one message says. */
export class Saying {
  readonly said: Said
  readonly facts: Record<string, readonly [number, number, unknown]> = {}

  constructor(said: Said) {
    this.said = said
  }

  /** Undefined says nothing; null says that there is none. */
  put(name: string, value: unknown): void {
    if (value !== undefined) this.facts[name] = [this.said[0], this.said[1], value]
  }
}
