/** How the senders of the simulated world write. */

/** A segment by the numbers of its fields, as the standard counts them. */
export function segment(
  name: string,
  fields: Readonly<Record<number, string | undefined>>,
): string {
  const last = Math.max(...Object.keys(fields).map(Number))
  const written = Array.from({ length: last }, (_, index) => fields[index + 1] ?? '')
  return [name, ...written].join('|').replace(/\|+$/, '')
}

/** A moment with its offset, so that no time zone has to be guessed. */
export const hl7Time = (at: number): string =>
  `${new Date(at).toISOString().replace(/[-T:]/g, '').slice(0, 14)}+0000`
