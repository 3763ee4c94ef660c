/**
 * Every change of the register, outside the database: a backup of the database that is put back is
 * older than the newest objections, and these must not be forgotten with it (OO-19). One JSON line
 * each, numbered and chained by their hashes; on the disk before the database commits.
 */
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, stat } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseUnavailable } from '#database'
import { type JournalChange, type JournalLine, lineAfter, readLine } from './journal-line.ts'

export interface Written {
  readonly first: number
  readonly last: number
  /** Of the last line, in hex. */
  readonly hash: string
}

export interface JournalRead {
  readonly lines: readonly JournalLine[]
  /** The number of the first line that is not what it was; undefined when all are. */
  readonly brokenAt: number | undefined
}

type End = Pick<JournalLine, 'n' | 'hash'> & { readonly journal: string; readonly size: number }

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
  async begin(key: string, journal: string, after = 0): Promise<void> {
    await mkdir(path.dirname(this.#file), { recursive: true, mode: 0o700 })
    const before = after > 0 ? { n: after, hash: '0'.repeat(64) } : undefined
    const line = lineAfter(before, key, { what: 'begun', journal })
    await appendDurably(this.#file, `${JSON.stringify(line)}\n`, 'ax')
    await syncFolder(path.dirname(this.#file))
  }

  /** Which journal it is. */
  async id(): Promise<string> {
    return (await this.#known()).journal
  }

  /** On the disk when it returns. One at a time: the caller holds the journal's lock. */
  async append(key: string, changes: readonly JournalChange[]): Promise<Written> {
    const end = await this.#known()
    const lines: JournalLine[] = []
    for (const change of changes) lines.push(lineAfter(lines.at(-1) ?? end, key, change))
    const text = `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`
    await appendDurably(this.#file, text, 'a', end.size)
    const last = lines.at(-1)!
    const size = end.size + Buffer.byteLength(text)
    this.#end = { n: last.n, hash: last.hash, journal: end.journal, size }
    return { first: lines[0]!.n, last: last.n, hash: last.hash }
  }

  /** Every line; what was not written to its end at the end of the file is nothing. */
  async read(): Promise<JournalRead> {
    const { lines, brokenAt } = await readAll(this.#file)
    return { lines, brokenAt }
  }

  /** Another thread or process may have written since. */
  async #known(): Promise<End> {
    const size = await sizeOf(this.#file)
    if (this.#end && this.#end.size === size) return this.#end
    const { lines, brokenAt, wholeBytes } = await readAll(this.#file)
    const [first] = lines
    if (first?.change.what !== 'begun' || brokenAt !== undefined) {
      throw new DatabaseUnavailable('The journal of the register of objections cannot be written.')
    }
    const last = lines.at(-1)!
    this.#end = { n: last.n, hash: last.hash, journal: first.change.journal, size: wholeBytes }
    return this.#end
  }
}

async function readAll(file: string): Promise<JournalRead & { wholeBytes: number }> {
  const lines: JournalLine[] = []
  let brokenAt: number | undefined
  let wholeBytes = 0
  const size = await sizeOf(file)
  if (size === 0) return { lines, brokenAt, wholeBytes }
  for await (const text of createInterface({ input: createReadStream(file) })) {
    const bytes = Buffer.byteLength(text) + 1
    const isTorn = wholeBytes + bytes > size
    if (isTorn) break
    wholeBytes += bytes
    const line = readLine(text)
    const last = lines.at(-1)
    const follows = line && (!last || (line.n === last.n + 1 && line.before === last.hash))
    if (!line || !follows) {
      brokenAt = (last?.n ?? 0) + 1
      break
    }
    lines.push(line)
  }
  return { lines, brokenAt, wholeBytes }
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
  text: string,
  flags: 'a' | 'ax',
  size?: number,
): Promise<void> {
  const handle = await open(file, flags, 0o600)
  try {
    if (size !== undefined && (await handle.stat()).size > size) await handle.truncate(size)
    await handle.writeFile(text)
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
