/** Canaries at the command line: planted, looked at, taken away, and channels opened again. */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { User } from '#journeys'

export interface CanaryStatus {
  /** Channels that are closed for everybody. */
  readonly closed: readonly string[]
  readonly canaries: readonly {
    /** Feed and route. */
    readonly name: string
    readonly feed: string
    readonly route: string
    readonly plantedAt: number
    readonly isPlaced: boolean
  }[]
  /** The last round; undefined: there was none since the start. */
  readonly last?:
    | {
        readonly at: number | undefined
        readonly asked: number
        readonly seen: readonly { readonly channel: string; readonly canary: string }[]
        readonly unsure: readonly { readonly channel: string; readonly canary: string }[]
        readonly bare: readonly string[]
        readonly isSuspended: boolean
      }
    | undefined
}

export interface CanaryJourneys {
  plantCanaries(
    by: User,
    feeds?: readonly string[],
  ): Promise<{ readonly planted: number; readonly unplaced: readonly string[] }>
  canaries(): Promise<CanaryStatus>
  /** One round, now. */
  lookForCanaries(): Promise<CanaryStatus>
  removeCanaries(by: User, feed?: string): Promise<number>
  reopenChannel(by: User, channel: string, because: string): Promise<{ readonly isOpen: boolean }>
}

const feed = z.string().trim().min(1).max(200)
const plantBody = z.strictObject({ feeds: z.array(feed).min(1).max(500).optional() })
const removeBody = z.strictObject({ feed: feed.optional() })
const reopenBody = z.strictObject({
  channel: z.string().regex(/^[a-z]{3,20}$/),
  because: z.string().trim().min(15).max(500),
})

type Read = <Body>(shape: z.ZodType<Body>, body: unknown) => Body

export function canaryRoutes(
  app: FastifyInstance,
  journeys: CanaryJourneys,
  operator: User,
  read: Read,
): void {
  app.get('/canaries', () => journeys.canaries())

  app.post('/canaries/plant', async (request) => {
    const { feeds } = read(plantBody, request.body)
    return journeys.plantCanaries(operator, feeds)
  })

  app.post('/canaries/look', () => journeys.lookForCanaries())

  app.post('/canaries/remove', async (request) => {
    const { feed } = read(removeBody, request.body)
    return { removed: await journeys.removeCanaries(operator, feed) }
  })

  app.post('/canaries/reopen', async (request) => {
    const { channel, because } = read(reopenBody, request.body)
    return journeys.reopenChannel(operator, channel, because)
  })
}
