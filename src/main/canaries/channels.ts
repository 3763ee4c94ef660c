/**
 * By which ways something of a person can be seen, and how each is asked for a canary. What is
 * neither plainly hidden nor seen proves nothing, and is said so.
 */
import type { Readable } from 'node:stream'
import type { Browser } from '#doors'
import type { Canary } from '#journeys'

export type Seen = 'hidden' | 'seen' | 'unsure'
export type PlacedCanary = Canary & { readonly personId: number }

interface Answer {
  readonly status: number
  readonly body: Readable
}
/** Asks a route of this very server, with everything that is done to any request. */
export type Ask = (request: {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: object
}) => Promise<Answer>

interface Probe {
  readonly ask: Ask
  readonly canary: PlacedCanary
  readonly browser: Browser
  /** A session that was opened from the user's own system, with the canary in hand. */
  readonly launched: Browser
  operatorProof(): Promise<string>
  passesGate(): Promise<boolean>
  /** Undefined: nobody heard anything. */
  isTold(): Promise<boolean | undefined>
}

interface Channel {
  /** What is answered 503 when the channel is closed. */
  readonly closes: RegExp
  readonly probe: (given: Probe) => Promise<Seen>
}

const bodyMax = 4 * 1024 * 1024

async function jsonOf({ body }: Answer): Promise<Record<string, unknown>> {
  let text = ''
  for await (const part of body.setEncoding('utf8')) {
    text += part
    if (text.length > bodyMax) break
  }
  return JSON.parse(text) as Record<string, unknown>
}

const post = (given: Probe, browser: Browser, url: string, body: object, headers = {}) =>
  given.ask({ method: 'POST', url, headers: { ...browser.headers, ...headers }, body })

/** Who it is may be told to who may know, and that they said no; a way to the record may not. */
async function found(answer: Answer): Promise<Seen> {
  if (answer.status !== 200) return 'unsure'
  const { outcome, mustDeclare, refusal } = await jsonOf(answer)
  if (outcome === 'not-available') return 'hidden'
  const isRefused = (refusal as { why?: string } | undefined)?.why === 'objected'
  return outcome === 'found' && isRefused && mustDeclare === false ? 'hidden' : 'seen'
}

/** Refused because they objected: any other refusal would hide them by chance. */
async function refused(answer: Answer): Promise<Seen> {
  if (answer.status === 200 || answer.status === 304) return 'seen'
  if (answer.status !== 403) return 'unsure'
  return (await jsonOf(answer)).why === 'objected' ? 'hidden' : 'unsure'
}

const opens = (given: Probe, browser: Browser): Promise<Answer> =>
  post(given, browser, '/api/record', { handle: browser.handleOf(given.canary.personId) })

/** Who opened it wants to read it; the stream itself is endless. */
const isOpened = ({ status, body }: Answer): Seen => {
  body.destroy()
  return status === 200 ? 'seen' : status === 404 ? 'hidden' : 'unsure'
}

export const channels: Readonly<Record<string, Channel>> = {
  search: {
    closes: /^\/(?:api|operator)\/find(?:[/?]|$)/,
    async probe(given) {
      const { nhsNumber, birthDate } = given.canary
      const byBirth = await found(
        await post(given, given.browser, '/api/find', { nhsNumber, birthDate }),
      )
      const authorization = `Bearer ${await given.operatorProof()}`
      const asked = { value: nhsNumber }
      const byNumber = await found(
        await post(given, given.browser, '/operator/find', asked, { authorization }),
      )
      return worst(byBirth, byNumber)
    },
  },
  list: {
    closes: /^\/api\/my-patients(?:[/?]|$)/,
    async probe(given) {
      const answer = await post(given, given.browser, '/api/my-patients', {})
      if (answer.status !== 200) return 'unsure'
      const { patients } = (await jsonOf(answer)) as { patients: { handle: string }[] }
      const handle = given.browser.handleOf(given.canary.personId)
      return patients.some((one) => one.handle === handle) ? 'seen' : 'hidden'
    },
  },
  record: {
    closes: /^\/api\/record(?:[/?]|$)/,
    probe: async (given) => refused(await opens(given, given.browser)),
  },
  why: {
    closes: /^\/api\/why(?:[/?]|$)/,
    async probe(given) {
      const handle = given.browser.handleOf(given.canary.personId)
      return refused(await post(given, given.browser, '/api/why', { handle }))
    },
  },
  document: {
    closes: /^\/api\/document(?:[/?]|$)/,
    async probe(given) {
      const { personId, letter } = given.canary
      const asked = { handle: given.browser.handleOf(personId), hash: letter }
      return isOpened(await post(given, given.browser, '/api/document', asked))
    },
  },
  push: {
    closes: /^\/api\/changes(?:[/?]|$)/,
    async probe(given) {
      const handle = encodeURIComponent(given.browser.handleOf(given.canary.personId))
      const { headers } = given.browser
      const stream = isOpened(
        await given.ask({ method: 'GET', url: `/api/changes?handle=${handle}`, headers }),
      )
      const told = await given.isTold()
      return worst(stream, told === undefined ? 'unsure' : told ? 'seen' : 'hidden')
    },
  },
  launch: {
    closes: /^\/launch(?:[/?]|$)/,
    probe: async (given) => refused(await opens(given, given.launched)),
  },
  /** Behind every screen: with it broken, one more mistake would show everybody. */
  gate: {
    closes: /^\/api\/(?:record|document)(?:[/?]|$)/,
    probe: async (given) => ((await given.passesGate()) ? 'seen' : 'hidden'),
  },
}

const worst = (one: Seen, other: Seen): Seen =>
  one === 'seen' || other === 'seen' ? 'seen' : one === 'unsure' ? one : other
