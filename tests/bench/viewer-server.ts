/** The viewer's real door on loopback with a session, and the floors beside it as routes. */
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import fastify from 'fastify'
import { openRecord } from '#journeys'
import { keepSessions } from '../../src/access/session.ts'
import { serverOptions } from '../../src/doors/viewer/answers.ts'
import type { ViewerJourneys } from '../../src/doors/viewer/needs.ts'
import { csrfOf, handlesOf, hashSecret, newSecret } from '../../src/doors/viewer/secrets.ts'
import { viewerDoor } from '../../src/doors/viewer/viewer.ts'
import { sessionCookie } from '../../src/doors/viewer/who-asks.ts'
import { clinician } from './clinician.ts'
import { hardFloor, rowsFloor } from './floors.ts'
import type { Store } from './store.ts'

export type Way = 'record' | 'rows' | 'hard'

export interface ViewerServer {
  readonly port: number
  /** The bytes of a request, ready to be written to a socket. */
  request(way: Way, person: { readonly number: number; readonly personId: number }): Buffer
  close(): Promise<void>
}

/** The bench opens records; it asks the door for nothing else. */
const notAsked = (): never => {
  throw new Error('The bench does not ask for this.')
}

export async function openViewer({ needs, bare }: Store): Promise<ViewerServer> {
  const app = fastify({ ...serverOptions, forceCloseConnections: true })
  const journeys: ViewerJourneys = {
    openRecord: (user, personId, asked) => openRecord(needs, user, personId, asked),
    myPatients: notAsked,
    findPerson: notAsked,
    openDocument: notAsked,
    declare: notAsked,
    recordConsent: notAsked,
    breakSeal: notAsked,
    grantAccess: notAsked,
    whyCanISee: notAsked,
    whyNotPermitted: notAsked,
    watch: notAsked,
    mayDeclare: () => true,
    mayFind: () => true,
    mayOpen: () => true,
    signedIn: notAsked,
    signedOut: notAsked,
  }
  const sessions = keepSessions(needs.database, needs.clock)
  const faults: unknown[] = []
  await app.register(viewerDoor, {
    journeys,
    sessions,
    signIn: {
      issuer: () => 'https://issuer.example',
      clientId: 'bench',
      credential: { secret: newSecret() },
    },
    origin: () => 'http://localhost',
    screenFolder: '/nowhere',
    demonstration: true,
    clock: needs.clock,
    onFault: (fault) => faults.push(fault),
    secret: randomBytes(32),
  })
  app.get('/floor/rows/:person', async (request, reply) => {
    const { person } = request.params as { person: string }
    return reply.type('application/json').send(await rowsFloor(bare, Number(person)))
  })
  app.get('/floor/hard/:person', async (request, reply) => {
    const { person } = request.params as { person: string }
    return reply.type('application/json').send(await hardFloor(bare, Number(person)))
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.addresses()[0] as AddressInfo

  const secret = newSecret()
  await sessions.create({ ...clinician, session: hashSecret(secret) })
  const head = `host: localhost\r\ncookie: ${sessionCookie}=${secret}\r\naccept-encoding: gzip, br, zstd\r\n`
  const handles = handlesOf(secret)
  return {
    port,
    request(way, { number, personId }) {
      if (way !== 'record')
        return Buffer.from(`GET /floor/${way}/${number} HTTP/1.1\r\n${head}\r\n`)
      const body = JSON.stringify({ handle: handles.seal(personId) })
      return Buffer.from(
        `POST /api/record HTTP/1.1\r\n${head}lcr-csrf: ${csrfOf(secret)}\r\n` +
          `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      )
    },
    async close() {
      await app.close()
      if (faults.length > 0) throw new Error('The viewer failed', { cause: faults[0] })
    },
  }
}
