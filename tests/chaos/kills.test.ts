/**
 * The real server on the real database, both killed again and again while forty connections send:
 * what was acknowledged is there, once, and the records say what was sent (RL-01, RL-05, RL-14).
 * LCR_TEST_KILLS asks for more kills than the few of every day.
 */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Reckoning } from '#journeys'
import { randomFrom } from '../../london/random.ts'
import { connect } from '../../src/cli/connection.ts'
import { MllpSender } from '../../src/cli/mllp-sender.ts'
import { hl7Time } from '../journeys/fixtures/care.ts'
import { admission, potassium } from '../journeys/fixtures/messages.ts'
import { lcrHome, type Running } from '../journeys/lcr.ts'

const kills = Number(process.env.LCR_TEST_KILLS ?? 3)
const connections = 40
/** Enough that the senders are still busy when the last kill comes. */
const resultsEach = 4 * kills
const random = randomFrom(Number(process.env.LCR_TEST_SEED ?? 1), 'chaos')

const wire = (text: string): Buffer => Buffer.from(text.replaceAll('\n', '\r'))
const nhsNumbers = ['9990000018', '9990000026']

/** What happens at the hospital to the patient of this connection. */
function story(place: number): Buffer[] {
  const mrn = `C${place}`
  const [family, nhs] = [`KILL${String.fromCharCode(65 + (place % 26))}`, nhsNumbers[place]]
  const results = Array.from({ length: resultsEach }, (_, index) =>
    potassium({
      control: `${mrn}-${index}`,
      mrn,
      value: (3 + (index + 1) / 100).toFixed(2),
      status: index === 0 ? 'F' : 'C',
      at: hl7Time(Date.UTC(2026, 10, 1) + index * 60_000),
    }),
  )
  const admitted = admission({ control: mrn, mrn, family, ...(nhs && { nhs }) })
  return [admitted, ...results].map(wire)
}
const lastValue = (3 + resultsEach / 100).toFixed(2)

describe(`a server and its database that are killed ${kills} times`, () => {
  let home: Awaited<ReturnType<typeof lcrHome>>
  let server: Running
  const acknowledged: Buffer[] = []
  const stories = Array.from({ length: connections }, (_, place) => story(place))
  const all = stories.flat()

  before(async () => {
    home = await lcrHome()
    server = await home.start()
  })
  after(async () => {
    await server.end('SIGTERM').catch(() => {})
    await home.remove()
  })

  it('acknowledges nothing that it does not keep', async () => {
    const senders = stories.map((messages) => sendUntilKept(messages))
    for (let kill = 1; kill <= kills; kill++) {
      await reached(Math.floor((all.length * kill) / (kills + 2)))
      const [killsServer, killsDatabase] = random.pick([
        [true, false],
        [false, true],
        [true, true],
      ] as const)
      if (killsDatabase) await killDatabase()
      if (!killsServer && killsDatabase) continue
      await server.end('SIGKILL')
      server = await home.start()
    }
    await Promise.all(senders)
    assert.equal(acknowledged.length, all.length)
    const counted = await settled()
    assert.equal(counted.received, all.length, 'each is there, and there once')
    assert.equal(counted.setAside, 0)
    assert.equal(counted.filed, all.length)
  })

  it('has each of them byte for byte: sent again, none is new', async () => {
    const before = await settled()
    const resent = stories.map(async (messages) => {
      const sender = new MllpSender({ ...server.mllp, timeoutMs: 30_000 })
      for (const message of messages) assert.equal(await sender.send(message), 'AA')
      sender.close()
    })
    await Promise.all(resent)
    const counted = await settled()
    assert.equal(counted.received, before.received)
    assert.equal(counted.duplicates, before.duplicates + all.length)
  })

  it('shows what was said last, under the person of whom it was said', async () => {
    for (const [place, nhs] of nhsNumbers.entries()) {
      const shown = await home.run(['show', '-', '--as', 'emergency-doctor', '--json'], nhs)
      assert.equal(shown.status, 0, shown.err)
      const { person, sections } = JSON.parse(shown.out)
      assert.equal(person.identifiers[0].value, `C${place}`)
      assert.equal(sections.visits.length, 1)
      assert.deepEqual(
        sections.results.map((one: { result: { value: string } }) => one.result.value),
        [lastValue],
      )
    }
  })

  /** One connection, in order, each message until it is acknowledged. */
  async function sendUntilKept(messages: readonly Buffer[]): Promise<void> {
    let sender = new MllpSender({ ...server.mllp, timeoutMs: 30_000 })
    for (const message of messages) {
      while ((await sender.send(message)) !== 'AA') {
        sender.close()
        await sleep(100)
        // It may have been started again on another port.
        sender = new MllpSender({ ...server.mllp, timeoutMs: 30_000 })
      }
      acknowledged.push(message)
    }
    sender.close()
  }

  async function reached(count: number): Promise<void> {
    while (acknowledged.length < count) await sleep(5)
  }

  async function settled(): Promise<Reckoning> {
    for (;;) {
      const asked = await connect({ dataFolder: home.folder })
      const counted = await asked.operator<Reckoning>('/messages').catch(() => undefined)
      if (counted?.pending === 0) return counted
      await sleep(100)
    }
  }

  /** PostgreSQL's first process; the others notice and end. A server elsewhere is left alone. */
  async function killDatabase(): Promise<void> {
    const note = path.join(home.folder, 'database', 'postgresql', 'postmaster.pid')
    const text = await readFile(note, 'utf8').catch(() => '')
    const pid = Number(text.split('\n')[0])
    if (pid > 0) process.kill(pid, 'SIGKILL')
  }
})
