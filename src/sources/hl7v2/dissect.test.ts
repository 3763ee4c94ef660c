/** A message is shown field by field, with the places marked that could not be read. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Dissected, dissect, type MarkedPlace } from './dissect.ts'

const text = [
  'MSH|^~\\&|PAS|RJZ|LCR|LCR|20261122080000||ORU^R01|C1|P|2.4',
  'PID|1||100^^^RJZ^MR~9990000018^^^NHS^NH||KHAN&VAN^AISHA||19651312',
  'OBX|1|TX|A||first\\.br\\line',
  'OBX|2|TX|B||second',
].join('\r')

const named = (place: string): MarkedPlace => ({ place, words: 'because', isSetAside: true })

const read = (message: string | Uint8Array, ...places: string[]): Dissected =>
  dissect(
    typeof message === 'string' ? Buffer.from(message) : message,
    undefined,
    places.map(named),
  )

const field = (of: Dissected, segment: number, position: string) =>
  of.segments[segment]?.fields.find((one) => one.position === position)

describe('a message taken apart', () => {
  test('names repetitions, components and subcomponents as the standard does', () => {
    const pid = read(text)
    assert.deepEqual(
      field(pid, 1, 'PID-3')?.parts.map((one) => [one.position, one.text]),
      [
        ['PID-3(1).1', '100'],
        ['PID-3(1).4', 'RJZ'],
        ['PID-3(1).5', 'MR'],
        ['PID-3(2).1', '9990000018'],
        ['PID-3(2).4', 'NHS'],
        ['PID-3(2).5', 'NH'],
      ],
    )
    assert.deepEqual(
      field(pid, 1, 'PID-5')?.parts.map((one) => one.position),
      ['PID-5.1.1', 'PID-5.1.2', 'PID-5.2'],
    )
    assert.equal(field(pid, 0, 'MSH-10')?.text, 'C1')
    assert.deepEqual(field(pid, 0, 'MSH-2')?.parts, [])
    assert.deepEqual(field(pid, 1, 'PID-1')?.parts, [])
  })

  test('tells what escapes say beside what was sent', () => {
    const [part] = field(read(text), 2, 'OBX-5')?.parts ?? []
    assert.equal(part?.text, 'first\\.br\\line')
    assert.equal(part?.means, 'first\nline')
  })

  test('marks a field, the how manieth segment, a segment, and a field that is not there', () => {
    const marked = read(text, 'PID-7 is not a date', 'OBX 2', 'MSH', 'PID-40', 'MRG')
    assert.equal(field(marked, 1, 'PID-7')?.marks.length, 1)
    assert.equal(field(marked, 1, 'PID-5')?.marks.length, 0)
    assert.deepEqual(
      marked.segments.map((one) => one.marks.length),
      [1, 0, 0, 1],
    )
    assert.equal(field(marked, 1, 'PID-40')?.text, '')
    assert.deepEqual(
      marked.marks.map((one) => one.place),
      ['MRG'],
    )
  })

  test('of several messages in one marks the one that is meant', () => {
    const two = read(`${text}\r${text}`, 'message 2')
    const headers = two.segments.filter((one) => one.name === 'MSH')
    assert.deepEqual(
      headers.map((one) => one.marks.length),
      [0, 1],
    )
  })

  test('cuts what is large and tells its length', () => {
    const large = read(text.replace('second', 'x'.repeat(60_000)))
    const value = field(large, 3, 'OBX-5')
    assert.equal(value?.cutFrom, 60_000)
    assert.ok(value.text.length < 5_000)
    assert.deepEqual(value.parts, [])
  })

  test('shows what is no HL7 as text, in the characters that it is in', () => {
    const letter = read(Buffer.from([0x3c, 0x61, 0x3e, 0xa3]), 'MSH')
    assert.equal(letter.text?.text, '<a>£')
    assert.equal(letter.charset, 'windows-1252')
    assert.equal(letter.marks.length, 1)
    assert.deepEqual(read('').segments, [])
  })
})
