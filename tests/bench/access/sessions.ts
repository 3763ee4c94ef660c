/** Signed-in professionals of the clinician's hospital, and what their browsers send. */
import { keepSessions } from '../../../src/access/session.ts'
import { csrfOf, handlesOf, hashSecret, newSecret } from '../../../src/doors/viewer/secrets.ts'
import { sessionCookie } from '../../../src/doors/viewer/who-asks.ts'
import { clinician } from '../clinician.ts'
import type { Store } from '../store.ts'

export interface SignedIn {
  /** The bytes of a request, ready to be written to a socket. */
  open(personId: number): Buffer
  watch(personId: number): Buffer
}

/** Each is somebody else, with a session of their own. */
export async function signIn({ needs }: Store, count: number): Promise<SignedIn[]> {
  const sessions = keepSessions(needs.database, needs.clock)
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const secret = newSecret()
      const key = `https://issuer.example|screen-${crypto.randomUUID()}-${index}`
      await sessions.create({ ...clinician, key, session: hashSecret(secret) })
      return requestsOf(secret)
    }),
  )
}

function requestsOf(secret: string): SignedIn {
  const head = `host: localhost\r\ncookie: ${sessionCookie}=${secret}\r\n`
  const handles = handlesOf(secret)
  return {
    open(personId) {
      const body = JSON.stringify({ handle: handles.seal(personId) })
      return Buffer.from(
        `POST /api/record HTTP/1.1\r\n${head}accept-encoding: zstd\r\n` +
          `lcr-csrf: ${csrfOf(secret)}\r\ncontent-type: application/json\r\n` +
          `content-length: ${body.length}\r\n\r\n${body}`,
      )
    },
    watch: (personId) =>
      Buffer.from(`GET /api/changes?handle=${handles.seal(personId)} HTTP/1.1\r\n${head}\r\n`),
  }
}
