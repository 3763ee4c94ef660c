/**
 * The PostgreSQL of a test run: a real server when LCR_TEST_DATABASE_URL names one, else an
 * embedded server in the temporary folder, which the first file starts and the others adopt;
 * LCR_TEST_DATABASE_PROGRAMS names other programs for it. tests/run.ts stops it at the end; of
 * files that are run alone, the last to finish does.
 */
import { createHash } from 'node:crypto'
import os from 'node:os'
import path from 'node:path'
import { type Address, startEmbedded } from '#database'

/** Nothing here must survive a power cut, and the checks that must have servers of their own. */
export const testServerSettings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '128MB',
}

let started: Promise<Address> | undefined

export function testServer(): Promise<Address> {
  started ??= findOrStart()
  return started
}

async function findOrStart(): Promise<Address> {
  const { LCR_TEST_DATABASE_URL: url, LCR_TEST_DATABASE_PROGRAMS: programs } = process.env
  if (url) return { url }
  const of = createHash('sha256')
    .update(`${import.meta.dirname} ${programs}`)
    .digest('hex')
  const folder = path.join(os.tmpdir(), `lcr-test-${of.slice(0, 8)}`)
  const embedded = await startEmbedded({ folder, programs, settings: testServerSettings })
  if (!process.env.LCR_TEST_RUN) process.once('beforeExit', () => void embedded.stop())
  return { socket: embedded.address }
}

export function withDatabaseName(address: Address, database: string): Address {
  if ('socket' in address) return { socket: { ...address.socket, database } }
  const url = new URL(address.url)
  url.pathname = `/${database}`
  return { url: url.href }
}
