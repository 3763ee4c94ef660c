/** The viewer in a process of its own, with a folder for the journal of the register. */
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Store } from '../store.ts'
import { startWorker } from '../worker.ts'
import type { RegisterFile } from './register-file.ts'
import type { ViewerJob, ViewerTold } from './viewer-process.ts'

export interface BenchViewer {
  readonly port: number
  /** An earlier register, by a thread of that process. */
  bring(file: RegisterFile): Promise<ViewerTold>
  /** How long it takes to compare the register with its journal and to open again, in ms. */
  restart(): Promise<{ readonly ms: number; readonly journalBytes: number }>
  close(): Promise<void>
}

export async function startViewer({ address }: Store): Promise<BenchViewer> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lcr-bench-register-'))
  const worker = startWorker<ViewerJob, ViewerTold>(new URL('./viewer-process.ts', import.meta.url))
  const close = async (): Promise<void> => {
    await worker.do('close').finally(() => worker.close())
    await rm(folder, { recursive: true, force: true })
  }
  try {
    let { port } = await worker.do({ open: address, folder })
    return {
      get port() {
        return port
      },
      async bring({ bytes, manifest }) {
        const file = path.join(folder, 'register.csv')
        await writeFile(file, bytes)
        const told = await worker.do({ bring: { file, manifest } })
        if (told.outcome !== 'imported') throw new Error(`A register was ${told.outcome}`)
        return told
      },
      async restart() {
        await worker.do('close')
        const { ms, port: now } = await worker.do({ open: address, folder })
        port = now
        return { ms, journalBytes: (await stat(path.join(folder, 'register.jsonl'))).size }
      },
      close,
    }
  } catch (error) {
    worker.close()
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}
