/** The register of objections in figures and alarms: counts, and nothing of anybody (OO-41). */
import { type Needs, type WatchedRegister, watchRegister } from '#journeys'
import type { Alarms } from './alarms.ts'

const lookMs = 60_000

export class RegisterWatch {
  readonly #needs: Needs
  readonly #isShut: () => boolean
  readonly #alarms: Alarms
  readonly #onFault: (fault: unknown) => void
  #last: WatchedRegister | undefined
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()

  constructor(
    needs: Needs,
    isShut: () => boolean,
    alarms: Alarms,
    onFault: (fault: unknown) => void,
  ) {
    this.#needs = needs
    this.#isShut = isShut
    this.#alarms = alarms
    this.#onFault = onFault
  }

  start(): void {
    const look = (): void => {
      this.#looking = this.look()
    }
    look()
    this.#timer = setInterval(look, lookMs)
  }

  /** Never fails: a database that is away is told once by whoever works with it. */
  async look(): Promise<void> {
    try {
      this.#last = await watchRegister(this.#needs, this.#isShut())
      this.#alarms.tell('register', this.#last.troubles)
    } catch (fault) {
      this.#onFault(fault)
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#looking
  }

  /** Nothing until the first look: a zero would be an alarm. */
  figures(): Readonly<Record<string, number | Readonly<Record<string, number>>>> {
    if (!this.#last) return {}
    const { figures: found, troubles } = this.#last
    const routes = Object.entries(found.byRoute)
    const byRoute = (of: 'inForce' | 'lastDay' | 'lastWeek') =>
      Object.fromEntries(routes.map(([route, figures]) => [route, figures[of]]))
    return {
      inForce: byRoute('inForce'),
      receivedLastDay: byRoute('lastDay'),
      receivedLastWeek: byRoute('lastWeek'),
      personsHidden: found.personsHidden,
      unmatched: found.unmatched,
      undecided: Object.fromEntries(found.undecided.map(({ age, count }) => [age, count])),
      oldestUndecidedDays: found.oldestUndecidedDays,
      openTasks: found.openTasks,
      messagesKeptOut: found.messagesKeptOut,
      registerShut: this.#isShut() ? 1 : 0,
      registerAlarms: troubles.length,
    }
  }
}
