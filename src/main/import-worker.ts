/**
 * An earlier register is brought over in a thread of its own: to read two hundred thousand rows
 * would keep whoever opens a record waiting.
 */
import os from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { Journal, journalled } from '#access'
import { type Address, connect, isTemporary } from '#database'
import { type Imported, type ImportRequest, importObjections, type User } from '#journeys'
import { Failure } from '#vocabulary'
import { describeFault } from './faults.ts'

export interface ImportOrders {
  readonly address: Address
  /** The folder of the journal of the register of objections. */
  readonly registerJournal: string
  readonly by: User
  readonly request: ImportRequest
}

export type FromImport =
  | { readonly said: 'imported'; readonly imported: Imported }
  | {
      readonly said: 'failed'
      readonly kind: Failure['kind']
      readonly code: string
      readonly words: string
    }
  | { readonly said: 'fault'; readonly words: string }

/** Behind filing: it can wait. */
const niceness = 5

const { address, registerJournal, by, request } = workerData as ImportOrders
const say = (words: FromImport): void => parentPort?.postMessage(words)
const onFault = (fault: unknown): void => say({ said: 'fault', words: describeFault(fault) })

async function run(): Promise<void> {
  goBehind()
  const connected = await connect({
    address,
    roles: ['filing', 'serving', 'register'],
    poolSizes: { filing: 1, serving: 1, reading: 1, register: 1 },
  })
  try {
    const database = journalled(connected, new Journal(registerJournal), onFault)
    const needs = { database, clock: { now: () => Date.now() } }
    say({ said: 'imported', imported: await importObjections(needs, by, request) })
  } catch (error) {
    if (error instanceof Failure) {
      say({ said: 'failed', kind: error.kind, code: error.code, words: error.message })
    } else if (isTemporary(error)) {
      const words = 'The database is not available. Nothing was imported.'
      say({ said: 'failed', kind: 'unavailable', code: 'database-unavailable', words })
    } else throw error
  } finally {
    await connected.close()
  }
}

/** On Linux this is about the thread that asks, elsewhere about the process: so only there. */
function goBehind(): void {
  if (process.platform !== 'linux') return
  try {
    os.setPriority(niceness)
  } catch {
    // Not allowed here: then they share.
  }
}

await run()
