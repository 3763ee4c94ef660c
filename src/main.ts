/** Builds everything, opens the doors, and closes them again in order. */
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Config } from '#config'
import { isTemporary, openDatabase } from '#database'
import { Filing, type MllpDoor, openMllp } from '#doors'
import {
  fileMessages,
  foldWhileIdle,
  type Needs,
  ReadAhead,
  receiveMessages,
  setAsideOldest,
} from '#journeys'
import { Watchers } from '#notice'
import { prepareFhir } from '#sources'
import { choosePort } from './main/choose-port.ts'
import { describeFault } from './main/faults.ts'
import { serverKeys } from './main/keys.ts'
import { recover } from './main/recover.ts'
import { claim } from './main/running.ts'
import { screenFolder } from './main/screen.ts'
import { tellingFailures } from './main/telling-failures.ts'
import { buildWeb } from './main/web.ts'

export interface Server {
  readonly origin: string
  readonly mllp: { readonly host: string; readonly port: number; readonly tls: boolean }
  /** For whoever works beside the doors in this process: the demonstration, the bench. */
  readonly needs: Needs
  /** Takes no more, finishes what has begun, closes. */
  stop(): Promise<void>
}

export interface StartOptions {
  /** Lines for the operator; they hold no patient data. */
  readonly log?: (line: string) => void
}

/** Prepared records are folded for at most this long while the process ends. */
const foldAtEndMs = 5_000
const personsPerFold = 40

export async function startServer(config: Config, { log }: StartOptions = {}): Promise<Server> {
  const tell = log ?? (() => {})
  const onFault = (fault: unknown) => tell(`fault: ${describeFault(fault)}`)
  const clock = { now: () => Date.now() }
  const claimed = await claim(config.dataFolder, clock.now())
  /** What to undo, the last first: at the end, and when the start fails half way. */
  const closings: (() => Promise<unknown>)[] = [() => claimed.release()]
  const stop = async () => {
    for (let close = closings.pop(); close; close = closings.pop()) await close().catch(onFault)
  }
  try {
    const origin = await chooseOrigin(config)
    const [database, screen, keys] = await Promise.all([
      openDatabaseOf(config, tell).then((opened) => {
        closings.push(() => opened.close())
        return opened
      }),
      screenFolder(tell),
      serverKeys(config.dataFolder),
      prepareFhir(),
    ])
    const needs: Needs = { database, clock }
    const watchers = new Watchers()
    await watchers.listen(database)
    closings.push(() => watchers.close())
    const recovered = await recover(needs, config.limits.messagesPerBatch, onFault)
    if (recovered > 0) tell(`filed ${recovered} messages that were waiting from before`)
    const ahead = new ReadAhead()
    const filing = openFiling(needs, config, onFault, ahead)
    closings.push(
      () => foldRest(needs),
      () => filing.stop(),
    )
    const web = await buildWeb({
      config,
      needs: { database: tellingFailures(database), clock },
      filing,
      watchers,
      keys,
      origin: origin.address,
      screenFolder: screen,
      onFault,
    })
    closings.push(() => web.close())
    await web.listen({ host: config.host, port: origin.port })
    const mllp = await openMllpOf(config, needs, filing, ahead)
    closings.push(() => mllp.close())
    const doors = {
      origin: origin.address,
      mllp: { host: config.mllp.host, port: mllp.port, tls: config.mllp.tls !== undefined },
    }
    await claimed.announce(doors)
    return { ...doors, needs, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function chooseOrigin(config: Config): Promise<{ address: string; port: number }> {
  const port = await choosePort({ ...config, called: 'The viewer and FHIR (--port)' })
  return { address: config.origin ?? `http://localhost:${port}`, port }
}

async function openDatabaseOf(config: Config, log: (line: string) => void) {
  const folder = path.join(config.dataFolder, 'database')
  if (!config.databaseUrl) await mkdir(folder, { recursive: true, mode: 0o755 })
  return openDatabase({
    url: config.databaseUrl,
    folder,
    poolSizes: config.limits.pools,
    statementTimeoutMs: config.limits.statementTimeoutMs,
    log,
  })
}

function openFiling(
  needs: Needs,
  config: Config,
  onFault: (fault: unknown) => void,
  ahead: ReadAhead,
): Filing {
  const filing = new Filing({
    fileMessages: (messagesMax) => fileMessages(needs, messagesMax, ahead),
    foldWhileIdle: (personsMax) => foldWhileIdle(needs, personsMax),
    setAsideOldest: (words) => setAsideOldest(needs, words),
    isTemporary,
    onFault,
    limits: { messagesPerBatch: config.limits.messagesPerBatch, personsPerFold },
  })
  filing.start()
  return filing
}

async function foldRest(needs: Needs): Promise<void> {
  const until = performance.now() + foldAtEndMs
  while (performance.now() < until && (await foldWhileIdle(needs, personsPerFold)));
}

async function openMllpOf(
  config: Config,
  needs: Needs,
  filing: Filing,
  ahead: ReadAhead,
): Promise<MllpDoor> {
  const { host, tls } = config.mllp
  const port = await choosePort({ ...config.mllp, called: 'HL7 v2 (--mllp-port)' })
  return openMllp({
    host,
    port,
    receiveMessages: async (arrivals) => {
      const receipts = await receiveMessages(needs, arrivals)
      ahead.offer(arrivals, receipts)
      return receipts
    },
    received: () => filing.wake(),
    clock: needs.clock,
    limits: { messageBytesMax: config.limits.messageBytes },
    ...(tls && {
      tls: {
        key: await readFile(tls.keyFile, 'utf8'),
        cert: await readFile(tls.certFile, 'utf8'),
        ca: await readFile(tls.caFile, 'utf8'),
      },
    }),
  })
}
