/** What is true now, asked for at most every half minute, and kept when it cannot be asked. */
import type { WhoShares } from '#journeys'
import type { PublicNeeds, SuspensionNotice } from './needs.ts'

export interface Facts {
  /** Undefined: it could not be found out since the start. */
  readonly sharing: WhoShares | undefined
  readonly suspension: SuspensionNotice | undefined
  readonly suspensionKnown: boolean
  /** Epoch ms: when what is shared was last found out. */
  readonly asOf: number
}

const askAgainMs = 30_000
/** A page that is ready is not kept back by a database that does not answer. */
const patienceMs = 2_000

/** The same object while nothing changes that a page says: what was drawn from it stays good. */
export function keepFacts({ journeys, clock, onFault }: PublicNeeds): () => Promise<Facts> {
  let kept: Facts = {
    sharing: undefined,
    suspension: undefined,
    suspensionKnown: false,
    asOf: clock.now(),
  }
  let askedAt = Number.NEGATIVE_INFINITY
  let asking: Promise<void> | undefined
  const ask = async () => {
    const [sharing, suspension] = await Promise.allSettled([
      journeys.whoShares(),
      journeys.currentSuspension(),
    ])
    let found = kept
    if (sharing.status === 'fulfilled')
      found = { ...found, sharing: sharing.value, asOf: clock.now() }
    else onFault(sharing.reason)
    if (suspension.status === 'fulfilled') {
      found = { ...found, suspension: suspension.value, suspensionKnown: true }
    } else onFault(suspension.reason)
    if (asTold(found) !== asTold(kept)) kept = found
  }
  return async () => {
    const now = clock.now()
    if (!asking && now - askedAt >= askAgainMs) {
      askedAt = now
      asking = ask().finally(() => {
        asking = undefined
      })
    }
    if (asking) await Promise.race([asking, wait(patienceMs)])
    const { suspension } = kept
    if (suspension && suspension.untilAt <= now) kept = { ...kept, suspension: undefined }
    return kept
  }
}

/** Pages tell the day on which this is so, not the moment. */
function asTold({ asOf, ...told }: Facts): string {
  return JSON.stringify([
    told,
    new Date(asOf).toLocaleDateString('en-GB', { timeZone: 'Europe/London' }),
  ])
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
