/** A browser as far as redirects and cookies go, one step at a time. */

export interface Step {
  readonly status: number
  readonly address: URL
  readonly location: string | null
  readonly text: string
  /** As it was set: names with their attributes. */
  readonly set: readonly string[]
}

export class CookieBrowser {
  readonly #kept = new Map<string, { path: string; value: string; isForAll?: boolean }>()
  readonly more: Record<string, string>

  constructor(more: Record<string, string> = {}) {
    this.more = more
  }

  /** `isForeign`: a form of another site is sent, which takes no cookie that is Lax. */
  cookies(path = '/', isForeign = false): string {
    return [...this.#kept]
      .filter(([, cookie]) => path.startsWith(cookie.path) && (!isForeign || cookie.isForAll))
      .map(([name, cookie]) => `${name}=${cookie.value}`)
      .join('; ')
  }

  take(name: string, value: string): void {
    this.#kept.set(name, { path: '/', value })
  }

  async step(
    address: string | URL,
    form?: Record<string, string>,
    more: Record<string, string> = {},
  ): Promise<Step> {
    const at = new URL(address)
    const answer = await fetch(at, {
      method: form ? 'POST' : 'GET',
      headers: {
        ...this.more,
        ...more,
        cookie: this.cookies(at.pathname, !!form && more['sec-fetch-site'] === 'cross-site'),
      },
      body: form && new URLSearchParams(form),
      redirect: 'manual',
    })
    const set = answer.headers.getSetCookie()
    for (const line of set) this.#keep(line)
    const { status, headers } = answer
    return {
      status,
      address: at,
      location: headers.get('location'),
      text: await answer.text(),
      set,
    }
  }

  /** Follows redirects until a page answers, or until one leads to where `until` says. */
  async follow(step: Step, until: (address: URL) => boolean = () => false): Promise<Step> {
    let at = step
    for (let steps = 0; steps < 15 && at.location !== null; steps++) {
      const next = new URL(at.location, at.address)
      if (until(next)) return at
      at = await this.step(next)
    }
    return at
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/)
    const name = pair.slice(0, pair.indexOf('='))
    const value = pair.slice(pair.indexOf('=') + 1)
    const stated = (wanted: string) =>
      attributes.find((each) => each.toLowerCase().startsWith(`${wanted}=`))?.split('=')[1]
    const past = Date.parse(stated('expires') ?? '') < Date.now() || stated('max-age') === '0'
    if (past || value === '') this.#kept.delete(name)
    else {
      const isForAll = stated('samesite')?.toLowerCase() === 'none'
      this.#kept.set(name, { path: stated('path') ?? '/', value, isForAll })
    }
  }
}
