/**
 * What production runs for open screens, in a process of its own: the viewer's door with its
 * journeys, the notices, and the register with its journal. A file is brought into it by a thread
 * of that process, as in production.
 */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import fastify from 'fastify'
import { type Address, connect } from '#database'
import { Watchers } from '#notice'
import { keepSessions } from '../../../src/access/session.ts'
import { serverOptions } from '../../../src/doors/viewer/answers.ts'
import { newSecret } from '../../../src/doors/viewer/secrets.ts'
import { viewerDoor } from '../../../src/doors/viewer/viewer.ts'
import { importThread } from '../../../src/main/import-thread.ts'
import { keepRegister } from '../../../src/main/kept-register.ts'
import { viewerJourneys } from '../../../src/main/viewer-journeys.ts'
import { now } from '../figures.ts'
import { answerJobs } from '../worker.ts'
import { keeper } from './keeper.ts'

export type ViewerJob =
  /** `folder`: where the register keeps its journal. */
  | { readonly open: Address; readonly folder: string }
  | { readonly bring: { readonly file: string; readonly manifest: object } }
  | 'close'

export interface ViewerTold {
  readonly port: number
  /** How long it took, and when it was done (ms of `now`). */
  readonly ms: number
  readonly at: number
  /** The longest that nothing else could be done meanwhile, in ms. */
  readonly blockedMs: number
  /** What became of a register that was brought. */
  readonly outcome: string
}

interface Opened {
  readonly port: number
  bring(file: string, manifest: object): Promise<string>
  close(): Promise<void>
}
let opened: Opened | undefined

async function open(address: Address, folder: string): Promise<Opened> {
  const clock = { now: () => Date.now() }
  const faults: unknown[] = []
  const onFault = (fault: unknown): void => void faults.push(fault)
  const register = await keepRegister({
    database: await connect({ address }),
    folder,
    clock,
    tell: () => {},
    onFault,
  })
  if (register.whyShut() !== undefined) throw new Error(register.whyShut())
  const needs = { database: register.database, clock }
  const importObjections = importThread({ address, registerJournal: folder, onFault })
  const watchers = new Watchers()
  await watchers.listen(needs.database)
  const app = fastify({ ...serverOptions, forceCloseConnections: true })
  await app.register(viewerDoor, {
    journeys: viewerJourneys(needs, watchers),
    sessions: keepSessions(needs.database, clock),
    signIn: {
      issuer: () => 'https://issuer.example',
      clientId: 'bench',
      credential: { secret: newSecret() },
    },
    origin: () => 'http://localhost',
    screenFolder: '/nowhere',
    demonstration: true,
    clock,
    onFault,
    secret: randomBytes(32),
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    port: (app.addresses()[0] as AddressInfo).port,
    async bring(file, manifest) {
      const bytes = await readFile(file)
      const imported = await importObjections(keeper, { manifest, bytes, check: false })
      return imported.outcome
    },
    async close() {
      await app.close()
      await watchers.close()
      await needs.database.close()
      if (faults.length > 0) throw new Error('The viewer failed', { cause: faults[0] })
    },
  }
}

answerJobs(async (job: ViewerJob): Promise<ViewerTold> => {
  const since = now()
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  let outcome = ''
  if (job === 'close') await opened?.close()
  else if ('open' in job) opened = await open(job.open, job.folder)
  else outcome = (await opened?.bring(job.bring.file, job.bring.manifest)) ?? 'not open'
  delay.disable()
  const blockedMs = delay.max / 1e6
  return { port: opened?.port ?? 0, ms: now() - since, at: now(), blockedMs, outcome }
})
