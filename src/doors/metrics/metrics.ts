/**
 * The door for monitoring: Prometheus text format 0.0.4 at /metrics. Feeds are named by what
 * senders call themselves; nothing here is about a patient.
 */
import { createServer } from 'node:http'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { FeedHealth } from '#journeys'

/** What a door or a watch can say of itself in one number each, by name without prefix. */
type Figures = Readonly<Record<string, number | Readonly<Record<string, number>>>>

export interface MetricsNeeds {
  readonly host: string
  readonly port: number
  readonly feeds: () => readonly FeedHealth[]
  /** Figures of the process's own doors: `{ mllp: { connections: 40 } }`. */
  readonly figures: () => Readonly<Record<string, Figures>>
}

export interface MetricsDoor {
  readonly port: number
  close(): Promise<void>
}

/** Senders name themselves: more series than this are not told. */
const feedsMax = 500

const perFeed = {
  last_received_timestamp_seconds: [
    'When the feed was last heard.',
    (feed: FeedHealth) => feed.lastReceivedAt && feed.lastReceivedAt / 1_000,
  ],
  received_24h: ['Messages finished in the last 24 hours.', (feed: FeedHealth) => feed.received],
  set_aside_24h: [
    'Of these, the ones that a human must look at.',
    (feed: FeedHealth) => feed.setAside,
  ],
  received_1h: [
    'Messages of the last 60 minutes, about.',
    (feed: FeedHealth) => feed.receivedThisHour,
  ],
  usual_1h: ['A usual hour at this time of the week.', (feed: FeedHealth) => feed.usualPerHour],
  waiting: ['Messages kept and not yet filed.', (feed: FeedHealth) => feed.waiting],
  oldest_waiting_timestamp_seconds: [
    'When the oldest of these was received.',
    (feed: FeedHealth) => feed.oldestWaitingAt && feed.oldestWaitingAt / 1_000,
  ],
  missing: ['Messages whose numbers (MSH-13) never came.', (feed: FeedHealth) => feed.missing],
} as const satisfies Record<string, [string, (feed: FeedHealth) => number | undefined]>

const troubles = ['silent', 'quiet', 'behind', 'troubled', 'gaps'] as const

export async function openMetrics(needs: MetricsNeeds): Promise<MetricsDoor> {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'lcr_' })
  const gauges = Object.entries(perFeed).map(([name, [help, value]]) => ({
    gauge: new Gauge({
      name: `lcr_network_feed_${name}`,
      help,
      labelNames: ['feed', 'organisation'],
      registers: [registry],
    }),
    value,
  }))
  const trouble = new Gauge({
    name: 'lcr_network_feed_trouble',
    help: 'Whether the feed has this trouble: 1 or 0.',
    labelNames: ['feed', 'organisation', 'trouble'],
    registers: [registry],
  })
  const own = new Map<string, Gauge>()
  const figure = (name: string, by: string | undefined): Gauge => {
    const known = own.get(name)
    if (known) return known
    const gauge = new Gauge({
      name,
      help: 'A figure of this process, from its start or now.',
      labelNames: by ? [by] : [],
      registers: [registry],
    })
    own.set(name, gauge)
    return gauge
  }

  function collect(): void {
    for (const { gauge } of gauges) gauge.reset()
    trouble.reset()
    for (const feed of needs.feeds().slice(0, feedsMax)) {
      const labels = { feed: feed.feed, organisation: feed.organisation }
      for (const { gauge, value } of gauges) {
        const now = value(feed)
        if (now !== undefined) gauge.set(labels, now)
      }
      for (const one of troubles) {
        trouble.set({ ...labels, trouble: one }, feed.troubles.includes(one) ? 1 : 0)
      }
    }
    for (const [door, figures] of Object.entries(needs.figures())) {
      for (const [name, value] of Object.entries(figures)) {
        const full = `lcr_${door}_${snake(name)}`
        if (typeof value === 'number') figure(full, undefined).set(value)
        else for (const [kind, n] of Object.entries(value)) figure(full, 'kind').set({ kind }, n)
      }
    }
  }

  const server = createServer(async (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    try {
      collect()
      const text = await registry.metrics()
      response.writeHead(200, { 'content-type': registry.contentType }).end(text)
    } catch {
      response.writeHead(500).end()
    }
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(needs.port, needs.host, () => resolve())
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : needs.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** As Prometheus names things. */
const snake = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
