/** The door of the public pages on a real port, with journeys that answer as a test asks. */
import type { AddressInfo } from 'node:net'
import fastify from 'fastify'
import { standingPolicy } from '#access'
import type { Sharer } from '#journeys'
import type { PublicNeeds } from '../../src/doors/public/needs.ts'
import { publicDoor } from '../../src/doors/public/public-door.ts'
import { serverOptions } from '../../src/doors/viewer/answers.ts'

const kings: Sharer = {
  ods: 'RJZ',
  name: "King's College Hospital NHS Foundation Trust",
  kind: 'hospital',
  sections: ['allergies', 'visits', 'results'],
}

/** As many practices as London has. */
const practices: Sharer[] = Array.from({ length: 1_385 }, (_, n) => ({
  ods: `G${String(80_000 + n)}`,
  name: `The Practice of ${String(n + 1)} Example Road`,
  kind: 'gp',
  sections: ['medicines', 'problems'],
}))

type Given = Partial<Omit<PublicNeeds, 'journeys'>> & {
  journeys?: Partial<PublicNeeds['journeys']>
  practicesMax?: number
}

export async function openPublicDoor({ practicesMax, ...given }: Given = {}) {
  const app = fastify({ ...serverOptions, forceCloseConnections: true })
  let origin = ''
  await app.register(publicDoor, {
    windows: standingPolicy.windows,
    particulars: {},
    origin: () => origin,
    demonstration: false,
    clock: { now: () => Date.parse('2026-11-22T12:00:00Z') },
    onFault: () => {},
    languages: [],
    ...given,
    journeys: {
      whoShares: async () => ({
        organisations: [kings, ...practices.slice(0, practicesMax)],
        notYet: 2,
      }),
      currentSuspension: async () => undefined,
      ...given.journeys,
    },
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  origin = `http://127.0.0.1:${(app.addresses()[0] as AddressInfo).port}`
  return {
    origin,
    get: (path: string, headers: Record<string, string> = {}) => fetch(origin + path, { headers }),
    text: async (path: string) => (await fetch(origin + path)).text(),
    close: () => app.close(),
  }
}
