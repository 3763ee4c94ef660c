/** Each trouble that begins or ends is one line for the operator; nothing in it is about anybody. */
export class Alarms {
  readonly #log: (line: string) => void
  readonly #known = new Map<string, ReadonlySet<string>>()

  constructor(log: (line: string) => void) {
    this.#log = log
  }

  /** All that troubles whoever looks, at this moment. */
  tell(who: string, troubles: readonly string[]): void {
    const [before, now] = [this.#known.get(who) ?? new Set<string>(), new Set(troubles)]
    for (const one of now) if (!before.has(one)) this.#log(`alarm: ${one}`)
    for (const one of before) if (!now.has(one)) this.#log(`alarm over: ${one}`)
    this.#known.set(who, now)
  }

  say(line: string): void {
    this.#log(line)
  }
}
