/**
 * At the start, the register is compared with its journal. What the journal knows and the database
 * does not is put back before anybody's record opens; where they cannot be compared, nothing opens
 * until somebody has said why that is right (OO-19).
 */
import { randomUUID } from 'node:crypto'
import {
  type Compared,
  compareLines,
  fingerprintOf,
  holdJournal,
  type Journal,
  type JournalLine,
  loadMarks,
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
  const compared = await compareLines(journal, marks, key)
  if (!('not' in compared) && compared.missing.length === 0) {
    await database.transaction('register', reopenRegister)
    return { state: 'in-step', replayed: 0 }
  }
  const isComparable = !('not' in compared)
  const because = isComparable ? 'The register is being brought up to date.' : whyNot(compared)
  await database.transaction('register', (tx) => shutRegister(tx, because, at))
  if (!isComparable) return { state: 'shut', because }
  const { name, missing } = compared
  await database.transaction('filing', async (tx) => {
    await holdFilingLock(tx)
    await replayRegister(tx, missing, at)
    await holdJournal(tx)
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
    const begun = await journal.begin(fingerprintOf(await registerKey(tx)), name, after)
    await saveMark(tx, name, begun)
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

function whyNot(compared: Extract<Compared, { not: unknown }>): string {
  const sorry = 'The register of objections cannot be compared with its journal, and may be behind.'
  switch (compared.not) {
    case 'whole':
      return `${sorry} Its journal is damaged at line ${compared.brokenAt}.`
    case 'there':
      return `${sorry} Its journal is not where it was.`
    case 'of-this-database':
      return `${sorry} Its journal is that of another database.`
    case 'of-this-key':
      return `${sorry} Its journal was written with another key: the database is not a copy of that one.`
    case 'new-enough':
      return `${sorry} Its journal is older than the database, or that of another.`
  }
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
