/**
 * The FHIR door: where feeds write over HTTP (FHIR R4; SMART Backend Services). What it does and
 * does not do: docs/standards/fhir.md.
 */
import type { FastifyInstance } from 'fastify'
import { fhirRoutes } from './fhir-routes.ts'
import type { FhirDoorNeeds } from './needs.ts'
import { tokenRoute } from './token-route.ts'

export type { FhirArrival, FhirDoorNeeds, FiledReport } from './needs.ts'

/** A Fastify plugin: `app.register(fhirDoor, needs)`. */
export async function fhirDoor(app: FastifyInstance, needs: FhirDoorNeeds): Promise<void> {
  // Addresses hold the ids of patients, so no request of this door is logged.
  app.addHook('onRoute', (route) => {
    route.logLevel = 'silent'
  })
  await app.register(async (part) => tokenRoute(part, needs), { prefix: '/oauth2' })
  await app.register(async (part) => fhirRoutes(part, needs), { prefix: '/fhir' })
}
