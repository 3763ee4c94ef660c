/** The register of objections in figures, for monitoring: counts, and nothing of anybody (OO-41). */
import { figuresOfRegister, type Needs, type RegisterFigures } from '#journeys'

const lookMs = 60_000

export class RegisterWatch {
  readonly #needs: Needs
  readonly #isShut: () => boolean
  readonly #onFault: (fault: unknown) => void
  #figures: RegisterFigures | undefined
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()

  constructor(needs: Needs, isShut: () => boolean, onFault: (fault: unknown) => void) {
    this.#needs = needs
    this.#isShut = isShut
    this.#onFault = onFault
  }

  start(): void {
    const look = (): void => {
      this.#looking = figuresOfRegister(this.#needs)
        .then((figures) => {
          this.#figures = figures
        })
        .catch(this.#onFault)
    }
    look()
    this.#timer = setInterval(look, lookMs)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#looking
  }

  /** Nothing until the first look: a zero would be an alarm. */
  figures(): Readonly<Record<string, number | Readonly<Record<string, number>>>> {
    const found = this.#figures
    if (!found) return {}
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
    }
  }
}
