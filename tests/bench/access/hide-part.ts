/**
 * Somebody says no while a thousand screens are open: how long until the last of those that show
 * them was closed, and that no other was.
 */
import { recordObjection } from '#journeys'
import { personIds } from '../city/load.ts'
import { invent } from '../city/people.ts'
import type { City } from '../city/populate.ts'
import { median, now, quantile } from '../figures.ts'
import type { Store } from '../store.ts'
import type { Worker } from '../worker.ts'
import { keeper } from './keeper.ts'
import { registerFile } from './register-file.ts'
import type { Screens, ScreensJob } from './screens.ts'
import { signIn } from './sessions.ts'
import type { BenchViewer } from './viewers.ts'

interface HideRow {
  readonly what: string
  readonly screens: number
  readonly persons: number
  /** From the answer to who recorded it, whose commit came before, until a screen was closed. */
  readonly p50: number
  readonly p99: number
  readonly last: number
  /** How long recording one took. */
  readonly recordedMs: number
}

export interface HidePart {
  readonly rows: readonly HideRow[]
}

interface Closing {
  readonly afterMs: number[]
  readonly recordedMs: number
}

const giveUpMs = 60_000

export async function hidePart(
  { store, known }: City,
  viewer: BenchViewer,
  screens: Worker<ScreensJob, Screens>,
  wanted: { readonly rounds: number; readonly screens: number; readonly objections: number },
): Promise<HidePart> {
  const count = wanted.screens
  const ids = await personIds(store, known)
  const signedIn = await signIn(store, count)
  const open = async (personOf: (screen: number) => number): Promise<void> => {
    const requests = signedIn.map((one, index) => one.watch(ids.get(personOf(index))!))
    await screens.do({ open: { port: viewer.port, requests } })
  }
  const rounds: Closing[] = []
  for (let round = 0; round < wanted.rounds; round++) {
    const person = known[count + round]!
    await open(() => person)
    rounds.push(await oneSaysNo(store, screens, ids.get(person)!, count))
    await screens.do('hang up')
  }
  await open((screen) => known[screen]!)
  const objectors = known.slice(0, wanted.objections)
  const some = await someSayNo(
    store,
    screens,
    objectors.map((one) => ids.get(one)!),
  )
  const others = known.slice(wanted.objections, count)
  const brought = await allAtOnce(viewer, screens, others, wanted.objections)
  await screens.do('hang up')
  return {
    rows: [
      rowOf('all screens on one person', count, 1, rounds),
      rowOf('each on another person, some object', count, objectors.length, [some]),
      rowOf('the others, by an earlier register', others.length, others.length, [brought]),
    ],
  }
}

async function oneSaysNo(
  store: Store,
  screens: Worker<ScreensJob, Screens>,
  personId: number,
  count: number,
): Promise<Closing> {
  const since = now()
  await sayNo(store, personId)
  const answeredAt = now()
  const { closedAt } = await screens.do({ closed: count, withinMs: giveUpMs })
  return {
    afterMs: [...closedAt].map((at) => mustBe(at) - answeredAt),
    recordedMs: answeredAt - since,
  }
}

async function someSayNo(
  store: Store,
  screens: Worker<ScreensJob, Screens>,
  objectors: readonly number[],
): Promise<Closing> {
  const answeredAt: number[] = []
  const began = now()
  for (const personId of objectors) {
    await sayNo(store, personId)
    answeredAt.push(now())
  }
  const { closedAt } = await screens.do({ closed: objectors.length, withinMs: giveUpMs })
  const isOpen = closedAt.subarray(objectors.length).every(Number.isNaN)
  if (!isOpen) throw new Error('A screen was closed of somebody who had not objected')
  return {
    afterMs: answeredAt.map((at, index) => mustBe(closedAt[index]!) - at),
    recordedMs: (answeredAt.at(-1)! - began) / objectors.length,
  }
}

/** `from`: the screens before have been closed already. */
async function allAtOnce(
  viewer: BenchViewer,
  screens: Worker<ScreensJob, Screens>,
  persons: readonly number[],
  from: number,
): Promise<Closing> {
  const { ms, at: answeredAt } = await viewer.bring(registerFile('Hide', persons.map(invent)))
  const { closedAt } = await screens.do({ closed: from + persons.length, withinMs: giveUpMs })
  return {
    afterMs: [...closedAt.subarray(from)].map((at) => mustBe(at) - answeredAt),
    recordedMs: ms,
  }
}

const sayNo = ({ needs }: Store, personId: number) =>
  recordObjection(needs, keeper, {
    personId,
    madeBy: 'person',
    words: 'I do not want this.',
    identityCheck: 'passport',
    explained: true,
  })

function mustBe(closedAt: number): number {
  if (Number.isNaN(closedAt)) throw new Error('A screen stayed open')
  return closedAt
}

/** What was closed before the answer came is closed at once. */
function rowOf(what: string, screens: number, persons: number, runs: readonly Closing[]): HideRow {
  const after = runs.map((run) => run.afterMs.map((ms) => Math.max(0, ms)))
  return {
    what,
    screens,
    persons,
    p50: median(after.map((all) => quantile(all, 0.5))),
    p99: median(after.map((all) => quantile(all, 0.99))),
    last: Math.max(...after.flat()),
    recordedMs: median(runs.map((run) => run.recordedMs)),
  }
}
