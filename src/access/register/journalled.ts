/**
 * The database of a process that may change the register: what a transaction changes is in the
 * journal, on the disk, before it commits. What hides somebody counts from then on, even should
 * the commit fail; what lets somebody be seen counts only once it is known to have committed.
 */
import type { Database, Tx } from '#database'
import { changesOf } from './changes.ts'
import type { Journal, Written } from './journal.ts'
import { fingerprintOf } from './journal-line.ts'
import { registerKey } from './register-key.ts'

export function journalled<Wrapped extends Database>(
  database: Wrapped,
  journal: Journal,
  onFault: (fault: unknown) => void,
): Wrapped {
  const transaction: Database['transaction'] = async (role, work) => {
    let ending: Written | undefined
    const result = await database.transaction(role, async (tx) => {
      const worked = await work(tx)
      ending = await write(tx, journal)
      return worked
    })
    // Without it a restored database hides somebody who may be seen: that is the safe mistake.
    if (ending) await confirm(database, journal, ending).catch(onFault)
    return result
  }
  return { ...database, transaction }
}

/** What has to be confirmed once it has committed. */
async function write(tx: Tx, journal: Journal): Promise<Written | undefined> {
  const { texts, endsSomething } = changesOf(tx)
  if (texts.length === 0) return undefined
  await holdJournal(tx)
  const written = await journal.append(fingerprintOf(await registerKey(tx)), texts)
  await saveMark(tx, await journal.id(), written)
  return endsSomething ? written : undefined
}

/** One writer at a time, whichever process it is in. */
export async function holdJournal(tx: Tx): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(7411, 2)`)
}

const confirm = (database: Database, journal: Journal, { first, last }: Written): Promise<void> =>
  database.transaction('register', async (tx) => {
    await holdJournal(tx)
    const change = JSON.stringify({ what: 'committed', first, last })
    await journal.append(fingerprintOf(await registerKey(tx)), [change])
  })

/** The database says itself which lines it holds. */
export async function saveMark(tx: Tx, journal: string, { first, last, hash }: Written) {
  await tx.query(
    `INSERT INTO access.journal_mark (journal, first_number, last_number, hash, at)
     VALUES ($1, $2, $3, decode($4, 'hex'), now())`,
    [journal, first, last, hash],
  )
}

export interface Mark {
  readonly journal: string
  readonly first: number
  readonly last: number
  readonly hash: string
}

export async function loadMarks(tx: Tx): Promise<Mark[]> {
  const { rows } = await tx.query<{
    journal: string
    first_number: number
    last_number: number
    hash: Buffer
  }>(
    `SELECT journal, first_number, last_number, hash FROM access.journal_mark
     ORDER BY journal, first_number`,
  )
  return rows.map((row) => ({
    journal: row.journal,
    first: row.first_number,
    last: row.last_number,
    hash: row.hash.toString('hex'),
  }))
}

/** While it is shut, nobody's record opens. */
export async function shutRegister(tx: Tx, because: string, at: number): Promise<void> {
  await tx.query(
    `INSERT INTO access.shut (since, because) VALUES ($1, $2) ON CONFLICT (single) DO NOTHING`,
    [new Date(at).toISOString(), because],
  )
}

export async function reopenRegister(tx: Tx): Promise<void> {
  await tx.query('DELETE FROM access.shut')
}

export async function whyShut(database: Database): Promise<string | undefined> {
  const text = 'SELECT because FROM access.shut'
  const { rows } = await database.query<{ because: string }>('serving', text)
  return rows[0]?.because
}
