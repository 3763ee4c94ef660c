/** What a SMART server says of itself: `.well-known/smart-configuration` (SMART App Launch 2.2 §8). */
import { z } from 'zod'
import { Failure } from '#vocabulary'
import { isLoopback } from '../sign-in/relying-party.ts'

const timeoutMs = 10_000
const bytesMax = 1024 * 1024

const configuration = z.object({
  issuer: z.string(),
  jwks_uri: z.url(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  // "plain" alone is not enough, and a server that says nothing cannot be relied upon.
  code_challenge_methods_supported: z.array(z.string()).refine((all) => all.includes('S256')),
})
export type SmartConfiguration = z.infer<typeof configuration>

export async function discover(iss: string): Promise<SmartConfiguration> {
  const read = configuration.safeParse(
    await getJson(`${iss.replace(/\/$/, '')}/.well-known/smart-configuration`, 'application/json'),
  )
  if (!read.success) throw unreadable()
  const { issuer, jwks_uri, authorization_endpoint, token_endpoint } = read.data
  // Only a system on this machine may speak without TLS.
  const mayBePlain = isLoopback(new URL(iss))
  const all = [issuer, jwks_uri, authorization_endpoint, token_endpoint].map((one) =>
    URL.parse(one),
  )
  const isSafe = (url: URL | null) =>
    url?.protocol === 'https:' || (mayBePlain && url?.protocol === 'http:' && isLoopback(url))
  if (!all.every(isSafe)) throw unreadable()
  return read.data
}

/** JSON of the launching system, of which nothing is kept but what is asked for. */
export async function getJson(address: string, accept: string, bearer?: string): Promise<unknown> {
  const unavailable = (cause?: unknown) =>
    new Failure(
      'unavailable',
      'launcher-unavailable',
      'The system that launched does not answer.',
      {
        cause,
      },
    )
  try {
    const answer = await fetch(address, {
      headers: { accept, ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }) },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (!answer.ok) throw unavailable()
    const bytes = Buffer.from(await answer.arrayBuffer())
    if (bytes.length > bytesMax) throw unreadable()
    return JSON.parse(bytes.toString('utf8'))
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    if (cause instanceof SyntaxError) throw unreadable()
    throw unavailable(cause)
  }
}

export const unreadable = (): Failure =>
  new Failure('refused', 'launcher-unreadable', 'What the launching system says cannot be read.')
