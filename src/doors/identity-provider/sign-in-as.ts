/**
 * Signs in as one of the invented professionals as a browser would: by following the redirects
 * and filling in the pages. For the command line and the tests.
 */
import { Failure } from '#vocabulary'

export interface SignedInAs {
  /** For the header `Cookie`. */
  readonly cookie: string
  /** For the header `Lcr-Csrf`. */
  readonly csrf: string
}

const stepsMax = 12

/** `role` is the place of the role to choose for who has several: 0 is the first. */
export async function signInAs(origin: string, login: string, role = 0): Promise<SignedInAs> {
  const jar = new CookieJar()
  let step = await jar.fetch(new URL('/sign-in', origin))
  for (let steps = 0; steps < stepsMax; steps++) {
    const next = await answerPage(step, login, role)
    if (next === 'arrived') return { cookie: jar.header(), csrf: await askCsrf(jar, origin) }
    step = await jar.fetch(next.address, next.form)
  }
  throw refused('too-many-steps')
}

interface Step {
  readonly status: number
  readonly address: URL
  readonly location: string | null
  readonly text: string
}

/** Where to go from here, and what to fill in. */
async function answerPage(
  step: Step,
  login: string,
  role: number,
): Promise<'arrived' | { address: URL; form?: URLSearchParams }> {
  if (step.location !== null) {
    const address = new URL(step.location, step.address)
    return address.pathname === '/' ? 'arrived' : { address }
  }
  const action = /<form method="post" action="([^"]+)"/.exec(step.text)?.[1]
  if (step.status !== 200 || !action) throw refused(`status-${step.status}`)
  const form = step.text.includes('name="professional"')
    ? new URLSearchParams({ professional: login })
    : new URLSearchParams({ role: String(role) })
  return { address: new URL(action, step.address), form }
}

async function askCsrf(jar: CookieJar, origin: string): Promise<string> {
  const answer = await fetch(new URL('/api/session', origin), {
    method: 'POST',
    headers: { cookie: jar.header(), 'content-type': 'application/json' },
    body: '{}',
  })
  if (!answer.ok) throw refused(`status-${answer.status}`)
  return ((await answer.json()) as { csrf: string }).csrf
}

function refused(code: string): Failure {
  return new Failure('refused', `sign-in-${code}`, 'The sign-in did not succeed.')
}

/** Cookies of one origin, by name and path. */
class CookieJar {
  readonly #kept = new Map<string, { path: string; value: string }>()

  header(path = '/'): string {
    return [...this.#kept]
      .filter(([, cookie]) => path.startsWith(cookie.path))
      .map(([name, cookie]) => `${name}=${cookie.value}`)
      .join('; ')
  }

  async fetch(address: URL, form?: URLSearchParams): Promise<Step> {
    const answer = await fetch(address, {
      method: form ? 'POST' : 'GET',
      headers: { cookie: this.header(address.pathname) },
      body: form,
      redirect: 'manual',
    })
    for (const line of answer.headers.getSetCookie()) this.#keep(line)
    const { status, headers } = answer
    return { status, address, location: headers.get('location'), text: await answer.text() }
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/)
    const name = pair.slice(0, pair.indexOf('='))
    const value = pair.slice(pair.indexOf('=') + 1)
    const stated = (wanted: string) =>
      attributes
        .find((each) => each.toLowerCase().startsWith(`${wanted}=`))
        ?.slice(wanted.length + 1)
    const past = Date.parse(stated('expires') ?? '') < Date.now() || stated('max-age') === '0'
    if (past || value === '') this.#kept.delete(name)
    else this.#kept.set(name, { path: stated('path') ?? '/', value })
  }
}
