/** Parts 6 to 10: what it costs that only those see it who may, and nobody who said no. */
import type { SocketAddress } from '#database'
import type { Aim } from '../aims.ts'
import { type City, populate } from '../city/populate.ts'
import type { Options } from '../options.ts'
import { openStore } from '../store.ts'
import { startWorker } from '../worker.ts'
import { decideAims, gateAims, hideAims, importAims, sizeAims } from './access-aims.ts'
import { decidePart } from './decide-part.ts'
import { drawDecide, drawGate, drawHide, drawImport, drawSize } from './draw-access.ts'
import { gatePart } from './gate-part.ts'
import { hidePart } from './hide-part.ts'
import { importPart } from './import-part.ts'
import type { Screens, ScreensJob } from './screens.ts'
import { sizePart } from './size-part.ts'
import type { Steady, SteadyJob } from './steady.ts'
import { startViewer } from './viewers.ts'

type Keep = (name: string, part: object, aims: Aim[], drawn: string) => void

export async function runAccess(
  options: Options,
  server: SocketAddress,
  keep: Keep,
): Promise<void> {
  const { quick, rounds, only } = options
  if (only.some((part) => ['decide', 'gate', 'hide', 'import'].includes(part))) {
    const city = await build(server, options)
    try {
      await runInCity(options, city, keep)
    } finally {
      await city.store.close()
    }
  }
  if (only.includes('size')) {
    const { objections, relationships } = options
    const asked = quick ? 50 : 400
    const part = await sizePart(server, { rounds, asked, objections, relationships })
    keep('size', part, sizeAims(part), drawSize(part, sizeAims(part)))
  }
}

async function runInCity(options: Options, city: City, keep: Keep): Promise<void> {
  const { quick, rounds, only } = options
  if (only.includes('decide')) {
    const sizes = { rounds, decisions: quick ? 20_000 : 300_000, asked: quick ? 50 : 500 }
    const part = await decidePart(city, sizes)
    keep('decide', part, decideAims(part), drawDecide(part, decideAims(part)))
  }
  if (only.includes('gate')) {
    const rows = await gatePart(city, { rounds, opens: quick ? 30 : 300 })
    keep('gate', { rows }, gateAims(rows), drawGate(rows, gateAims(rows)))
  }
  if (!only.includes('hide') && !only.includes('import')) return
  const viewer = await startViewer(city.store)
  try {
    if (only.includes('hide')) {
      const part = await hide(city, viewer, { quick, rounds })
      keep('hide', part, hideAims(part), drawHide(part, hideAims(part)))
    }
    if (only.includes('import')) {
      const part = await bring(city, viewer, options)
      keep('import', part, importAims(part), drawImport(part, importAims(part)))
    }
  } finally {
    await viewer.close()
  }
}

type Viewer = Awaited<ReturnType<typeof startViewer>>

const screensOf = (quick: boolean): number => (quick ? 60 : 1_000)
const roundsMax = 3

async function build(server: SocketAddress, { quick, rounds }: Options): Promise<City> {
  const began = performance.now()
  const store = await openStore(server, 'access')
  // Those of the rounds, each of whom has all screens, beside those who have one each.
  const persons = screensOf(quick) + Math.min(rounds, roundsMax) + 20
  const city = await populate(store, { persons, opened: quick ? 5 : 20 })
  const seconds = Math.round((performance.now() - began) / 1_000)
  console.error(`${persons} persons in ${seconds} s, most of them copied row by row in SQL`)
  return city
}

async function hide(
  city: City,
  viewer: Viewer,
  { quick, rounds }: { readonly quick: boolean; readonly rounds: number },
) {
  const screens = startWorker<ScreensJob, Screens>(new URL('./screens.ts', import.meta.url))
  try {
    return await hidePart(city, viewer, screens, {
      rounds: Math.min(rounds, roundsMax),
      screens: screensOf(quick),
      objections: quick ? 5 : 50,
    })
  } finally {
    screens.close()
  }
}

async function bring(city: City, viewer: Viewer, { quick, imported }: Options) {
  const steady = startWorker<SteadyJob, Steady>(new URL('./steady.ts', import.meta.url))
  try {
    const sizes = { rows: imported, perSecond: 50, seconds: quick ? 3 : 20 }
    return await importPart(city, viewer, steady, sizes)
  } finally {
    steady.close()
  }
}
