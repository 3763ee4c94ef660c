/** The main thread's side of bringing an earlier register over: one thread for each file. */
import { Worker } from 'node:worker_threads'
import type { Address } from '#database'
import type { Imported, ImportRequest, User } from '#journeys'
import { Failure } from '#vocabulary'
import type { FromImport, ImportOrders } from './import-worker.ts'

export interface ImportThreadNeeds {
  readonly address: Address
  readonly registerJournal: string
  readonly onFault: (fault: unknown) => void
}

const program = new URL('./import-worker.ts', import.meta.url)

export const importThread =
  ({ address, registerJournal, onFault }: ImportThreadNeeds) =>
  (by: User, request: ImportRequest): Promise<Imported> => {
    const orders: ImportOrders = { address, registerJournal, by, request }
    const worker = new Worker(program, { workerData: orders, name: 'import' })
    return new Promise((resolve, reject) => {
      worker.on('message', (words: FromImport) => {
        if (words.said === 'imported') resolve(words.imported)
        else if (words.said === 'failed') {
          reject(new Failure(words.kind, words.code, words.words))
        } else onFault(new Error(words.words))
      })
      worker.on('error', reject)
      worker.on('exit', () => reject(new Error('The thread that imports ended.')))
    })
  }
