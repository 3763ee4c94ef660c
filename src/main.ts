/** Builds everything, opens the doors, and closes them again in order. */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import { keepSessions } from '#access'
import type { Config } from '#config'
import { openDatabase } from '#database'
import { type MetricsDoor, type MllpDoor, openMetrics } from '#doors'
import type { Needs, User } from '#journeys'
import { EndedSessions, Watchers } from '#notice'
import { Alarms } from './main/alarms.ts'
import { askOf, operatorProof } from './main/canaries/ask.ts'
import { type Planted, plant } from './main/canaries/plant.ts'
import { CanaryWatch } from './main/canaries/watch.ts'
import { choosePort } from './main/choose-port.ts'
import { tendDaily } from './main/daily.ts'
import { describeFault } from './main/faults.ts'
import { FeedWatch } from './main/feed-watch.ts'
import { type FilingThread, openFilingThread } from './main/filing-thread.ts'
import { importThread } from './main/import-thread.ts'
import { keepRegister } from './main/kept-register.ts'
import { serverKeys } from './main/keys.ts'
import { RegisterWatch } from './main/register-watch.ts'
import { keepRules } from './main/rules.ts'
import { claim } from './main/running.ts'
import { screenFolder } from './main/screen.ts'
import { takeSetsOf } from './main/sensitive-sets.ts'
import { tellingFailures } from './main/telling-failures.ts'
import { buildWeb } from './main/web.ts'
import { openWire } from './main/wire.ts'

export interface Server {
  readonly origin: string
  readonly mllp: { readonly host: string; readonly port: number; readonly tls: boolean }
  /** For whoever works beside the doors in this process: the demonstration, the bench. */
  readonly needs: Needs
  /** Of every feed that has none yet; and looks for them. */
  plantCanaries(by: User): Promise<Planted>
  /** Takes no more, finishes what has begun, closes. */
  stop(): Promise<void>
}

export interface StartOptions {
  /** Lines for the operator; they hold no patient data. */
  readonly log?: (line: string) => void
}

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
    ])
    const register = await keepRegister({
      database,
      folder: config.registerJournal,
      clock,
      tell,
      onFault,
    })
    const needs: Needs = { database: register.database, clock }
    await keepRules(config, needs)
    const sensitiveSets = await takeSetsOf(config, needs, tell)
    const watchers = new Watchers()
    await watchers.listen(database)
    closings.push(() => watchers.close())
    const endedSessions = new EndedSessions()
    await endedSessions.listen(database)
    closings.push(() => endedSessions.close())
    const filing = await openFilingThread({
      address: database.address,
      statementTimeoutMs: config.limits.statementTimeoutMs,
      messagesPerBatch: config.limits.messagesPerBatch,
      backlogMax: config.limits.backlog,
      registerJournal: register.folder,
      ...(sensitiveSets !== undefined && { sensitiveSets }),
      log: tell,
    })
    closings.push(() => filing.stop())
    const { recovered } = filing
    if (recovered > 0) tell(`filed ${recovered} messages that were waiting from before`)
    const feedWatch = new FeedWatch({ database: tellingFailures(database), clock }, tell, onFault)
    closings.push(() => feedWatch.stop())
    const sessions = keepSessions(database, clock, config.sessions)
    const alarms = new Alarms(tell)
    const canaries = new CanaryWatch({
      needs,
      sessions,
      watch: (personId, heard) => watchers.watch(personId, heard),
      ask: (request) => askOf(web)(request),
      operatorProof: () => operatorProof(keys.operator, origin.address),
      everyMs: config.canaryProbeMs,
      isExpected: config.production,
      alarms,
      onFault,
    })
    const importObjections = importThread({
      address: database.address,
      registerJournal: register.folder,
      onFault,
    })
    const web: FastifyInstance = await buildWeb({
      config,
      needs: { database: tellingFailures(register.database), clock },
      register,
      filing,
      importObjections,
      watchers,
      endedSessions,
      feedWatch,
      canaries,
      keys,
      origin: origin.address,
      screenFolder: screen,
      onFault,
    })
    closings.push(() => web.close())
    await canaries.start()
    closings.push(() => canaries.stop())
    await web.listen({ host: config.host, port: origin.port })
    const mllp = await openWire(config, needs, filing, tell)
    closings.push(() => mllp.close())
    const doors = {
      origin: origin.address,
      mllp: { host: config.mllp.host, port: mllp.port, tls: config.mllp.tls !== undefined },
    }
    const registerWatch = new RegisterWatch(
      needs,
      () => register.whyShut() !== undefined,
      alarms,
      onFault,
    )
    closings.push(() => registerWatch.stop())
    registerWatch.start()
    const metrics = await openMetricsOf(config, feedWatch, mllp, filing, registerWatch, canaries)
    closings.push(() => metrics.close())
    feedWatch.start()
    closings.push(tendDaily({ database: register.database, clock }, onFault))
    await claimed.announce(doors)
    return {
      ...doors,
      needs,
      plantCanaries: (by) => plant({ needs, filing, importObjections }, by),
      stop,
    }
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

async function openMetricsOf(
  config: Config,
  feedWatch: FeedWatch,
  mllp: MllpDoor,
  { backlog }: FilingThread,
  registerWatch: RegisterWatch,
  canaries: CanaryWatch,
): Promise<MetricsDoor> {
  const { host } = config.metrics
  const port = await choosePort({ ...config.metrics, called: 'Metrics (LCR_METRICS_PORT)' })
  const inbox = () => {
    const { pending, oldestAt, filedPerSecond } = backlog.figures
    const oldestSeconds = oldestAt === undefined ? 0 : (Date.now() - oldestAt) / 1_000
    return { pending, oldestSeconds, filedPerSecond }
  }
  return openMetrics({
    host,
    port,
    feeds: () => feedWatch.health,
    figures: () => ({
      mllp: mllp.figures(),
      inbox: inbox(),
      access: registerWatch.figures(),
      canaries: canaries.figures(),
    }),
  })
}
