import type { Professional, SessionOrigin } from '../needs.ts'
import { hashSecret, newSecret } from '../secrets.ts'

interface Waiting {
  readonly choices: readonly Professional[]
  readonly origin: SessionOrigin
  readonly until: number
}

const waitingMax = 1_000
const waitMs = 5 * 60_000

/**
 * Who has proved who they are and has yet to say in which role. In memory, because there may be
 * dozens of roles and a cookie is short; used once, forgotten after five minutes.
 * @NOTE Behind several processes the page of roles needs sticky connections.
 */
export class RoleChoices {
  readonly #clock: { now(): number }
  readonly #waiting = new Map<string, Waiting>()

  constructor(clock: { now(): number }) {
    this.#clock = clock
  }

  /** Gives the secret by which the browser comes back. */
  offer(choices: readonly Professional[], origin: SessionOrigin): string {
    for (const oldest of this.#waiting.keys()) {
      if (this.#waiting.size < waitingMax) break
      this.#waiting.delete(oldest)
    }
    const secret = newSecret()
    this.#waiting.set(hashSecret(secret), {
      choices,
      origin,
      until: this.#clock.now() + waitMs,
    })
    return secret
  }

  look(secret: string): readonly Professional[] | undefined {
    return this.#waits(secret)?.choices
  }

  /** Undefined when there is no such choice; a choice that was made is over. */
  take(
    secret: string,
    place: number,
  ): { professional: Professional; origin: SessionOrigin } | undefined {
    const waiting = this.#waits(secret)
    const professional = waiting?.choices[place]
    if (!waiting || !professional) return undefined
    this.#waiting.delete(hashSecret(secret))
    return { professional, origin: waiting.origin }
  }

  #waits(secret: string): Waiting | undefined {
    const waiting = this.#waiting.get(hashSecret(secret))
    return waiting && waiting.until > this.#clock.now() ? waiting : undefined
  }
}
