import assert from 'node:assert/strict'
import { mkdir, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Reckoning } from '#journeys'
import { connect } from '../../src/cli/connection.ts'
import { MllpSender } from '../../src/cli/mllp-sender.ts'
import { bundle } from './fixtures/bundle.ts'
import { admission, potassium } from './fixtures/messages.ts'
import { lcrHome, type Running } from './lcr.ts'

const nhsNumber = '9991043217'
const files: Readonly<Record<string, string>> = {
  'ward/1-admission.hl7': admission({ control: 'A1', mrn: '100', nhs: nhsNumber }),
  'ward/2-results.hl7': ['4.1', '6.2']
    .map((value, index) => potassium({ control: `L${index}`, mrn: '100', value }))
    .join('\n\n'),
  'ward/README.md': 'Not a message.',
  'odd.txt': 'This is no message.',
  'good.json': JSON.stringify(bundle({ problems: 3, isOneBad: false })),
  'one-bad.json': JSON.stringify(bundle({ problems: 99, isOneBad: true })),
}

describe('the command line', () => {
  let home: Awaited<ReturnType<typeof lcrHome>>
  let server: Running
  const at = (file: string) => path.join(home.folder, 'files', file)

  before(async () => {
    home = await lcrHome()
    for (const [file, text] of Object.entries(files)) {
      await mkdir(path.dirname(at(file)), { recursive: true })
      await writeFile(at(file), text.replaceAll('\n', '\r'))
    }
    server = await home.start()
  })
  after(async () => {
    await server.end('SIGTERM').catch(() => {})
    await home.remove()
  })

  it('starts, says so in one line, and keeps its keys to itself', async () => {
    assert.match(server.out(), /^Ready: http:\/\/localhost:\d+\/ .*MLLP 127\.0\.0\.1:\d+\n$/)
    for (const file of ['running.json', 'keys/operator.json', 'keys/sign-in.json']) {
      assert.equal((await stat(path.join(home.folder, file))).mode & 0o777, 0o600, file)
    }
  })

  it('does not start twice on one folder', async () => {
    const { status, out, err } = await home.run(['start', '--empty'])
    assert.equal(status, 1)
    assert.equal(out, '')
    assert.match(err, new RegExp(`^A server \\(process ${server.pid}\\) already runs on .*\n$`))
  })

  it('says all that is wrong with the settings at once', async () => {
    const { status, err } = await home.run(['start', '--empty', '--port', 'x', '--people', '0'])
    assert.equal(status, 1)
    assert.match(err, /LCR_PORT must be a whole number/)
    assert.match(err, /LCR_PEOPLE must be at least 1/)
  })

  it('sends what is in a folder, from wherever it is called, and counts the answers', async () => {
    const { status, out } = await home.run(['send', 'files/ward', '--json'])
    const { seconds, ...counts } = JSON.parse(out)
    assert.deepEqual(counts, {
      sent: 3,
      AA: 3,
      AE: 0,
      AR: 0,
      noAnswer: 0,
      notSent: 0,
      filesSkipped: 1,
    })
    assert.equal(typeof seconds, 'number')
    assert.equal(status, 0)
    const { host, port } = server.mllp
    const odd = await home.run(['send', at('odd.txt'), '--mllp', `${host}:${port}`])
    assert.equal(odd.status, 1)
    assert.match(odd.out, /sent +AA +AE +AR +no answer +seconds\n +1 +0 +0 +1 +0/)
  })

  it('says what became of the messages, and why something is set aside', async () => {
    const { status, out } = await home.run(['messages', '--wait', '--json'])
    const { received, filed, setAside, pending, reasons } = JSON.parse(out)
    assert.deepEqual(
      { received, filed, setAside, pending, reasons },
      { received: 4, filed: 3, setAside: 1, pending: 0, reasons: { 'not-hl7': 1 } },
    )
    assert.equal(status, 0)
    assert.match((await home.run(['messages'])).out, /received +4\nfiled +3\nset aside +1\n/)
    const lines = (await home.run(['messages', '--set-aside'])).out
    assert.match(lines, /not HL7 +MSH +not-hl7 +This is not an HL7 v2 message/)
    assert.doesNotMatch(lines, /This is no message/)
  })

  it('opens a record for who has a relationship, and reads the number from input', async () => {
    const { status, out } = await home.run(['show', '-', '--as', 'emergency-doctor'], nhsNumber)
    assert.equal(status, 0)
    assert.match(out, /^Ms Aisha KHAN|AISHA KHAN/i)
    assert.match(out, /Opened because: Inpatient/)
    assert.match(out, /Potassium.* = 6\.2 mmol\/L \(3\.5-5\.3\) H/)
  })

  it('refuses who has none, until a relationship is declared', async () => {
    const refused = await home.run(['show', nhsNumber, '--as', 'community-nurse'])
    assert.equal(refused.status, 1)
    assert.equal(refused.out, '')
    assert.match(refused.err, /--declare/)
    const words = 'The ward rang for advice about her potassium'
    const shown = ['show', nhsNumber, '--as', 'community-nurse', '--json']
    const declared = await home.run([...shown, '--declare', words])
    assert.equal(declared.status, 0, declared.err)
    const { permit, person, sections } = JSON.parse(declared.out)
    assert.match(permit.because, /declared/i)
    assert.equal(person.nhsNumber, nhsNumber)
    assert.equal(sections.visits.length, 1)
  })

  it('answers the same to who may not know, whether or not there is somebody', async () => {
    const [there, nobody] = await Promise.all([
      home.run(['show', nhsNumber, '--as', 'receptionist']),
      home.run(['show', '9991086420', '--as', 'receptionist']),
    ])
    assert.deepEqual(there, nobody)
    assert.equal(there.status, 1)
  })

  it('loads FHIR as a feed, and says what is set aside while the rest is filed', async () => {
    const good = await home.run(['load', at('good.json'), '--json'])
    const loaded = JSON.parse(good.out)
    assert.deepEqual([good.status, loaded.filed, loaded.setAside], [0, 4, []])
    const bad = await home.run(['load', at('one-bad.json'), '--json'])
    const { filed, setAside } = JSON.parse(bad.out)
    assert.equal(bad.status, 1)
    assert.equal(filed, 100)
    assert.equal(setAside.length, 1)
    assert.match(setAside[0].place, /^entry\[100\]/)
    const shown = ['show', 'https://example.org/numbers|4711', '--as', 'gp', '--json']
    const { out } = await home.run([...shown, '--declare', 'emergency'])
    assert.equal(JSON.parse(out).sections.problems.length, 99)
  })

  it('has no door for who has not the key of the data folder', async () => {
    for (const authorization of ['', 'Bearer e30.e30.e30']) {
      const answer = await fetch(`${server.origin}/operator/messages`, {
        headers: { authorization },
      })
      assert.equal(answer.status, 401)
    }
  })

  it('keeps every acknowledged message, once, when it is killed in the middle of sending', async () => {
    const messages = Array.from({ length: 400 }, (_, index) =>
      admission({ control: `K${index}`, mrn: String(5_000 + index), event: 'A28' }),
    ).map((text) => Buffer.from(text.replaceAll('\n', '\r')))
    const received = async () => {
      const asked = await connect({ dataFolder: home.folder })
      for (;;) {
        const counted = await asked.operator<Reckoning>('/messages')
        if (counted.pending === 0) return counted
        await sleep(50)
      }
    }
    const earlier = await received()
    const acknowledged = await sendUntilKilled(messages, server)
    assert.ok(acknowledged.length >= 100 && acknowledged.length < messages.length)
    server = await home.start()
    const found = await received()
    assert.ok(found.received >= earlier.received + acknowledged.length)
    await sendAll(acknowledged, server)
    const again = await received()
    assert.equal(again.received, found.received, 'each was there')
    assert.equal(again.duplicates, found.duplicates + acknowledged.length)
    await sendAll(messages, server)
    const all = await received()
    assert.equal(all.received, earlier.received + messages.length, 'each is there once')
    assert.equal(all.filed, earlier.filed + messages.length)
  })

  it('stops when asked, leaving nothing behind', async () => {
    assert.equal(await server.end('SIGTERM'), 0)
    const { status, err } = await home.run(['messages'])
    assert.equal(status, 1)
    assert.match(err, /^No server runs on /)
  })
})

/** Four senders; the server is killed after the hundredth acknowledgement. */
async function sendUntilKilled(messages: readonly Buffer[], server: Running): Promise<Buffer[]> {
  const acknowledged: Buffer[] = []
  let killed: Promise<unknown> | undefined
  const speakers = [0, 1, 2, 3].map(async (place) => {
    const sender = new MllpSender({ ...server.mllp, timeoutMs: 5_000 })
    for (const message of messages.filter((_, index) => index % 4 === place)) {
      if ((await sender.send(message)) !== 'AA') break
      acknowledged.push(message)
      if (acknowledged.length === 100) killed = server.end('SIGKILL')
    }
    sender.close()
  })
  await Promise.all(speakers)
  await killed
  return acknowledged
}

async function sendAll(messages: readonly Buffer[], server: Running): Promise<void> {
  const sender = new MllpSender({ ...server.mllp, timeoutMs: 10_000 })
  for (const message of messages) assert.equal(await sender.send(message), 'AA')
  sender.close()
}
