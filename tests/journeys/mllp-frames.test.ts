/** What senders and networks do to frames, over a real socket: acknowledged means stored as sent (RL-10). */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { countMessages } from '#journeys'
import { frame } from '../../src/doors/mllp/frames.ts'
import { type Authority, openAuthority, withoutOpenssl } from './certificates.ts'
import { admission } from './fixtures/messages.ts'
import { type Door, openDoor, until, wire } from './mllp-door.ts'

const message = (control: string, more: object = {}): string =>
  admission({ control, mrn: control, ...more })
const MiB = 1024 * 1024

describe('frames over a socket', () => {
  let door: Door
  before(async () => {
    door = await openDoor({ limits: { stalledMs: 700 } })
  })
  after(() => door?.close())

  const kept = async (control: string): Promise<Buffer | undefined> => {
    const [row] = await door.fresh.superuserQuery<{ hash: Buffer }>(
      'SELECT hash FROM inbox.message WHERE control_id = $1',
      [control],
    )
    return row?.hash
  }
  const sha256 = async (bytes: Uint8Array): Promise<Buffer> =>
    Buffer.from(await crypto.subtle.digest('SHA-256', bytes as BufferSource))

  test('cut in two at every byte (RL-10)', async () => {
    const sender = await door.sender()
    const framed = frame(wire(message('cut').slice(0, 120)))
    for (let at = 0; at <= framed.length; at++) {
      sender.write(framed.subarray(0, at))
      await new Promise(setImmediate)
      sender.write(framed.subarray(at))
      assert.deepEqual((await sender.answer())?.control, 'cut')
    }
    assert.deepEqual(await kept('cut'), await sha256(framed.subarray(1, -2)))
    const rest = await countMessages(door.needs)
    assert.equal(rest.duplicates, framed.length)
  })

  test('50 MB in OBX-5, with 0x0B and 0x1C inside, is stored byte for byte (RL-10)', async () => {
    const sender = await door.sender()
    const letter = randomBytes(37 * MiB).toString('base64')
    const odd = Buffer.from('\rNTE|1||\x0b odd \x1c bytes \x1c\x1c')
    const large = Buffer.concat([
      Buffer.from('MSH|^~\\&|PAS|RJZ|LCR|LCR|20261122080000||ORU^R01|fifty|P|2.4\r'),
      Buffer.from(`PID|1||fifty^^^RJZ^MR\rOBR|1||1|L\rOBX|1|ED|L||^^PDF^Base64^${letter}`),
      odd,
    ])
    assert.ok(large.length > 49 * MiB)
    sender.write(frame(large))
    assert.equal((await sender.answer())?.code, 'AA')
    assert.deepEqual(await kept('fifty'), await sha256(large))
    assert.equal(door.figures().bytesHeld, 0)
  })

  test('a byte order mark, LF and CRLF for CR, blank lines, UTF-16: AA, stored as sent (RL-10)', async () => {
    const sender = await door.sender()
    const text = (control: string): string => message(control, { family: 'MÜLLER' })
    const forms: Record<string, Buffer> = {
      bom: Buffer.from(`\ufeff${text('bom').replaceAll('\n', '\r')}`),
      lf: Buffer.from(text('lf')),
      crlf: Buffer.from(text('crlf').replaceAll('\n', '\r\n')),
      blank: Buffer.from(`\r\n ${text('blank').replaceAll('\n', '\r\n\r\n')}\n\n`),
      utf16: Buffer.from(`\ufeff${text('utf16').replaceAll('\n', '\r')}`, 'utf16le'),
      ansi: Buffer.from(text('ansi').replaceAll('\n', '\r'), 'latin1'),
    }
    for (const [control, bytes] of Object.entries(forms)) {
      sender.write(frame(bytes))
      if (control === 'utf16') {
        await until(() => sender.answers.length > 0)
        const answer = Buffer.from(sender.answers.shift()?.text ?? '', 'latin1')
        assert.match(answer.toString('utf16le'), /\rMSA\|AA\|utf16\r/)
      } else {
        const answer = await sender.answer()
        assert.deepEqual([answer?.code, answer?.control], ['AA', control])
      }
      assert.deepEqual(await kept(control), await sha256(bytes), control)
    }
    await door.settled()
    const filed = await door.fresh.superuserQuery<{ control_id: string }>(
      `SELECT control_id FROM inbox.message JOIN inbox.outcome o USING (message_id)
       WHERE control_id = ANY ($1) AND o.outcome = 'filed'`,
      [Object.keys(forms)],
    )
    assert.equal(filed.length, Object.keys(forms).length)
  })

  test('a frame with nothing in it is no message: AR, and the next is taken (RL-10)', async () => {
    const sender = await door.sender()
    sender.write(Buffer.from('\x0b\x1c\r'))
    assert.equal((await sender.answer())?.code, 'AR')
    assert.equal((await sender.send(message('after-empty')))?.code, 'AA')
  })

  test('a message without an end: not acknowledged, not stored; the next on the connection is (RL-10)', async () => {
    const sender = await door.sender()
    const begun = frame(wire(message('begun'))).subarray(0, -2)
    const answer = await sender.send(
      Buffer.concat([begun.subarray(1), frame(wire(message('whole')))]),
    )
    assert.deepEqual([answer?.code, answer?.control], ['AA', 'whole'])
    assert.equal(await kept('begun'), undefined)
    assert.ok(door.figures().cutOff['unfinished-message'])
  })

  test('what ends wrongly is cut off without an answer and without a trace (RL-10)', async () => {
    const text = wire(message('wrong-end'))
    const ends: Record<string, Buffer> = {
      nothing: Buffer.concat([Buffer.from('\x0b'), text]),
      'carriage return alone': Buffer.concat([Buffer.from('\x0b'), text, Buffer.from('\r')]),
      'the wrong way round': Buffer.concat([Buffer.from('\x0b'), text, Buffer.from('\r\x1c')]),
      'line feed': Buffer.concat([Buffer.from('\x0b'), text, Buffer.from('\x1c\n')]),
      'no beginning': Buffer.concat([text, Buffer.from('\x1c\r')]),
    }
    await Promise.all(
      Object.entries(ends).map(async ([, bytes]) => {
        const sender = await door.sender()
        sender.write(bytes)
        await sender.closed()
        assert.deepEqual(sender.answers, [])
      }),
    )
    assert.equal(await kept('wrong-end'), undefined)
  })

  test('a byte now and then for ever is cut off, however steadily it comes (RL-10)', async () => {
    const own = await openDoor({ limits: { frameMs: 500 } })
    try {
      const drip = await own.sender()
      const bytes = frame(wire(message('drip')))
      for (let at = 0; at < bytes.length - 1 && !drip.isClosed; at++) {
        drip.write(bytes.subarray(at, at + 1))
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      await drip.closed()
      assert.deepEqual([drip.answers, own.figures().cutOff.slow], [[], 1])
    } finally {
      await own.close()
    }
  })

  test('a batch in one frame has one acknowledgement, which names its first message (RL-03)', async () => {
    const sender = await door.sender()
    const batch = ['FHS|^~\\&|X', 'BHS|^~\\&|X', message('b-1'), message('b-2'), 'BTS|2', 'FTS|1']
    const answer = await sender.send(batch.join('\n'))
    assert.deepEqual([answer?.code, answer?.control], ['AA', 'b-1'])
    assert.equal((await sender.send(message('after-batch')))?.control, 'after-batch')
  })

  test('who wants no answer gets none, and in enhanced mode CA (RL-03)', async () => {
    const sender = await door.sender()
    const asking = (control: string, modes: string): string =>
      message(control).replace('|P|2.4', `|P|2.4|||${modes}`)
    sender.write(frame(wire(asking('never', 'NE|NE'))))
    sender.write(frame(wire(asking('on-error', 'ER|NE'))))
    sender.write(frame(wire(asking('always', 'AL|NE'))))
    const answer = await sender.answer()
    assert.deepEqual([answer?.code, answer?.control], ['CA', 'always'])
    assert.ok((await kept('never')) && (await kept('on-error')))
  })
})

describe('frames over TLS', { skip: withoutOpenssl }, () => {
  test('TLS cut in the middle of a record: nothing is stored or acknowledged, others go on (RL-10)', async () => {
    const authority: Authority = await openAuthority()
    const [server, hospital] = [await authority.issue('server'), await authority.issue('hospital')]
    const door = await openDoor({ tls: { ...server, ca: authority.cert } })
    try {
      const [cut, other] = [
        await door.sender({ ...hospital, ca: authority.cert }),
        await door.sender({ ...hospital, ca: authority.cert }),
      ]
      const bytes = frame(wire(message('cut', { family: 'A'.repeat(60_000) })))
      cut.write(bytes.subarray(0, 40_000))
      await until(() => door.figures().bytesHeld > 0)
      // The socket beneath, without a word of TLS.
      cut.socket.destroy()
      await until(() => door.figures().connections === 1)
      assert.equal((await other.send(message('not-cut')))?.code, 'AA')
      const { received } = await countMessages(door.needs)
      assert.deepEqual([received, door.figures().bytesHeld], [1, 0])
    } finally {
      await door.close()
      await authority.close()
    }
  })
})
