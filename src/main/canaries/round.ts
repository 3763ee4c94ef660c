/** One round: every canary by every channel that is open. */

import { asBrowser, type Browser } from '#doors'
import {
  bareCanaries,
  type Canary,
  canaryClinician,
  isTold,
  listCanaries,
  type Needs,
  passesGate,
  permitCanary,
  type User,
  type Watch,
} from '#journeys'
import { type Ask, channels, type PlacedCanary, type Seen } from './channels.ts'

/** Where sessions are kept that the doors know. */
interface ProbeSessions {
  create(user: User): Promise<object | undefined>
  end(session: string): Promise<void>
}

export interface RoundNeeds {
  readonly needs: Needs
  readonly sessions: ProbeSessions
  readonly watch: Watch
  readonly ask: Ask
  operatorProof(): Promise<string>
}

/** Of whom nothing was to be seen, and what was: by feed and route, never who. */
interface Finding {
  readonly channel: string
  readonly canary: string
}

export interface Round {
  readonly canaries: number
  readonly asked: number
  readonly seen: readonly Finding[]
  /** Neither plainly hidden nor seen. */
  readonly unsure: readonly Finding[]
  /** Of these nothing is held that could be seen. */
  readonly bare: readonly string[]
  /** While the law has lifted objections it is right that some of this is seen. */
  readonly isSuspended: boolean
}

const toldWaitMs = 10_000
const launchMs = 60_000
/** So that a permit does not end while it is used. */
const marginMs = 60_000

export const nameOf = ({ feed, route }: Canary): string => `${feed} (${route})`

export class Rounds {
  readonly #given: RoundNeeds
  /** A permit for the gate lasts for several rounds: one event for each, not one a round. */
  readonly #permits = new Map<string, { decision: string; expiresAt: number }>()

  constructor(given: RoundNeeds) {
    this.#given = given
  }

  async go(closed: ReadonlySet<string>, isSuspended: boolean): Promise<Round> {
    const { needs } = this.#given
    const canaries = await listCanaries(needs)
    const bare = (await bareCanaries(needs, canaries)).map(nameOf)
    const seen: Finding[] = []
    const unsure: Finding[] = []
    let asked = 0
    const placed = canaries.filter((one): one is PlacedCanary => one.personId !== undefined)
    for (const canary of isSuspended ? [] : placed) {
      for (const [channel, found] of await this.#probe(canary, closed)) {
        asked += 1
        if (found === 'seen') seen.push({ channel, canary: nameOf(canary) })
        if (found === 'unsure') unsure.push({ channel, canary: nameOf(canary) })
      }
    }
    return { canaries: canaries.length, asked, seen, unsure, bare, isSuspended }
  }

  async #probe(canary: PlacedCanary, closed: ReadonlySet<string>): Promise<[string, Seen][]> {
    const { needs, sessions, ask, watch, operatorProof } = this.#given
    const { personId } = canary
    const [browser, launched] = [asBrowser(), asBrowser()]
    const found: [string, Seen][] = []
    try {
      await this.#signIn(canary, browser, launched)
      for (const [name, channel] of Object.entries(channels)) {
        if (closed.has(name)) continue
        const answer = await channel
          .probe({
            ask,
            canary,
            browser,
            launched,
            operatorProof,
            passesGate: async () => passesGate(needs, canary, await this.#permitFor(canary)),
            isTold: () => isTold(needs, watch, personId, toldWaitMs),
          })
          // Whatever fails cannot prove that it hides.
          .catch((): Seen => 'unsure')
        found.push([name, answer])
      }
    } finally {
      await sessions.end(browser.session)
      await sessions.end(launched.session)
    }
    return found
  }

  async #signIn(canary: PlacedCanary, browser: Browser, launched: Browser): Promise<void> {
    const { needs, sessions } = this.#given
    await sessions.create(canaryClinician(canary, browser.session))
    const endsAt = needs.clock.now() + launchMs
    const launch = { personId: canary.personId, system: 'canary', endsAt }
    await sessions.create({ ...canaryClinician(canary, launched.session), launch })
  }

  async #permitFor(canary: PlacedCanary): Promise<string> {
    const { needs } = this.#given
    const known = this.#permits.get(canary.canaryId)
    if (known && known.expiresAt > needs.clock.now() + marginMs) return known.decision
    const fresh = await permitCanary(needs, canary)
    this.#permits.set(canary.canaryId, fresh)
    return fresh.decision
  }
}
