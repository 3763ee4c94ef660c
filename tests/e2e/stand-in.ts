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
  RefusalView,
  SessionView,
  SilentSource,
  WhyView,
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
  /** Tells open screens that their permit is over, and why. */
  closeStreams(refusal?: RefusalView): void
  /** By handle: why the record does not open. */
  readonly refusals: Map<string, RefusalView>
  /** By handle: whose record is answered instead, as nothing between us and the screen may do. */
  readonly mixedUp: Map<string, string>
  /** More words with each permit. */
  permitted: { readonly isSuspended?: true; readonly hidesWhereabouts?: true }
  /** How far the server's clock has run ahead, where a test moves the browser's. */
  aheadMs: number
  /** What the role may, and whatever else the session is. */
  may: Partial<SessionView>
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
  const refusals = new Map<string, RefusalView>()
  const mixedUp = new Map<string, string>()
  const state: Pick<StandIn, 'permitted' | 'may' | 'aheadMs'> = {
    permitted: {},
    may: {},
    aheadMs: 0,
  }
  const idleMs = 20 * 60_000
  let usedAt = Date.now()
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
    const time = new Date(Date.now() + state.aheadMs)
    reply.header('cache-control', 'no-store').header('date', time.toUTCString())
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

  app.post('/api/session', async (request) => {
    // A look at what the session is does not count as use.
    if (!(request.body as { look?: boolean }).look) usedAt = Date.now() + state.aheadMs
    return {
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
      ...state.may,
      mayOperate: false,
      mayKeepObjections: false,
      mayGuard: false,
      idleUntil: new Date(usedAt + idleMs).toISOString(),
      endsAt: minutes(-600),
    }
  })

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
    const refusal = refusals.get(handle)
    const mustDeclare = !refusal && person.unrelated === true && !declared.has(handle)
    return { outcome: 'found', patient: line(handle, person), mustDeclare, refusal }
  })

  for (const path of ['declare', 'consent', 'grant']) {
    app.post(`/api/${path}`, async (request) => {
      declared.add((request.body as DeclareRelationship).handle)
      return {}
    })
  }
  app.post('/api/break-seal', async (request) => {
    refusals.delete((request.body as { handle: string }).handle)
    return {}
  })
  app.post('/api/why', async (request, reply): Promise<WhyView> => {
    const { handle } = request.body as { handle: string }
    reply.header('lcr-about', handle)
    const because = known.get(handle)!.because
    return {
      ways: [
        { because, organisation: 'RJZ' },
        {
          because: 'Registered with your practice',
          organisation: 'G85013',
          until: minutes(-9_000),
        },
      ],
      told: {
        name: 'Dr Isobel Crane',
        role: 'Emergency doctor',
        organisation: "King's College Hospital",
        why: because,
      },
      mayGrant: true,
      policyVersion: 2,
    }
  })

  app.post('/api/record', async (request, reply) => {
    const { handle, version } = request.body as { handle: string; version?: number }
    const about = mixedUp.get(handle) ?? handle
    const person = known.get(about)
    const refusal = refusals.get(handle)
    if (refusal) return reply.code(403).send(refusal)
    await new Promise((resolve) => setTimeout(resolve, delaysMs.get(handle) ?? 0))
    if (!person || (person.unrelated && !declared.has(handle))) {
      const words = 'Nothing links you or your team to this person.'
      return reply.code(403).send({ outcome: 'refused', words, mayDeclare: person !== undefined })
    }
    const until = new Date(Date.now() + permitMs).toISOString()
    const permit = JSON.stringify({ because: person.because, until, silent, ...state.permitted })
    reply.header('lcr-about', about).header('lcr-permit', Buffer.from(permit).toString('base64url'))
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
    refusals,
    mixedUp,
    get permitted() {
      return state.permitted
    },
    set permitted(more) {
      state.permitted = more
    },
    get aheadMs() {
      return state.aheadMs
    },
    set aheadMs(ms) {
      state.aheadMs = ms
    },
    get may() {
      return state.may
    },
    set may(what) {
      state.may = what
    },
    closeStreams(refusal) {
      const because = JSON.stringify({ refusal })
      for (const { raw } of streams) raw.end(`event: closed\ndata: ${because}\n\n`)
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
