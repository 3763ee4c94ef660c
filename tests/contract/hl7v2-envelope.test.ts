import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  acknowledge,
  peek,
  profileForSender,
  splitMessages,
  translate,
} from '../../src/sources/index.ts'
import { message, read } from './hl7v2-fixtures.ts'

const header = 'MSH|^~\\&|PAS^1.2^ISO|RJZ|LCR|LON|20261120101500||ADT^A01^ADT_A01|ab/ 7é|T|2.5'
const patient = 'PID|1||K1^^^RJZ^MR||A^B'
const answered = { at: Date.UTC(2026, 10, 20, 10, 16), controlId: 'a1' }

test('the envelope is read behind white space, a byte order mark and framing', () => {
  for (const front of ['', '\ufeff', ' \r\n', '\x0b']) {
    const envelope = peek(Buffer.from(`${front}${header}\r${patient}\r`))
    assert.equal(envelope?.application, 'PAS')
    assert.equal(envelope?.facility, 'RJZ')
    assert.equal(envelope?.messageCode, 'ADT')
    assert.equal(envelope?.trigger, 'A01')
    assert.equal(envelope?.processingId, 'T')
  }
})

test('other forms have no envelope', () => {
  for (const text of ['', 'MSH', '<MSH/>', '{"resourceType":"Bundle"}', 'MSHA', 'FHS|^~\\&|X\r']) {
    assert.equal(peek(Buffer.from(text)), undefined)
  }
})

test('an acknowledgement echoes the control id byte for byte and exchanges the two sides', () => {
  const bytes = acknowledge(peek(Buffer.from(header)), 'AA', answered)
  const text = bytes.toString('utf8')
  assert.equal(
    text,
    'MSH|^~\\&|LCR|LON|PAS^1.2^ISO|RJZ|20261120101600+0000||ACK^A01^ACK|a1|T|2.5\rMSA|AA|ab/ 7é\r',
  )
})

test('an acknowledgement speaks in the delimiters of the sender', () => {
  const envelope = peek(Buffer.from('MSH#!*%@#A#B#C#D#2026##ADT!A08#9#P#2.5'))
  const words = 'Too much # at once! Wait'
  const text = acknowledge(envelope, 'AE', { ...answered, words }).toString()
  assert.match(text, /^MSH#!\*%@#C#D#A#B#/)
  assert.match(text, /\rMSA#AE#9#Too much {3}at once {2}Wait\r/)
  assert.match(text, /\rERR###207!Application internal error!HL70357#E####Too much/)
})

test('enhanced mode is answered with commit codes, and what cannot be read is refused', () => {
  const enhanced = peek(Buffer.from('MSH|^~\\&|A|B|C|D|2026||ADT^A08|9|P|2.5|||AL|NE'))
  assert.match(acknowledge(enhanced, 'AA', answered).toString(), /\rMSA\|CA\|9\r/)
  assert.match(acknowledge(undefined, 'AR', answered).toString(), /\rMSA\|AR\|\r/)
})

test('an acknowledgement is known as one', () => {
  const sent = acknowledge(peek(Buffer.from(header)), 'AA', answered)
  assert.equal(peek(sent)?.isAcknowledgement, true)
  const outcome = read(sent)
  assert.equal(outcome.outcome === 'set-aside' && outcome.reason, 'unsupported')
})

test('messages of a file are told apart however it divides them', () => {
  const one = `${header}\r${patient}\r`
  const lines = `${header}\n${patient}\n`
  for (const file of [
    one + one,
    `${lines}\n\n${lines}`,
    `\x0b${one}\x1c\r\x0b${one}\x1c\r`,
    `FHS|^~\\&|X\rBHS|^~\\&|X\r${one}${one}BTS|2\rFTS|1\r`,
    `\ufeff${header}\r\n${patient}\r\n${header}\r\n${patient}`,
  ]) {
    const messages = splitMessages(Buffer.from(file))
    assert.equal(messages.length, 2, JSON.stringify(file))
    for (const each of messages) assert.equal(read(each).outcome, 'translated')
  }
})

test('bytes within a message stay as they are', () => {
  const file = Buffer.from(`${header}\r\n${patient}\r\n\r\n`)
  assert.deepEqual(splitMessages(file), [Buffer.from(`${header}\r\n${patient}\r\n`)])
})

test('a file without any message comes back whole, and is set aside', () => {
  for (const file of ['<a>MSH|x</a>\n', '- "MSH|^~\\\\&|X"\n', 'MSH MSH:9,12\n']) {
    const [whole, ...rest] = splitMessages(Buffer.from(file))
    assert.equal(whole?.toString(), file)
    assert.deepEqual(rest, [])
    const outcome = read(whole ?? Buffer.alloc(0))
    assert.equal(outcome.outcome === 'set-aside' && outcome.reason, 'not-hl7')
  }
  assert.deepEqual(splitMessages(Buffer.from(' \r\n')), [])
})

test('several messages that come as one are all translated', () => {
  const feed = profileForSender('PAS', 'RJZ')
  const second = patient.replace('K1', 'K2')
  const bytes = message('BHS|^~\\&|X', header, patient, header, second, 'BTS|2')
  const outcome = translate('hl7v2', bytes, feed, 0)
  assert.equal(outcome.outcome === 'translated' && outcome.translation.patients.length, 2)
})

test('nothing that arrives makes the translation throw', () => {
  const feed = profileForSender('', '')
  const whole = message(header, 'EVN|A01', patient, 'PV1|1|I|W', 'OBX|1|NM|A||\\X\\|^|~&')
  for (let end = 0; end <= whole.length; end++) {
    const outcome = translate('hl7v2', whole.subarray(0, end), feed, 0)
    assert.notEqual(outcome.outcome === 'set-aside' && outcome.reason, 'fault')
  }
})
