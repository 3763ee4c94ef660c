/** The door for HL7 v2 over a real socket: what is acknowledged is kept, and nothing else is (RL-01 to RL-11). */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { acknowledge, countMessages, peek, setAsideMessages } from '#journeys'
import { frame } from '../../src/doors/mllp/frames.ts'
import { admission } from './fixtures/messages.ts'
import { type Door, openDoor, until, wire } from './mllp-door.ts'

const wantsNone = (bytes: Uint8Array): boolean =>
  acknowledge(peek(bytes), 'AA', { at: 0, controlId: '' }) === undefined

const message = (control: string, more: object = {}): string =>
  admission({ control, mrn: control, ...more })

describe('MLLP', () => {
  let door: Door
  before(async () => {
    door = await openDoor({ limits: { messageBytesMax: 100_000 } })
  })
  after(() => door.close())

  const kept = (control: string) =>
    door.fresh.superuserQuery<{
      message_id: string
      bytes: Buffer
      encoding: string
      feed: string
    }>('SELECT * FROM inbox.message WHERE control_id = $1', [control])

  test('when the acknowledgement arrives the message is in the inbox (RL-01)', async () => {
    const sender = await door.sender()
    for (let n = 0; n < 10; n++) {
      const answer = await sender.send(message(`first-${n}`))
      assert.equal((await kept(`first-${n}`)).length, 1)
      assert.deepEqual([answer?.code, answer?.control], ['AA', `first-${n}`])
    }
  })

  test('40 connections at once, each answered in its own order (RL-03)', async () => {
    await Promise.all(
      Array.from({ length: 40 }, async (_, of) => {
        const sender = await door.sender()
        for (let n = 0; n < 5; n++) {
          const answer = await sender.send(message(`many-${of}-${n}`))
          assert.deepEqual([answer?.code, answer?.control], ['AA', `many-${of}-${n}`])
          assert.equal((await kept(`many-${of}-${n}`)).length, 1)
        }
        sender.socket.end()
      }),
    )
    await door.settled()
    const { received, filed, setAside } = await countMessages(door.needs)
    assert.deepEqual([received, filed, setAside], [210, 210, 0])
  })

  test('a message that comes byte by byte is one message (RL-10)', async () => {
    const sender = await door.sender()
    for (const byte of frame(wire(message('bytes')))) {
      sender.write(Buffer.from([byte]))
      await new Promise(setImmediate)
    }
    assert.equal((await sender.answer())?.code, 'AA')
    assert.equal((await kept('bytes')).length, 1)
  })

  test('several frames in one write are answered one by one, in order', async () => {
    const sender = await door.sender()
    const controls = Array.from({ length: 150 }, (_, n) => `write-${n}`)
    sender.write(Buffer.concat(controls.map((control) => frame(wire(message(control))))))
    for (const control of controls) assert.equal((await sender.answer())?.control, control)
  })

  test('the same bytes again are one message; the same number with others is set aside (RL-05)', async () => {
    const sender = await door.sender()
    for (let times = 0; times < 3; times++) {
      assert.equal((await sender.send(message('again')))?.code, 'AA')
    }
    assert.equal((await sender.send(message('again', { given: 'OTHER' })))?.code, 'AA')
    assert.equal((await kept('again')).length, 2)
    await door.settled()
    const { duplicates, reasons } = await countMessages(door.needs)
    assert.deepEqual([duplicates, reasons.conflict], [2, 1])
  })

  test('what is no HL7 is refused for good, and kept for a human (RL-02)', async () => {
    const sender = await door.sender()
    for (const text of ['GET / HTTP/1.1\r\n\r\n', '', '{"resourceType":"Patient"}']) {
      assert.equal((await sender.send(Buffer.from(text)))?.code, 'AR')
    }
    assert.equal((await sender.send(message('after-nonsense')))?.code, 'AA')
    await door.settled()
    const aside = await setAsideMessages(door.needs, 100)
    assert.equal(aside.filter((line) => line.reason === 'not-hl7' && line.words).length, 3)
  })

  test('bad content of an HL7 message is AA, and set aside in words (RL-02)', async () => {
    const sender = await door.sender()
    const nobody = 'MSH|^~\\&|PAS|RJZ|LCR|LCR|20261122080000||ADT^A01|nobody|P|2.4\nPID|1||'
    assert.equal((await sender.send(nobody))?.code, 'AA')
    await door.settled()
    const aside = await setAsideMessages(door.needs, 100)
    assert.ok(aside.find((line) => line.controlId === 'nobody')?.words)
  })

  test('over the limit: what came before is answered first, then AR for this one, and the end', async () => {
    const sender = await door.sender()
    const large = wire(message('too-large', { family: 'A'.repeat(150_000) }))
    sender.write(
      Buffer.concat([
        frame(wire(message('small-1'))),
        frame(wire(message('small-2'))),
        frame(large),
      ]),
    )
    const answers = [await sender.answer(), await sender.answer(), await sender.answer()]
    assert.deepEqual(
      answers.map((answer) => [answer?.code, answer?.control]),
      [
        ['AA', 'small-1'],
        ['AA', 'small-2'],
        ['AR', 'too-large'],
      ],
    )
    await sender.closed()
    assert.deepEqual(sender.answers, [])
    assert.deepEqual([(await kept('small-2')).length, (await kept('too-large')).length], [1, 0])
  })

  test('a message of just the limit is taken', async () => {
    const sender = await door.sender()
    const without = wire(message('limit', { family: '' })).length
    const most = wire(message('limit', { family: 'A'.repeat(100_000 - without) }))
    assert.equal(most.length, 100_000)
    assert.equal((await sender.send(most))?.code, 'AA')
    const [row] = await kept('limit')
    assert.equal(row?.encoding, 'zstd')
  })

  test('a sender that closes its side after its last message gets the answer', async () => {
    const sender = await door.sender()
    sender.socket.end(frame(wire(message('half-closed'))))
    const answer = await sender.answer()
    assert.deepEqual([answer?.code, answer?.control], ['AA', 'half-closed'])
    await sender.closed()
  })

  test('a last message that lacks its carriage return is taken when the sender closes', async () => {
    const sender = await door.sender()
    sender.socket.end(frame(wire(message('no-return'))).subarray(0, -1))
    assert.equal((await sender.answer())?.control, 'no-return')
  })

  test('what had not ended when the sender closed is not kept, and not acknowledged', async () => {
    const sender = await door.sender()
    sender.socket.end(frame(wire(message('cut-off'))).subarray(0, -20))
    await sender.closed()
    assert.deepEqual(sender.answers, [])
    assert.equal((await kept('cut-off')).length, 0)
  })

  test('a connection that is reset after sending disturbs nobody, and the message is kept', async () => {
    const [reset, other] = [await door.sender(), await door.sender()]
    reset.write(frame(wire(message('reset'))))
    await until(async () => (await kept('reset')).length === 1)
    reset.socket.resetAndDestroy()
    assert.equal((await other.send(message('not-reset')))?.code, 'AA')
  })

  test('an acknowledgement is never acknowledged (RL-03)', async () => {
    const sender = await door.sender()
    assert.equal((await sender.send(message('before-ack')))?.code, 'AA')
    const ack = 'MSH|^~\\&|PAS|RJZ|LCR|LCR|20261122080000||ACK|their-ack|P|2.4\nMSA|AA|1'
    assert.equal(await sender.send(ack), undefined)
    await sender.closed()
  })

  const odd = path.resolve(import.meta.dirname, '../../../shared/samples/hl7v2-odd-and-malformed')
  const skip = !existsSync(odd) && 'the samples are not here'
  test('every odd and malformed file is answered or hung up on; nothing is lost, each with words', {
    skip,
  }, async () => {
    const own = await openDoor()
    try {
      const files = readdirSync(odd, { recursive: true, withFileTypes: true })
        .filter((file) => file.isFile() && file.name !== 'SOURCE.md')
        .map((file) => readFileSync(path.join(file.parentPath, file.name)))
      assert.ok(files.length > 40)
      let acknowledged = 0
      for (const bytes of files) {
        const sender = await own.sender()
        const before = own.figures()
        sender.write(frame(bytes))
        // Some of them say in MSH-15 and MSH-16 that they want no answer.
        const isKept = () => own.figures().received > before.received
        await until(() => sender.answers.length > 0 || sender.isClosed || isKept())
        const answer = wantsNone(bytes) ? undefined : await sender.answer()
        assert.ok(answer === undefined || /^[AC][AR]$/.test(answer.code), answer?.text)
        if (answer) acknowledged += 1
        sender.socket.destroy()
      }
      await own.settled()
      assert.deepEqual(own.faults, [])
      const { received, filed, setAside, pending, duplicates } = await countMessages(own.needs)
      assert.equal(pending, 0)
      assert.equal(received, filed + setAside)
      assert.equal(received + duplicates, files.length)
      assert.ok(acknowledged > 30)
      const aside = await setAsideMessages(own.needs, 1_000)
      assert.ok(aside.length >= setAside)
      for (const { words, reason } of aside) {
        assert.notEqual(reason, 'fault')
        assert.ok(words.length > 20, words)
      }
    } finally {
      await own.close()
    }
  })
})
