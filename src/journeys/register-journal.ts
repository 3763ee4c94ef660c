/**
 * At the start, the register is compared with its journal. What the journal knows and the database
 * does not is put back before anybody's record opens; where they cannot be compared, nothing opens
 * until somebody has said why that is right (OO-19).
 */
import { randomUUID } from 'node:crypto'
import {
  endsSomething,
  fingerprintOf,
  holdJournal,
  type Journal,
  type JournalLine,
  loadMarks,
  type Mark,
  registerKey,
  reopenRegister,
  saveMark,
  shutRegister,
  standingPolicy,
  type User,
} from '#access'
import { eventId, note } from '#audit'
import { holdFilingLock } from '#inbox'
import { Failure } from '#vocabulary'
import type { Needs } from './needs.ts'
import { replayRegister } from './replay-register.ts'

export type JournalState =
  | { readonly state: 'in-step'; readonly replayed: number }
  /** In words, for the operator and for who wants to open a record. */
  | { readonly state: 'shut'; readonly because: string }

/** `needs`: with the database itself, so that what is put back is not written down once more. */
export async function compareWithJournal(needs: Needs, journal: Journal): Promise<JournalState> {
  const at = needs.clock.now()
  const { database } = needs
  const { key, marks } = await database.transaction('register', async (tx) => ({
    key: fingerprintOf(await registerKey(tx)),
    marks: await loadMarks(tx),
  }))
  if (marks.length === 0 && !(await journal.exists())) await journal.begin(key, randomUUID())
  const { lines, brokenAt } = await journal.read()
  const because = whyNot(lines, brokenAt, marks, key)
  const own = marks.filter((mark) => mark.journal === nameOf(lines))
  const missing = because === undefined ? linesMissing(lines, own) : []
  if (because === undefined && missing.length === 0) {
    await database.transaction('register', reopenRegister)
    return { state: 'in-step', replayed: 0 }
  }
  await database.transaction('register', (tx) =>
    shutRegister(tx, because ?? 'The register is being brought up to date.', at),
  )
  if (because !== undefined) return { state: 'shut', because }
  await database.transaction('filing', async (tx) => {
    await holdFilingLock(tx)
    await replayRegister(tx, missing, at)
    await holdJournal(tx)
    const name = await journal.id()
    for (const run of runsOf(missing)) await saveMark(tx, name, run)
  })
  await database.transaction('register', reopenRegister)
  return { state: 'in-step', replayed: missing.length }
}

/**
 * Somebody answers for it that nothing was objected to that the database does not know, or that it
 * has been entered again. A journal begins anew; the old one is kept by who has it.
 */
export async function acceptJournal(
  needs: Needs,
  by: User,
  journal: Journal,
  because: string,
): Promise<void> {
  if (because.trim().length < 15) {
    throw new Failure('invalid', 'no-reason', 'Say why that is right, in a sentence.')
  }
  if (await journal.exists()) {
    const words = `There is a journal that does not fit: keep it, and move ${journal.file} away first.`
    throw new Failure('conflict', 'journal-is-there', words)
  }
  const at = needs.clock.now()
  await needs.database.transaction('register', async (tx) => {
    await holdJournal(tx)
    const after = Math.max(0, ...(await loadMarks(tx)).map((mark) => mark.last))
    const name = randomUUID()
    await journal.begin(fingerprintOf(await registerKey(tx)), name, after)
    const [begun] = (await journal.read()).lines as [JournalLine]
    await saveMark(tx, name, { first: begun.n, last: begun.n, hash: begun.hash })
    await reopenRegister(tx)
    await note(tx, {
      id: eventId(at),
      at,
      action: 'accept-register',
      effect: 'note',
      who: by,
      reasons: ['asked'],
      policy: standingPolicy.hash,
      detail: { because: because.slice(0, 500) },
    })
  })
}

const nameOf = ([begun]: readonly JournalLine[]): string | undefined =>
  begun?.change.what === 'begun' ? begun.change.journal : undefined

function whyNot(
  lines: readonly JournalLine[],
  brokenAt: number | undefined,
  marks: readonly Mark[],
  key: string,
): string | undefined {
  if (brokenAt !== undefined) return `${sorry} Its journal is damaged at line ${brokenAt}.`
  const journal = nameOf(lines)
  if (journal === undefined) return `${sorry} Its journal is not where it was.`
  const own = marks.filter((mark) => mark.journal === journal)
  if (own.length === 0 && marks.length > 0) {
    return `${sorry} Its journal is that of another database.`
  }
  if (lines.some((line) => line.key !== key)) {
    return `${sorry} Its journal was written with another key: the database is not a copy of that one.`
  }
  const byNumber = new Map(lines.map((line) => [line.n, line]))
  if (own.some((mark) => byNumber.get(mark.last)?.hash !== mark.hash)) {
    return `${sorry} Its journal is older than the database, or that of another.`
  }
  return undefined
}

const sorry = 'The register of objections cannot be compared with its journal, and may be behind.'

/** What no committed transaction of this database wrote, and what is not in doubt. */
function linesMissing(lines: readonly JournalLine[], marks: readonly Mark[]): JournalLine[] {
  const isMarked = new Set<number>()
  for (const { first, last } of marks) for (let n = first; n <= last; n++) isMarked.add(n)
  const isConfirmed = new Set<number>()
  for (const { change } of lines) {
    if (change.what !== 'committed') continue
    for (let n = change.first; n <= change.last; n++) isConfirmed.add(n)
  }
  return lines.filter(
    ({ n, change }) =>
      change.what !== 'begun' &&
      change.what !== 'committed' &&
      !isMarked.has(n) &&
      (!endsSomething(change) || isConfirmed.has(n)),
  )
}

/** Lines that follow one another, together. */
function runsOf(lines: readonly JournalLine[]) {
  const runs: { first: number; last: number; hash: string }[] = []
  for (const { n, hash } of lines) {
    const run = runs.at(-1)
    if (run?.last === n - 1) Object.assign(run, { last: n, hash })
    else runs.push({ first: n, last: n, hash })
  }
  return runs
}
