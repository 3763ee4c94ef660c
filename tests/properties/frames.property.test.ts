/** Frames come out as they went in, however the network cuts them and whatever lies between (RL-10). */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { peek } from '#journeys'
import { Frames, FrameTooLarge, frame } from '../../src/doors/mllp/frames.ts'

const bytesMax = 200

/** Bytes that matter to framing, more often than others. */
const byte = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0x0b, 0x1c, 0x0d, 0x0a, 0x4d) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 255 }) },
)
/** A message cannot hold what ends a frame; everything else it may hold. */
const message = fc
  .array(byte, { maxLength: 40 })
  .map((bytes) => Buffer.from(bytes))
  .filter((bytes) => !/\x1c[\r\x0b]|\x0b(?:MSH|BHS|FHS)/.test(bytes.toString('latin1')))
/** What stands between frames: anything but the beginning of one. */
const junk = fc
  .array(byte, { maxLength: 10 })
  .map((bytes) => Buffer.from(bytes.filter((one) => one !== 0x0b)))

const stream = fc
  .array(fc.record({ message, junk, withoutReturn: fc.boolean() }), { maxLength: 8 })
  .map((parts) => ({
    messages: parts.map((part) => part.message),
    bytes: Buffer.concat(
      parts.flatMap((part, index) => {
        const framed = frame(part.message)
        // Without its carriage return a frame ends where the next begins, and at the end of all.
        const isDirect = part.withoutReturn && index + 1 < parts.length
        return isDirect ? [framed.subarray(0, -1)] : [framed, part.junk]
      }),
    ),
  }))

/** Cut at any places, also into single bytes and into nothing. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [...places.map((place) => place % (bytes.length + 1)), bytes.length]
  at.sort((a, b) => a - b)
  return at.map((end, index) => bytes.subarray(index === 0 ? 0 : at[index - 1], end))
}
const places = fc.oneof(
  fc.array(fc.nat(), { maxLength: 12 }),
  fc.constant(Array.from({ length: 2_000 }, (_, index) => index)),
)

const hex = (messages: readonly Buffer[]): string[] => messages.map((one) => one.toString('hex'))

describe('frames', () => {
  test('any messages, cut anywhere, with anything between them', () => {
    fc.assert(
      fc.property(stream, places, ({ messages, bytes }, at) => {
        const frames = new Frames(bytesMax)
        const found = cut(bytes, at).flatMap((chunk) => frames.push(chunk))
        assert.deepEqual(hex(found), hex(messages))
        assert.deepEqual(frames.finish(), [])
      }),
      { numRuns: 3_000 },
    )
  })

  test('the last may lack its carriage return when nothing more comes', () => {
    fc.assert(
      fc.property(message, places, (last, at) => {
        const frames = new Frames(bytesMax)
        const bytes = frame(last).subarray(0, -1)
        assert.deepEqual(
          cut(bytes, at).flatMap((chunk) => frames.push(chunk)),
          [],
        )
        assert.deepEqual(hex(frames.finish()), hex([last]))
        assert.deepEqual(frames.finish(), [])
      }),
    )
  })

  test('what has not ended is no message, however it was cut', () => {
    fc.assert(
      fc.property(message, places, (begun, at) => {
        const frames = new Frames(bytesMax)
        const bytes = Buffer.concat([Buffer.from([0x0b]), begun, Buffer.from('x')])
        assert.deepEqual(
          cut(bytes, at).flatMap((chunk) => frames.push(chunk)),
          [],
        )
        assert.equal(frames.isUnfinished, true)
        assert.deepEqual(frames.finish(), [])
      }),
    )
  })

  test('0x1C in a message belongs to it, at its end too', () => {
    const odd = Buffer.from('OBX|1|ED|\x1c\x1c\nPDF\x1c')
    assert.deepEqual(hex(new Frames(bytesMax).push(frame(odd))), hex([odd]))
  })

  test('0x0B in a message belongs to it; a header behind it begins the next, and what had not ended is dropped (RL-10)', () => {
    const odd = Buffer.from('MSH|^~\\&|A\rOBX|1|ED|\x0b\x0b\x0bMS\r')
    assert.deepEqual(hex(new Frames(bytesMax).push(frame(odd))), hex([odd]))
    fc.assert(
      fc.property(message, fc.constantFrom('MSH', 'BHS', 'FHS'), places, (begun, name, at) => {
        const frames = new Frames(bytesMax)
        fc.pre(begun.at(-1) !== 0x1c)
        const lost = Buffer.concat([Buffer.from('\x0bMSH|lost'), begun])
        const second = Buffer.from(`${name}|^~\\&|second\r`)
        const bytes = Buffer.concat([lost, frame(second), frame(odd)])
        const found = cut(bytes, at).flatMap((chunk) => frames.push(chunk))
        assert.deepEqual(hex(found), hex([second, odd]))
        assert.equal(frames.unfinished, 1)
        assert.equal(frames.held, 0)
      }),
    )
    const twice = Buffer.from('\x0b \r\x0bMSH|doubled\r\x1c\r')
    const frames = new Frames(bytesMax)
    assert.deepEqual(hex(frames.push(twice)), hex([twice.subarray(1, -2)]))
    assert.equal(frames.unfinished, 0)
  })

  test('a message of the limit is whole; one byte more is too large, with what came before it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), places, fc.nat(30), (before, at, over) => {
        const frames = new Frames(bytesMax)
        const most = Buffer.alloc(bytesMax, 'M')
        assert.deepEqual(hex(frames.push(frame(most))), hex([most]))
        const small = Array.from({ length: before }, (_, index) => Buffer.from(`small ${index}`))
        const large = Buffer.alloc(bytesMax + 1 + over, 'L')
        const bytes = Buffer.concat([...small.map(frame), frame(large)])
        const found: Buffer[] = []
        assert.throws(
          () => {
            for (const chunk of cut(bytes, at)) found.push(...frames.push(chunk))
          },
          (error) => {
            assert.ok(error instanceof FrameTooLarge)
            assert.deepEqual(hex([...found, ...error.whole]), hex(small))
            assert.match(error.head.toString(), /^L+$/)
            return true
          },
        )
      }),
    )
  })

  test('a limit met by 0x1C alone is a limit too', () => {
    const frames = new Frames(4)
    assert.throws(() => frames.push(Buffer.from('\x0b\x1c\x1c\x1c\x1c\x1c\x1c')), FrameTooLarge)
  })

  test('a million single bytes cost about a million bytes', () => {
    const frames = new Frames(2_000_000)
    frames.push(Buffer.from([0x0b]))
    const one = Buffer.from('x')
    const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed
    for (let sent = 0; sent < 1_000_000; sent++) frames.push(one)
    const held = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed - before
    assert.ok(held < 60_000_000, `${held} bytes are held`)
    const [message] = frames.push(Buffer.from('\x1c\r'))
    assert.equal(message!.length, 1_000_000)
  })

  test('what is in a frame is looked at without a fault, whatever it is', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ maxLength: 60 }).map((rest) => Buffer.concat([Buffer.from('MSH'), rest])),
      fc
        .uint8Array({ maxLength: 60 })
        .map((rest) => Buffer.concat([Buffer.from('BHS|\rMSH'), rest])),
      fc.string({ maxLength: 60 }).map((rest) => Buffer.from(`MSH|^~\\&|${rest}`)),
    )
    fc.assert(
      fc.property(anything, (bytes) => {
        const envelope = peek(bytes)
        assert.ok(envelope === undefined || typeof envelope.controlId === 'string')
      }),
      { numRuns: 2_000 },
    )
  })
})
