/**
 * Each client assertion is good for one use (RFC 7523 §3 item 7; SMART Backend Services §4.2.2).
 * Kept in this process only, for the five minutes that an assertion can live.
 */

/** Per client: one that asks for more than 200 tokens a minute is at fault. */
const rememberedMax = 1000

type Use = 'first' | 'again' | 'too-many'

export class ReplayGuard {
  readonly #seen = new Map<string, Map<string, number>>()

  /** `until` and `now` in ms. Full is refused, not forgotten: forgetting would let replays in. */
  use(clientId: string, jti: string, until: number, now: number): Use {
    const seen = this.#seen.get(clientId) ?? new Map<string, number>()
    this.#seen.set(clientId, seen)
    if ((seen.get(jti) ?? 0) > now) return 'again'
    if (seen.size >= rememberedMax) {
      for (const [old, end] of seen) if (end <= now) seen.delete(old)
      if (seen.size >= rememberedMax) return 'too-many'
    }
    seen.set(jti, until)
    return 'first'
  }
}
