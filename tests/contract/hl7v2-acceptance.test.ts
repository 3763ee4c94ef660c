/** What can never be taken from a feed, as its profile says; anything else is (RL-02, HL7-04). */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type FeedProfile, peek, whyNotTaken } from '../../src/sources/index.ts'

interface Sent {
  readonly receiver?: string
  readonly id?: string
  readonly version?: string
  readonly charset?: string
  readonly text?: string
}

const message = ({
  receiver = 'LCR|LCR',
  id = 'P',
  version = '2.4',
  charset = '',
  text = '',
}: Sent) =>
  Buffer.from(
    `MSH|^~\\&|PAS|RJZ|${receiver}|2026||ADT^A01|1|${id}|${version}||||||${charset}\rPID|1||K1||${text}\r`,
    'latin1',
  )

function why(
  sent: Sent,
  profile: { accepts?: FeedProfile['accepts']; charset?: FeedProfile['charset'] } = {},
  isProduction = false,
): string | undefined {
  const bytes = message(sent)
  const envelope = peek(bytes)
  assert.ok(envelope)
  return whyNotTaken(envelope, bytes, profile, isProduction)?.why
}

describe('what is never taken', () => {
  test('without a word in the profile everything is, in a demonstration (HL7-01)', () => {
    for (const sent of [{}, { id: 'T' }, { id: 'D^T' }, { version: '9.9' }, { receiver: 'X|Y' }]) {
      assert.equal(why(sent), undefined)
    }
  })

  test('in production nobody’s training messages are taken, unless the profile says so', () => {
    assert.equal(why({ id: 'T' }, {}, true), 'processing-id')
    assert.equal(why({ id: 'D' }, {}, true), 'processing-id')
    assert.equal(why({ id: 'P^T' }, {}, true), undefined)
    assert.equal(why({ id: 'p' }, {}, true), undefined)
    assert.equal(why({ id: '' }, {}, true), undefined)
    assert.equal(why({ id: 'T' }, { accepts: { processingIds: ['P', 'T'] } }, true), undefined)
  })

  test('another processing id, version or receiver; what is not said is not wrong', () => {
    const accepts = {
      processingIds: ['P'],
      versions: ['2.3', '2.4'],
      receivers: [{ application: 'LCR' }, { facility: 'LON*' }],
    }
    assert.equal(why({}, { accepts }), undefined)
    assert.equal(why({ id: 'T' }, { accepts }), 'processing-id')
    assert.equal(why({ version: '2.5.1' }, { accepts }), 'version')
    assert.equal(why({ version: '2.3^GBR' }, { accepts }), undefined)
    assert.equal(why({ receiver: 'ROUTE|X' }, { accepts }), 'receiver')
    assert.equal(why({ receiver: 'ROUTE|LONDON' }, { accepts }), undefined)
    assert.equal(why({ receiver: 'lcr|anything' }, { accepts }), undefined)
    assert.equal(why({ id: '', version: '', receiver: '|' }, { accepts }), undefined)
  })

  test('longer than this feed may send', () => {
    const accepts = { messageBytesMax: 1_000 }
    assert.equal(why({ text: 'A'.repeat(2_000) }, { accepts }), 'too-large')
    assert.equal(why({ text: 'A' }, { accepts }), undefined)
  })

  test('letters of another alphabet are not read as other letters (§1.3.2)', () => {
    const polish = '\xb3'
    for (const charset of ['8859/2', 'ISO-8859-5', 'BIG-5', 'ISO IR87', 'UNICODE UTF-32']) {
      assert.equal(why({ charset, text: polish }), 'charset')
      // What every character set has in common, and UTF-8, can be read whatever it is called.
      assert.equal(why({ charset, text: 'A' }), undefined)
      assert.equal(why({ charset, text: '\xc5\x82' }), undefined)
      assert.equal(why({ charset, text: polish }, { charset: 'windows-1252' }), undefined)
    }
    for (const charset of ['', '8859/1', '8859/15', 'UNICODE UTF-8', 'ASCII', 'UNICODE', 'x']) {
      assert.equal(why({ charset, text: polish }), undefined, charset)
    }
  })
})
