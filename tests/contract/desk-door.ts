/** The door of the desk with journeys that are told what to answer; who asks is said in a header. */
import type { AddressInfo } from 'node:net'
import fastifyStatic from '@fastify/static'
import fastify from 'fastify'
import type { User } from '#journeys'
import { doctor } from '#test-support'
import { answerErrors, serverOptions } from '../../src/doors/viewer/answers.ts'
import { objectionRoutes } from '../../src/doors/viewer/desk-api.ts'
import { documentRoutes } from '../../src/doors/viewer/desk-documents-api.ts'
import { guardRoutes } from '../../src/doors/viewer/desk-guard-api.ts'
import { suspensionRoutes } from '../../src/doors/viewer/desk-suspension-api.ts'
import { handlesOf, newSecret } from '../../src/doors/viewer/secrets.ts'
import type { Asking } from '../../src/doors/viewer/who-asks.ts'
import { deskInMemory, now } from '../e2e/desk-in-memory.ts'

const user = (key: string, name: string, activities: string[]): User => ({
  ...doctor,
  key,
  name,
  roleName: 'Information governance',
  activities,
})
export const ines = user('key-of-ines', 'Ines Duarte', ['LCR-LOCAL-OBJECTIONS'])
export const tom = user('key-of-tom', 'Tom Achebe', ['LCR-LOCAL-OBJECTIONS'])
export const ruth = user('key-of-ruth', 'Ruth Lindqvist', ['B0015', 'B0016'])
const everybody = { ines, tom, ruth, doctor }

/** With a folder, it also serves the built screen there, to whoever `as` says. */
export async function openDesk({ screenFolder, as }: { screenFolder?: string; as?: User } = {}) {
  const desk = deskInMemory()
  const app = fastify({ ...serverOptions, forceCloseConnections: true })
  const faults: unknown[] = []
  answerErrors(app, (fault) => faults.push(fault))
  const handles = new Map(
    Object.keys(everybody).map((name) => [name, handlesOf(newSecret())] as const),
  )
  const who = { now: as ?? ines }
  const asked = ({ headers }: { headers: Record<string, unknown> }) => {
    const name = String(headers.as ?? 'ines') as keyof typeof everybody
    const asks = headers.as === undefined ? who.now : everybody[name]
    return { user: asks, handles: handles.get(name) } as Asking
  }
  const door = { journeys: desk.journeys, clock: { now: () => now }, asked: asked as never }
  await app.register(async (one) => objectionRoutes(one, door), { prefix: '/api/desk' })
  await app.register(async (one) => documentRoutes(one, door), { prefix: '/api/desk' })
  await app.register(async (one) => guardRoutes(one, door), { prefix: '/api/desk' })
  await app.register(async (one) => suspensionRoutes(one, door), { prefix: '/api/desk' })
  app.post('/api/session', async () => ({
    user: { name: who.now.name, role: who.now.roleName, organisation: who.now.organisationName },
    csrf: 'x',
    demonstration: true,
    mayDeclare: false,
    mayFind: false,
    mayOpen: false,
    mayOperate: false,
    mayKeepObjections: desk.journeys.mayKeepObjections(who.now),
    mayGuard: desk.journeys.mayGuard(who.now),
    idleUntil: new Date(Date.now() + 1_800_000).toISOString(),
    endsAt: new Date(Date.now() + 36_000_000).toISOString(),
  }))
  if (screenFolder) await app.register(fastifyStatic, { root: screenFolder })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const url = `http://localhost:${(app.addresses()[0] as AddressInfo).port}`
  const post = async (path: string, body: unknown, as: keyof typeof everybody = 'ines') => {
    const answer = await fetch(`${url}/api/desk/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', as },
      body: JSON.stringify(body),
    })
    return { status: answer.status, body: (await answer.json()) as never }
  }
  return { ...desk, url, who, faults, post, close: () => app.close() }
}
