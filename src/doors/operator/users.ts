/** Who may not sign in, and which person a member of staff is: the operator's acts, written down. */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { DisabledUser, User } from '#journeys'
import { Failure, type NhsNumber, readNhsNumber } from '#vocabulary'

export interface UserJourneys {
  /** How many sessions ended with it. */
  disableUser(by: User, userKey: string, because: string): Promise<number>
  /** False when they were not disabled. */
  enableUser(by: User, userKey: string, because: string): Promise<boolean>
  listDisabledUsers(by: User): Promise<readonly DisabledUser[]>
  registerStaff(by: User, userKey: string, nhsNumber: NhsNumber): Promise<void>
}

const userKey = z
  .string()
  .max(500)
  .regex(/^[^|\s]+\|[^|\s]+$/)
const actBody = z.strictObject({ userKey, because: z.string().trim().min(1).max(500) })
const staffBody = z.strictObject({ userKey, nhsNumber: z.string().max(32) })

type Read = <Body>(shape: z.ZodType<Body>, body: unknown) => Body

export function userRoutes(
  app: FastifyInstance,
  journeys: UserJourneys,
  operator: User,
  read: Read,
): void {
  app.get('/disabled-users', async () => ({ disabled: await journeys.listDisabledUsers(operator) }))

  app.post('/disable-user', async (request) => {
    const { userKey, because } = read(actBody, request.body)
    return { ended: await journeys.disableUser(operator, userKey, because) }
  })

  app.post('/enable-user', async (request) => {
    const { userKey, because } = read(actBody, request.body)
    return { enabled: await journeys.enableUser(operator, userKey, because) }
  })

  app.post('/register-staff', async (request) => {
    const { userKey, nhsNumber: written } = read(staffBody, request.body)
    const nhsNumber = readNhsNumber(written)
    if (!nhsNumber) throw new Failure('invalid', 'not-an-nhs-number', 'Not an NHS number.')
    await journeys.registerStaff(operator, userKey, nhsNumber)
    return { registered: true }
  })
}
