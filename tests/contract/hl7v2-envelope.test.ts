import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  acknowledge,
  peek,
  peekAll,
  profileForSender,
  type Reason,
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

/** What would be sent; '' when the sender wants nothing. */
const answer = (text: string | Buffer, code: 'AA' | 'AE' | 'AR', reason?: Reason): string => {
  const envelope = peek(Buffer.from(text))
  return acknowledge(envelope, code, { ...answered, ...(reason && { reason }) })?.toString() ?? ''
}

test('an acknowledgement echoes the control id byte for byte and exchanges the two sides (RL-03)', () => {
  assert.equal(
    answer(header, 'AA'),
    'MSH|^~\\&|LCR|LON|PAS^1.2^ISO|RJZ|20261120101600+0000||ACK^A01^ACK|a1|T|2.5\rMSA|AA|ab/ 7é\r',
  )
  const windows1252 = Buffer.from('MSH|^~\\&|A|B|C|D|2026||ADT^A08|\xa37\xff |P|2.4', 'latin1')
  const bytes = acknowledge(peek(windows1252), 'AA', answered)
  assert.match(bytes?.toString('latin1') ?? '', /\rMSA\|AA\|\xa37\xff \r$/)
})

test('an acknowledgement speaks in the delimiters of the sender (RL-03)', () => {
  const text = answer('MSH#!*%@#A#B#C#D#2026##ADT!A08#9#P#2.5', 'AE', {
    words: 'Too much # at once! Wait',
  })
  assert.match(text, /^MSH#!\*%@#C#D#A#B#/)
  assert.match(text, /\rMSA#AE#9#Too much {3}at once {2}Wait\r/)
  assert.match(text, /\rERR###207!Application internal error!HL70357#E####Too much/)
})

test('UTF-16 is answered in UTF-16', () => {
  for (const mark of ['\ufeff', '']) {
    const text = `${mark}MSH|^~\\&|PAS|RJZ|LCR|LCR|2026||ADT^A01|ł1|P|2.4\rPID|1\r`
    const envelope = peek(Buffer.from(text, 'utf16le'))
    assert.deepEqual([envelope?.application, envelope?.controlId], ['PAS', 'ł1'])
    const bytes = acknowledge(envelope, 'AA', answered)
    assert.match(bytes?.toString('utf16le') ?? '', /^MSH\|.*\rMSA\|AA\|ł1\r$/)
  }
})

const modes: [accept: string, application: string, aa: string, ae: string, ar: string][] = [
  // Original mode.
  ['', '', 'AA', 'AE', 'AR'],
  ['""', '', 'AA', 'AE', 'AR'],
  // The accept acknowledgement, as MSH-15 wants it.
  ['AL', 'NE', 'CA', 'CE', 'CR'],
  ['AL', '', 'CA', 'CE', 'CR'],
  ['al', 'AL', 'CA', 'CE', 'CR'],
  ['ER', 'NE', '', 'CE', 'CR'],
  ['SU', 'NE', 'CA', '', ''],
  ['NE', 'NE', '', '', ''],
  ['NE', '', '', '', ''],
  // Where none is wanted, the application acknowledgement, as MSH-16 wants it.
  ['NE', 'AL', 'AA', 'AE', 'AR'],
  ['', 'AL', 'AA', 'AE', 'AR'],
  ['NE', 'ER', '', 'AE', 'AR'],
  ['', 'SU', 'AA', '', ''],
  ['ER', 'AL', 'AA', 'CE', 'CR'],
  ['SU', 'ER', 'CA', 'AE', 'AR'],
  // What is in no table asks for something.
  ['Y', '', 'CA', 'CE', 'CR'],
]
for (const [accept, application, ...expected] of modes) {
  test(`MSH-15 "${accept}" and MSH-16 "${application}" are answered ${expected.map((one) => one || 'not').join(', ')} (RL-03)`, () => {
    const text = `MSH|^~\\&|A|B|C|D|2026||ADT^A08|9|P|2.5|||${accept}|${application}`
    const said = (['AA', 'AE', 'AR'] as const).map(
      (code) => /\rMSA\|(..)\|9/.exec(answer(text, code))?.[1] ?? '',
    )
    assert.deepEqual(said, expected)
  })
}

test('what cannot be read is refused, without MSA-2', () => {
  assert.match(acknowledge(undefined, 'AR', answered)?.toString() ?? '', /\rMSA\|AR\|\r/)
})

test('ERR and MSH-9 are what the version of the sender knows (RL-03)', () => {
  const reason = { words: 'No', condition: 202, field: 11 } as const
  const of = (version: string): string =>
    answer(`MSH|^~\\&|A|B|C|D|2026||ADT^A08|9|P|${version}`, 'AR', reason)
  const oldErr = '\rERR|MSH^1^11^202&Unsupported processing id&HL70357\r'
  const newErr = '\rERR||MSH^1^11|202^Unsupported processing id^HL70357|E||||No\r'
  assert.ok(!of('2.2').includes('ERR|') && of('2.2').includes('||ACK|a1|'))
  assert.ok(of('2.3').endsWith(oldErr) && of('2.3').includes('||ACK^A08|a1|'))
  assert.ok(of('2.4').endsWith(oldErr) && of('2.4').includes('||ACK^A08^ACK|a1|'))
  assert.ok(of('2.5.1').endsWith(newErr))
  assert.ok(of('2.8').endsWith(newErr))
  assert.ok(!of('ours').includes('ERR|') && of('ours').includes('MSA|AR|9|No\r'))
})

test('an acknowledgement is known as one', () => {
  const sent = Buffer.from(answer(header, 'AA'))
  assert.equal(peek(sent)?.isAcknowledgement, true)
  const outcome = read(sent)
  assert.equal(outcome.outcome === 'set-aside' && outcome.reason, 'unsupported')
})

test('every header of a batch is seen, and only headers are', () => {
  const second = header.replace('PAS^1.2^ISO', 'OTHER')
  const batch = `BHS|^~\\&|X\r${header}\r${patient}\r${second}\r${patient}\rBTS|2\r`
  const named = (text: string): string[] => peekAll(Buffer.from(text)).map((one) => one.application)
  assert.deepEqual(named(batch), ['PAS', 'OTHER'])
  assert.deepEqual(named(`${header}\rNTE|1||MSH is not a header, nor is MSH|x\r`), ['PAS'])
  assert.deepEqual(named('<MSH/>'), [])
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
