/**
 * Whether a file holds what its trailers say: BTS-1 counts the messages of a batch, FTS-1 the
 * batches of a file (HL7 v2.4 ch.2 §2.15). A trailer that is missing, or says no number, says
 * nothing.
 */
import { charsetOf, decode } from './parts/charset.ts'

/** 'BTS-1' or 'FTS-1', where the count does not fit; undefined when all that is said is so. */
export function miscounted(bytes: Uint8Array): 'BTS-1' | 'FTS-1' | undefined {
  let messages = 0
  let batches = 0
  for (const line of decode(bytes, charsetOf(bytes)).split(/[\r\n\x0b\x1c]+/)) {
    const start = line.trimStart()
    const name = start.slice(0, 3)
    if (!names.has(name) || /^[\sA-Za-z0-9"]?$/.test(start.slice(3, 4))) continue
    if (name === 'MSH') messages++
    if (name === 'BHS') {
      batches++
      messages = 0
    }
    const said = countIn(start)
    if (name === 'BTS' && said !== undefined && said !== messages) return 'BTS-1'
    // Without a batch of its own, a file counts its messages by FTS as it likes.
    if (name === 'FTS' && batches > 0 && said !== undefined && said !== batches) return 'FTS-1'
  }
  return undefined
}

const names: ReadonlySet<string> = new Set(['MSH', 'BHS', 'BTS', 'FTS'])

/** The first field, when it is a number. */
function countIn(trailer: string): number | undefined {
  const first = trailer.slice(4).split(trailer[3] as string, 1)[0] ?? ''
  return /^\s*\d{1,9}\s*$/.test(first) ? Number(first) : undefined
}
