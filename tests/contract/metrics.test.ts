import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FeedHealth } from '#journeys'
import { openMetrics } from '../../src/doors/metrics/metrics.ts'

const feed = (changes: Partial<FeedHealth>): FeedHealth => ({
  feed: 'PAS|RJZ',
  organisation: 'RJZ',
  organisationName: "King's College Hospital",
  profile: 'kings-pas',
  lastReceivedAt: 1_795_000_000_000,
  received: 12,
  setAside: 3,
  receivedThisHour: 2,
  usualPerHour: undefined,
  waiting: 0,
  oldestWaitingAt: undefined,
  missing: 0,
  troubles: [],
  ...changes,
})

test('RL-12 metrics tell how each feed is, and forget what is no longer so', async () => {
  let feeds = [
    feed({ troubles: ['silent'] }),
    feed({ feed: 'A "quoted"\nname', organisation: 'X' }),
  ]
  const door = await openMetrics({
    host: '127.0.0.1',
    port: 0,
    feeds: () => feeds,
    figures: () => ({ mllp: { bytesHeld: 7, refused: { 'not-hl7': 2 } } }),
  })
  const ask = async (path = '/metrics') => fetch(`http://127.0.0.1:${door.port}${path}`)
  try {
    const text = await (await ask()).text()
    const has = (line: string) => assert.ok(text.split('\n').includes(line), line)
    has('lcr_network_feed_received_24h{feed="PAS|RJZ",organisation="RJZ"} 12')
    has('lcr_network_feed_trouble{feed="PAS|RJZ",organisation="RJZ",trouble="silent"} 1')
    has('lcr_network_feed_trouble{feed="PAS|RJZ",organisation="RJZ",trouble="gaps"} 0')
    has('lcr_network_feed_set_aside_24h{feed="A \\"quoted\\"\\nname",organisation="X"} 3')
    has('lcr_mllp_bytes_held 7')
    has('lcr_mllp_refused{kind="not-hl7"} 2')
    assert.doesNotMatch(text, /lcr_network_feed_usual_1h\{/, 'what is not known is not told')
    feeds = []
    assert.doesNotMatch(await (await ask()).text(), /PAS/)
    assert.equal((await ask('/')).status, 404)
  } finally {
    await door.close()
  }
})
