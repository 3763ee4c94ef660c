/** Whether the register of objections fits its journal, and saying that it does (OO-19). */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { JournalState, RegisterFigures, User } from '#journeys'

export interface RegisterJourneys {
  registerStatus(): { readonly file: string } & JournalState
  /** Counts only. */
  registerFigures(): Promise<RegisterFigures>
  acceptRegister(by: User, because: string): Promise<void>
}

const acceptBody = z.strictObject({ because: z.string().trim().min(15).max(500) })

type Read = <Body>(shape: z.ZodType<Body>, body: unknown) => Body

export function registerRoutes(
  app: FastifyInstance,
  journeys: RegisterJourneys,
  operator: User,
  read: Read,
): void {
  app.get('/register', async () => ({
    status: journeys.registerStatus(),
    figures: await journeys.registerFigures(),
  }))

  app.post('/register/accept', async (request) => {
    await journeys.acceptRegister(operator, read(acceptBody, request.body).because)
    return { accepted: true }
  })
}
