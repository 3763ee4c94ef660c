/**
 * A stand-in for the server: the built screen, and contract.ts answered from hand-written records
 * of invented people. For looking at the screen, and for its tests. Start it by itself with
 * `node tests/e2e/stand-in.ts` and open the address that it prints.
 */
import type { ServerResponse } from 'node:http'
import helmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import Fastify, { type FastifyRequest } from 'fastify'
import type {
  DeclareRelationship,
  FindPerson,
  OpenDocument,
  PatientLine,
  RecordView,
  SilentSource,
} from '../../src/doors/viewer/contract.ts'
import { buildViewerIfNeeded } from '../../viewer/build.ts'
import { contents } from './stand-in-documents.ts'
import { minutes } from './stand-in-marjorie.ts'
import { people, type StandInPerson } from './stand-in-people.ts'

const csrf = 'stand-in-csrf'

export interface StandIn {
  readonly url: string
  /** Files a change: the record gets a new version and open screens are told. */
  change(handle: string, edit: (record: RecordView) => RecordView): void
  /** Tells open screens that their permit is over. */
  closeStreams(): void
  endSession(): void
  /** How long a record takes to answer, by handle; and what permits last. */
  readonly delaysMs: Map<string, number>
  permitMs: number
  /** Organisations whose feeds are silent. */
  silent: readonly SilentSource[]
  /** Every address that was asked for, to prove that nobody is named in one. */
  readonly asked: string[]
  close(): Promise<void>
}

export async function startStandIn(port = 0): Promise<StandIn> {
  const app = Fastify({ forceCloseConnections: true })
  const known = people()
  const declared = new Set<string>()
  const streams = new Set<{ handle: string; raw: ServerResponse }>()
  const asked: string[] = []
  const delaysMs = new Map<string, number>()
  let signedIn = false
  let permitMs = 5 * 60_000
  let silent: readonly SilentSource[] = []

  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'blob:', 'data:'],
        'frame-src': ['blob:'],
        'connect-src': ["'self'"],
        'object-src': ["'none'"],
      },
    },
  })
  await app.register(fastifyStatic, { root: await buildViewerIfNeeded() })

  app.addHook('onRequest', async (request, reply) => {
    asked.push(request.url)
    if (!request.url.startsWith('/api/')) return
    reply.header('cache-control', 'no-store')
    if (!signedIn) {
      const view = { outcome: 'error', code: 'not-signed-in', words: 'Please sign in.' }
      return reply.code(401).send({ ...view, demonstration: true })
    }
    const free = request.url === '/api/session' || request.method === 'GET'
    if (!free && request.headers['lcr-csrf'] !== csrf) {
      return reply.code(403).send({ outcome: 'error', code: 'not-from-our-page', words: 'No.' })
    }
  })

  app.get('/sign-in', async (_request, reply) => {
    signedIn = true
    return reply.redirect('/', 303)
  })
  app.post('/sign-out', async () => {
    signedIn = false
    return {}
  })

  app.post('/api/session', async () => ({
    user: {
      name: 'Dr Isobel Crane',
      role: 'Emergency doctor',
      organisation: "King's College Hospital",
      organisationOds: 'RJZ',
    },
    csrf,
    demonstration: true,
    mayDeclare: true,
    mayFind: true,
    mayOpen: true,
    mayOperate: false,
    idleUntil: minutes(-20),
    endsAt: minutes(-600),
  }))

  app.post('/api/my-patients', async () => ({
    patients: [...known]
      .filter(([, person]) => !person.unrelated)
      .map(([handle, person]) => line(handle, person)),
    more: true,
  }))

  app.post('/api/find', async (request) => {
    const { nhsNumber, birthDate } = request.body as FindPerson
    const found = [...known].find(
      ([, { record }]) =>
        record.person.nhsNumber === nhsNumber && record.person.birthDate === birthDate,
    )
    if (!found) return { outcome: 'not-available' }
    const [handle, person] = found
    const mustDeclare = person.unrelated === true && !declared.has(handle)
    return { outcome: 'found', patient: line(handle, person), mustDeclare }
  })

  app.post('/api/declare', async (request) => {
    declared.add((request.body as DeclareRelationship).handle)
    return {}
  })

  app.post('/api/record', async (request, reply) => {
    const { handle, version } = request.body as { handle: string; version?: number }
    const person = known.get(handle)
    await new Promise((resolve) => setTimeout(resolve, delaysMs.get(handle) ?? 0))
    if (!person || (person.unrelated && !declared.has(handle))) {
      const words = 'Nothing links you or your team to this person.'
      return reply.code(403).send({ outcome: 'refused', words, mayDeclare: person !== undefined })
    }
    const until = new Date(Date.now() + permitMs).toISOString()
    const permit = JSON.stringify({ because: person.because, until, silent })
    reply.header('lcr-permit', Buffer.from(permit).toString('base64url'))
    if (version === person.record.version) return reply.code(304).send()
    return person.record
  })

  app.post('/api/document', async (request, reply) => {
    const content = contents.get((request.body as OpenDocument).hash)
    if (!content) {
      const words = 'That is not available to you.'
      return reply.code(404).send({ outcome: 'error', code: 'unknown', words })
    }
    return reply.type(content.type).send(content.bytes)
  })

  app.get('/api/changes', (request: FastifyRequest<{ Querystring: { handle: string } }>, reply) => {
    reply.hijack()
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    reply.raw.write('event: heartbeat\ndata: {}\n\n')
    const stream = { handle: request.query.handle, raw: reply.raw }
    const beat = setInterval(() => reply.raw.write('event: heartbeat\ndata: {}\n\n'), 15_000)
    streams.add(stream)
    reply.raw.on('close', () => {
      clearInterval(beat)
      streams.delete(stream)
    })
  })

  const url = await app.listen({ port, host: '127.0.0.1' })
  return {
    url,
    asked,
    delaysMs,
    get permitMs() {
      return permitMs
    },
    set permitMs(ms) {
      permitMs = ms
    },
    get silent() {
      return silent
    },
    set silent(sources) {
      silent = sources
    },
    change(handle, edit) {
      const person = known.get(handle)!
      person.record = { ...edit(person.record), version: person.record.version + 1 }
      for (const stream of streams) {
        if (stream.handle !== handle) continue
        stream.raw.write(`event: changed\ndata: {"version":${person.record.version}}\n\n`)
      }
    },
    closeStreams() {
      for (const { raw } of streams) raw.end('event: closed\ndata: {}\n\n')
    },
    endSession() {
      signedIn = false
    },
    async close() {
      for (const { raw } of streams) raw.destroy()
      await app.close()
    },
  }
}

function line(handle: string, { record: { person }, because }: StandInPerson): PatientLine {
  return {
    handle,
    name: person.name,
    birthDate: person.birthDate,
    gender: person.gender,
    nhsNumber: person.nhsNumber,
    deceased: person.deceased && true,
    because,
    since: minutes(170),
  }
}

if (import.meta.main) {
  const { url } = await startStandIn(Number(process.env.PORT ?? 0))
  process.stdout.write(`${url}\n`)
}
