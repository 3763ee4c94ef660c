/**
 * A hospital's own system, as small as it can be: a list of invented patients, and a way to open
 * the record of each by SMART App Launch. For the demonstration; it never runs in production.
 */
import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Failure } from '#vocabulary'
import { findProfessional } from '../identity-provider/professionals.ts'
import type { SigningKeys } from '../identity-provider/signing-keys.ts'
import { serveStyle } from '../page/page.ts'
import { protect } from '../page/protect.ts'
import { drawHospital, drawNothingInHand } from './hospital-page.ts'
import { createSmartProvider, type SmartProvider } from './smart-provider.ts'

const hospitalSystemPath = '/demonstration/ehr'
/** Its FHIR server: what it says in `iss`. */
export const hospitalFhirPath = `${hospitalSystemPath}/fhir`

export interface HospitalPatient {
  readonly name: string
  readonly nhsNumber: string
  readonly birthDate: string
}

export interface HospitalSystemNeeds {
  /** Whether real people's records are in reach: then it refuses to start. */
  readonly production: boolean
  readonly origin: () => string
  readonly keys: SigningKeys
  /** Who is signed in to it. */
  readonly login: string
  readonly patients: readonly HospitalPatient[]
  /** The record, as it knows it. */
  readonly client: { readonly id: string; readonly secret: string; readonly redirectPath: string }
  /** Where a launch begins. */
  readonly launchPath: string
}

export async function hospitalSystemDoor(
  app: FastifyInstance,
  needs: HospitalSystemNeeds,
): Promise<void> {
  if (needs.production) {
    const words = 'The demonstration hospital does not run in production.'
    throw new Failure('refused', 'demonstration-hospital-in-production', words)
  }
  let made: SmartProvider | undefined
  const smart = (): SmartProvider => {
    const { id, secret, redirectPath } = needs.client
    const client = { id, secret, redirectUri: needs.origin() + redirectPath }
    const issuer = needs.origin() + hospitalSystemPath
    made ??= createSmartProvider(issuer, needs.origin() + hospitalFhirPath, client, needs.keys)
    return made
  }
  await app.register(
    async (door) => {
      await protect(door)
      await serveStyle(door, '/page.css')
      await door.register(async (pages) => hospitalPages(pages, needs, smart))
      fhirRoutes(door, needs, smart)
      await door.register(async (rest) => protocol(rest, needs, smart))
    },
    { prefix: hospitalSystemPath },
  )
}

async function hospitalPages(
  app: FastifyInstance,
  needs: HospitalSystemNeeds,
  smart: () => SmartProvider,
): Promise<void> {
  await app.register(formbody, { bodyLimit: 2_048 })
  const user = findProfessional(needs.login)

  app.get('/', async (_request, reply) =>
    sendPage(reply, drawHospital(hospitalSystemPath, user?.name ?? needs.login, needs.patients)),
  )

  app.post('/open', async (request, reply) => {
    const { patient } = (request.body ?? {}) as { patient?: unknown }
    const place = Number(patient)
    if (!needs.patients[place]) return sendPage(reply.code(400), drawNothingInHand())
    const launch = smart().launch({ login: needs.login, patientId: idOf(place) })
    const iss = needs.origin() + hospitalFhirPath
    return reply.redirect(`${needs.launchPath}?${new URLSearchParams({ iss, launch })}`, 303)
  })

  // Who is signed in to the hospital's system need not sign in again.
  app.get('/signed-in/:uid', async (request, reply) => {
    const { provider, launched } = smart()
    const { params } = await provider.interactionDetails(request.raw, reply.raw)
    const inHand = launched(params.launch)
    if (!inHand) return sendPage(reply.code(400), drawNothingInHand())
    const result = { login: { accountId: inHand.login, amr: ['N3_SMARTCARD'] } }
    const next = await provider.interactionResult(request.raw, reply.raw, result)
    return reply.header('cache-control', 'no-store').redirect(next, 303)
  })
}

/** Three resources of FHIR R4, two of them only with the token of a launch. */
function fhirRoutes(
  app: FastifyInstance,
  needs: HospitalSystemNeeds,
  smart: () => SmartProvider,
): void {
  app.get('/fhir/.well-known/smart-configuration', async () => {
    const issuer = needs.origin() + hospitalSystemPath
    return {
      issuer,
      jwks_uri: `${issuer}/jwks`,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      grant_types_supported: ['authorization_code'],
      code_challenge_methods_supported: ['S256'],
      capabilities: ['launch-ehr', 'client-confidential-symmetric', 'sso-openid-connect'],
    }
  })

  app.get<{ Params: { id: string } }>('/fhir/Patient/:id', async (request, reply) => {
    const inHand = await asked(request, smart)
    const { id } = request.params
    const place = needs.patients.findIndex((_, n) => idOf(n) === id)
    const patient = inHand?.patientId === id ? needs.patients[place] : undefined
    return patient ? sendFhir(reply, patientOf(id, patient)) : reply.code(inHand ? 404 : 401).send()
  })

  app.get<{ Params: { id: string } }>('/fhir/Practitioner/:id', async (request, reply) => {
    const inHand = await asked(request, smart)
    const user = inHand && findProfessional(inHand.login)
    if (!user || user.uid !== request.params.id) return reply.code(inHand ? 404 : 401).send()
    return sendFhir(reply, {
      resourceType: 'Practitioner',
      id: user.uid,
      identifier: [{ system: 'https://fhir.nhs.uk/Id/sds-user-id', value: user.uid }],
      name: [{ text: user.name }],
    })
  })
}

const asked = (request: FastifyRequest, smart: () => SmartProvider) => {
  const token = /^Bearer ([\w-]+)$/.exec(request.headers.authorization ?? '')?.[1]
  return token === undefined ? undefined : smart().inHandOf(token)
}

const idOf = (place: number): string => `kings-${place + 1}`

const patientOf = (id: string, { name, nhsNumber, birthDate }: HospitalPatient) => ({
  resourceType: 'Patient',
  id,
  identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: nhsNumber }],
  name: [{ text: name }],
  birthDate,
})

const sendFhir = (reply: FastifyReply, resource: object) =>
  reply
    .type('application/fhir+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(resource)

const sendPage = (reply: FastifyReply, page: string) =>
  reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(page)

/** Everything that OAuth defines is answered by oidc-provider, which reads the raw body. */
function protocol(app: FastifyInstance, needs: HospitalSystemNeeds, smart: () => SmartProvider) {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    reply.hijack()
    const { protocol: scheme, host } = new URL(needs.origin())
    const { raw } = request
    raw.headers['x-forwarded-proto'] = scheme.replace(':', '')
    raw.headers['x-forwarded-host'] = host
    Object.assign(raw, { originalUrl: raw.url })
    raw.url = (raw.url ?? '').slice(hospitalSystemPath.length)
    await smart().provider.callback()(raw, reply.raw)
  }
  for (const path of ['/auth', '/auth/:uid', '/jwks']) {
    app.get(path, { exposeHeadRoute: false }, answer)
  }
  app.post('/token', answer)
}
