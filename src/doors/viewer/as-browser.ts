/** A session as a browser holds it, for who asks the routes as a browser does. */
import { csrfOf, handlesOf, hashSecret, newSecret } from './secrets.ts'
import { sessionCookie } from './who-asks.ts'

export interface Browser {
  /** What the server keeps of it: `user.session`. */
  readonly session: string
  readonly headers: Readonly<Record<string, string>>
  /** What this browser calls a person. */
  handleOf(personId: number): string
}

export function asBrowser(): Browser {
  const secret = newSecret()
  const handles = handlesOf(secret)
  return {
    session: hashSecret(secret),
    headers: { cookie: `${sessionCookie}=${secret}`, 'lcr-csrf': csrfOf(secret) },
    handleOf: (personId) => handles.seal(personId),
  }
}
