/**
 * Every change of the register, outside the database: a backup of the database that is put back is
 * older than the newest objections, and these must not be forgotten with it (OO-19). One JSON line
 * each, numbered and chained by their hashes; on the disk before the database commits.
 */
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, stat } from 'node:fs/promises'
import path from 'node:path'
import { DatabaseUnavailable } from '#database'
import { nextLine, openLine, readLine, type SealedLine } from './journal-line.ts'

export interface Written {
  readonly first: number
  readonly last: number
  /** Of the last line, in hex. */
  readonly hash: string
}

export interface JournalRead {
  /** How many there are. */
  readonly lines: number
  /** The number of the first line that is not what it was; undefined when all are. */
  readonly brokenAt: number | undefined
}

type End = Pick<SealedLine, 'n' | 'hash'> & { readonly journal: string; readonly size: number }

/** So many are written at once: others have their turn in between. */
const linesAtOnce = 2_000

export class Journal {
  readonly #file: string
  #end: End | undefined

  constructor(folder: string) {
    this.#file = path.join(folder, 'register.jsonl')
  }

  get file(): string {
    return this.#file
  }

  async exists(): Promise<boolean> {
    return (await sizeOf(this.#file)) > 0
  }

  /** The first line: from then on every change is written down. */
  async begin(key: string, journal: string, after = 0): Promise<Written> {
    await mkdir(path.dirname(this.#file), { recursive: true, mode: 0o700 })
    const before = after > 0 ? { n: after, hash: '0'.repeat(64) } : undefined
    const { n, hash, text } = nextLine(before, key, JSON.stringify({ what: 'begun', journal }))
    await appendDurably(this.#file, [text], 'ax')
    await syncFolder(path.dirname(this.#file))
    return { first: n, last: n, hash }
  }

  /** Which journal it is. */
  async id(): Promise<string> {
    return (await this.#known()).journal
  }

  /** On the disk when it returns. One at a time: the caller holds the journal's lock. */
  async append(key: string, changes: readonly string[]): Promise<Written> {
    const end = await this.#known()
    let last: Pick<SealedLine, 'n' | 'hash'> = end
    let { size } = end
    function* portions(): Generator<string> {
      for (let from = 0; from < changes.length; from += linesAtOnce) {
        let text = ''
        for (const change of changes.slice(from, from + linesAtOnce)) {
          const line = nextLine(last, key, change)
          text += line.text
          last = line
        }
        size += Buffer.byteLength(text)
        yield text
      }
    }
    await appendDurably(this.#file, portions(), 'a', end.size)
    const { n, hash } = last
    this.#end = { n, hash, journal: end.journal, size }
    return { first: end.n + 1, last: n, hash }
  }

  /** Line by line; what was not written to its end at the end of the file is nothing. */
  async read(take: (line: SealedLine) => void = () => {}): Promise<JournalRead> {
    const { lines, brokenAt } = await readFrom(this.#file, undefined, take)
    return { lines, brokenAt }
  }

  /** Another thread or process may have written since: only what came then is read. */
  async #known(): Promise<End> {
    const size = await sizeOf(this.#file)
    const before = this.#end && this.#end.size <= size ? this.#end : undefined
    if (before?.size === size) return before
    let first: SealedLine | undefined
    const read = await readFrom(this.#file, before, (line) => {
      first ??= line
    })
    const { last, brokenAt, wholeBytes } = read
    if (before && brokenAt !== undefined) {
      // A journal that was begun anew in its place.
      this.#end = undefined
      return this.#known()
    }
    const journal = before?.journal ?? (first && nameOf(first))
    if (journal === undefined || brokenAt !== undefined || !last) {
      throw new DatabaseUnavailable('The journal of the register of objections cannot be written.')
    }
    this.#end = { ...last, journal, size: wholeBytes }
    return this.#end
  }
}

/** Which journal it is, when this line begins one. */
export function nameOf(first: SealedLine): string | undefined {
  const change = openLine(first)?.change
  return change?.what === 'begun' ? change.journal : undefined
}

const lineFeed = 0x0a
const bytesAtOnce = 1 << 20

interface ReadFrom extends JournalRead {
  readonly last: Pick<SealedLine, 'n' | 'hash'> | undefined
  readonly wholeBytes: number
}

/** However long the file is, no more than a piece of it is held. */
async function readFrom(
  file: string,
  after: End | undefined,
  take: (line: SealedLine) => void,
): Promise<ReadFrom> {
  let last: Pick<SealedLine, 'n' | 'hash'> | undefined = after && { n: after.n, hash: after.hash }
  let wholeBytes = after?.size ?? 0
  let lines = 0
  const size = await sizeOf(file)
  if (size === wholeBytes) return { lines, brokenAt: undefined, last, wholeBytes }
  const range = { start: wholeBytes, end: size - 1, highWaterMark: bytesAtOnce }
  let held: Buffer = Buffer.alloc(0)
  for await (const piece of createReadStream(file, range)) {
    held = held.length > 0 ? Buffer.concat([held, piece as Buffer]) : (piece as Buffer)
    let from = 0
    for (let end = held.indexOf(lineFeed); end >= 0; end = held.indexOf(lineFeed, from)) {
      const line = readLine(held.toString('utf8', from, end))
      const follows = line && (!last || (line.n === last.n + 1 && line.before === last.hash))
      if (!line || !follows) return { lines, brokenAt: (last?.n ?? 0) + 1, last, wholeBytes }
      take(line)
      last = { n: line.n, hash: line.hash }
      lines += 1
      wholeBytes += end + 1 - from
      from = end + 1
    }
    held = held.subarray(from)
  }
  return { lines, brokenAt: undefined, last, wholeBytes }
}

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    (error: { code?: string }) => {
      if (error.code === 'ENOENT') return 0
      throw error
    },
  )

/** `size`: what stands behind it was never written to its end, and no transaction rests on it. */
async function appendDurably(
  file: string,
  texts: Iterable<string>,
  flags: 'a' | 'ax',
  size?: number,
): Promise<void> {
  const handle = await open(file, flags, 0o600)
  try {
    if (size !== undefined && (await handle.stat()).size > size) await handle.truncate(size)
    for (const text of texts) await handle.appendFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined
  try {
    handle = await open(folder, 'r')
    await handle.sync()
  } catch {
    // Not every system can do this for folders.
  } finally {
    await handle?.close()
  }
}
