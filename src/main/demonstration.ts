/** The synthetic London beside the record: it sends through the doors as hospitals do. */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { Config } from '#config'
import { countMessages } from '#journeys'
import { type City, city, type Lines, live, type Progress, sendHistory } from '#london'
import type { Server } from '#main'
import { describeFault } from './faults.ts'
import { feedKey } from './keys.ts'
import { registerLondon, starter } from './register-london.ts'

export interface Demonstration {
  stop(): Promise<void>
}

export interface DemonstrationNeeds {
  readonly config: Config
  readonly server: Server
  /** Lines for whoever started it. */
  readonly say: (line: string) => void
}

const citySchema = z.object({
  seed: z.int(),
  people: z.int(),
  /** When its history ends: the same city is built again after a restart. */
  now: z.int(),
  hasMovedIn: z.boolean(),
})
type KeptCity = z.infer<typeof citySchema>

const seed = 2026
const sayEveryMs = 2_000
/** Slow enough to follow on the screen. */
const liveEveryMs = 7_000

/** Runs until it is stopped; the doors serve everybody else meanwhile. */
export function openDemonstration(given: DemonstrationNeeds): Demonstration {
  const ending = new AbortController()
  const running = run(given, ending.signal).catch((fault: unknown) => {
    if (ending.signal.aborted) return
    given.say(`London has stopped sending; the record goes on without it. ${describeFault(fault)}`)
  })
  return {
    async stop() {
      ending.abort()
      await running
    },
  }
}

async function run(given: DemonstrationNeeds, signal: AbortSignal): Promise<void> {
  const { config, server, say } = given
  if (server.mllp.tls) {
    say('The synthetic London does not speak TLS, so it does not move in. Use --empty.')
    return
  }
  const file = path.join(config.dataFolder, 'london.json')
  const kept = await keptCity(file, given)
  if (!kept) {
    say('The store holds messages already, so the synthetic London does not move in.')
    return
  }
  await registerLondon(server.needs, config.dataFolder)
  const london = city(kept)
  const lines = linesTo(given, signal)
  if (!kept.hasMovedIn) {
    await moveIn(london, lines, say)
    await keep(file, { ...kept, hasMovedIn: true })
  }
  const { planted } = await server.plantCanaries(starter)
  if (planted > 0) say(`${planted} canaries are planted: see "lcr canaries".`)
  say('London goes on living: every few seconds something happens. Ctrl-C stops.')
  await live(london, { ...lines, everyMs: liveEveryMs })
}

/** Undefined when the store is somebody else's already. */
async function keptCity(
  file: string,
  { config, server }: DemonstrationNeeds,
): Promise<KeptCity | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text !== undefined) return citySchema.parse(JSON.parse(text))
  if ((await countMessages(server.needs)).received > 0) return undefined
  const { people } = config
  const fresh = { seed, people, now: server.needs.clock.now(), hasMovedIn: false }
  await keep(file, fresh)
  return fresh
}

const keep = (file: string, kept: KeptCity): Promise<void> =>
  writeFile(file, JSON.stringify(kept), { mode: 0o600 })

function linesTo({ config, server }: DemonstrationNeeds, signal: AbortSignal): Lines {
  return {
    mllp: server.mllp,
    fhir: {
      address: `${server.origin}/fhir`,
      tokenUrl: `${server.origin}/oauth2/token`,
      async keyFor(feed) {
        const privateKey = await feedKey(config.dataFolder, feed)
        return { clientId: feed, privateKey, kid: privateKey.kid }
      },
    },
    signal,
  }
}

async function moveIn(london: City, lines: Lines, say: (line: string) => void): Promise<void> {
  const began = performance.now()
  let said = began
  say(`London is moving in: ${london.people.length} invented people.`)
  const onProgress = ({ sent, of }: Progress) => {
    if (performance.now() - said < sayEveryMs) return
    said = performance.now()
    say(`  ${sent} of ${of} messages sent`)
  }
  const { sent, refused } = await sendHistory(london, { ...lines, onProgress })
  const seconds = Math.round((performance.now() - began) / 1_000)
  const notTaken = refused > 0 ? `, ${refused} refused` : ''
  say(`London has moved in: ${sent} messages in ${seconds} seconds${notTaken}.`)
}
