/** A PostgreSQL of one's own in a temporary folder, with the settings of production. */
import { mkdtemp } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { removeEmbedded, type SocketAddress, startEmbedded } from '#database'

export interface BenchServer {
  readonly address: SocketAddress
  /** Stops it and removes everything. */
  close(): Promise<void>
}

export async function startServer(): Promise<BenchServer> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lcr-bench-'))
  const embedded = await startEmbedded({ folder })
  return {
    address: embedded.address,
    async close() {
      await embedded.stop()
      await removeEmbedded(folder)
    },
  }
}
