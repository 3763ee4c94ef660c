/**
 * Filing in a thread of its own: what arrives is acknowledged, and records are opened, whatever
 * filing has to do (decision 0011). All it knows is in the database; it can end at any moment.
 */
import os from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { Journal, journalled } from '#access'
import { type Address, connect, isTemporary } from '#database'
import { Filing, type SettledBatch } from '#doors'
import { measureBacklog, oldestPending } from '#inbox'
import {
  fileMessages,
  foldWhileIdle,
  type Needs,
  ReadAhead,
  reviewAges,
  setAsideOldest,
  tendRegister,
} from '#journeys'
import { prepareFhir, readSensitiveSets, takeSensitiveSets } from '#sources'
import { describeFault } from './faults.ts'
import { recover } from './recover.ts'

export interface FilingOrders {
  readonly address: Address
  readonly statementTimeoutMs: number | undefined
  readonly messagesPerBatch: number
  readonly backlogMax: number
  /** As JSON; absent: those that come with the product. */
  readonly sensitiveSets: string | undefined
  /** The folder of the journal of the register of objections. */
  readonly registerJournal: string | undefined
  /** One number: the message that is filed by itself at this moment, or 0. */
  readonly atWork: SharedArrayBuffer
  /** The thread ended before: what it was doing may be the reason. */
  readonly isCareful: boolean
  /** This one ended it too often. */
  readonly setAside: number | undefined
}

export type ToFiling = 'wake' | 'stop'

export type FromFiling =
  | { readonly said: 'ready'; readonly recovered: number }
  | ({ readonly said: 'settled' } & SettledBatch)
  | { readonly said: 'backlog'; readonly pending: number; readonly oldestAt: number | undefined }
  | { readonly said: 'fault'; readonly words: string }
  | { readonly said: 'stopped' }

/** One for the batch, one to read ahead, one to look at the backlog. */
const connections = 3
const personsPerFold = 40
/** Prepared records are folded for at most this long while the process ends. */
const foldAtEndMs = 5_000
const measureEveryMs = 1_000
const tendEveryMs = 30_000
/** Birthdays, of those for whom a parent said no. */
const reviewEveryMs = 3_600_000
let reviewedAt = 0
/** Acknowledgements and open screens go before filing where they meet on one processor. */
const niceness = 2

const orders = workerData as FilingOrders
const atWork = new BigInt64Array(orders.atWork)
const say = (words: FromFiling): void => parentPort?.postMessage(words)
const onFault = (fault: unknown): void => say({ said: 'fault', words: describeFault(fault) })

async function run(): Promise<void> {
  goBehind()
  if (orders.sensitiveSets !== undefined) takeSensitiveSets(readSensitiveSets(orders.sensitiveSets))
  const connected = await connect({
    address: orders.address,
    roles: ['filing'],
    poolSizes: { filing: connections, serving: 1, reading: 1 },
    ...(orders.statementTimeoutMs && { statementTimeoutMs: orders.statementTimeoutMs }),
  })
  const database =
    orders.registerJournal === undefined
      ? connected
      : journalled(connected, new Journal(orders.registerJournal), onFault)
  // Afterwards: it keeps the thread busy for so long that a connection would seem to be dead.
  await prepareFhir()
  const needs: Needs = { database, clock: { now: () => Date.now() } }
  const filing = open(needs)
  // Heard from now on: nothing that is said while it recovers is lost.
  parentPort?.on('message', (told: ToFiling) => {
    if (told === 'wake') filing.wake()
    else void stop(needs, filing, [measuring, tending])
  })
  const measuring = setInterval(() => void measure(needs), measureEveryMs)
  const tending = tendNowAndThen(needs, filing)
  await setAsideEnder(needs)
  const recovered = orders.isCareful ? 0 : await recover(needs, orders.messagesPerBatch, onFault)
  await measure(needs)
  say({ said: 'ready', recovered })
  filing.start()
}

function open(needs: Needs): Filing {
  const ahead = new ReadAhead(needs, { messagesMax: orders.messagesPerBatch })
  let alone: number | undefined
  return new Filing({
    async fileMessages(messagesMax) {
      if (messagesMax > 1) return fileMessages(needs, messagesMax, ahead)
      alone = await oldestPending(needs.database)
      atWork[0] = BigInt(alone ?? 0)
      return fileMessages(needs, 1).finally(() => {
        atWork[0] = 0n
      })
    },
    foldWhileIdle: async (personsMax) =>
      (await foldWhileIdle(needs, personsMax)) || tendRegister(needs),
    setAsideOldest: (words) => setAsideOldest(needs, words, alone),
    isTemporary,
    onFault,
    onSettled: (batch) => say({ said: 'settled', ...batch }),
    limits: { messagesPerBatch: orders.messagesPerBatch, personsPerFold },
    isCareful: orders.isCareful,
  })
}

/** What falls due by the clock does so while nothing arrives, too. */
function tendNowAndThen(needs: Needs, filing: Filing): NodeJS.Timeout {
  const tend = (): void => {
    filing.wake()
    if (needs.clock.now() - reviewedAt < reviewEveryMs) return
    reviewedAt = needs.clock.now()
    reviewAges(needs).catch(onFault)
  }
  return setInterval(tend, tendEveryMs)
}

/** The message that ended the thread again and again must not hold up the others (RL-07). */
async function setAsideEnder(needs: Needs): Promise<void> {
  if (orders.setAside === undefined) return
  if ((await oldestPending(needs.database)) !== orders.setAside) return
  await setAsideOldest(needs, 'Filing ended several times while it was at this message')
  say({ said: 'settled', messageIds: [orders.setAside], tookMs: 0 })
}

async function measure({ database }: Needs): Promise<void> {
  try {
    say({ said: 'backlog', ...(await measureBacklog(database, orders.backlogMax)) })
  } catch {
    // Without the database nothing is received either; the next look tells.
  }
}

async function stop(
  needs: Needs,
  filing: Filing,
  timers: readonly NodeJS.Timeout[],
): Promise<void> {
  for (const timer of timers) clearInterval(timer)
  try {
    await filing.stop()
    const until = performance.now() + foldAtEndMs
    while (performance.now() < until && (await foldWhileIdle(needs, personsPerFold)));
  } catch (fault) {
    onFault(fault)
  }
  await needs.database.close().catch(onFault)
  say({ said: 'stopped' })
  parentPort?.close()
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
