import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readMessage } from './message.ts'

const read = (...segments: string[]) => readMessage(Buffer.from(`${segments.join('\r')}\r`))
const field = (text: string) => read('MSH|^~\\&|A', `ZZZ|${text}`)?.segments[1]

test('escapes are what they stand for', () => {
  assert.equal(field('x10\\S\\9/L')?.words(1), 'x10^9/L')
  assert.equal(field('A\\F\\B\\T\\C\\R\\D\\E\\E')?.words(1), 'A|B&C~D\\E')
  assert.equal(field('one\\.br\\two\\.sp2\\three')?.first(1).whole, 'one\ntwo\n\nthree')
  assert.equal(field('\\H\\bold\\N\\')?.words(1), 'bold')
  assert.equal(field('caf\\XE9\\')?.words(1), 'caf\u00e9')
})

test('what only looks like an escape stays as it is', () => {
  assert.equal(field('C:\\dir\\file')?.words(1), 'C:\\dir\\file')
  assert.equal(field('half \\ open')?.words(1), 'half \\ open')
  assert.equal(field('\\Z12\\')?.words(1), '\\Z12\\')
})

test('an ampersand that was not escaped is an ampersand in words and divides an identifier', () => {
  assert.equal(field('A&E^x')?.words(1), 'A&E')
  assert.equal(field('NHS&2.16^x')?.first(1).subtext(1, 2), '2.16')
})

test('absent, null and value are told apart', () => {
  assert.equal(field('')?.isNull(1), false)
  assert.equal(field('""')?.isNull(1), true)
  assert.equal(field('""')?.text(1), '')
  assert.deepEqual(field('""~^^&""')?.repetitions(1), [])
})

test('delimiters are those of the header', () => {
  const message = read('MSH#!*%@#A!B', 'ZZZ#one!two*three')
  assert.equal(message?.segments[1]?.text(1, 2), 'two')
  assert.equal(message?.segments[1]?.repetitions(1)[1]?.text(1), 'three')
  assert.equal(message?.header.text(3, 2), 'B')
})

test('segments end at CR, LF or both, and a broken line belongs to the one before', () => {
  for (const end of ['\r', '\n', '\r\n']) {
    const text = ['MSH|^~\\&|A', 'NTE|1||first part', 'and the rest', 'ZZZ|1'].join(end)
    const message = readMessage(Buffer.from(text))
    assert.deepEqual(
      message?.segments.map((segment) => segment.name),
      ['MSH', 'NTE', 'ZZZ'],
    )
    assert.equal(message?.segments[1]?.words(3), 'first part\nand the rest')
    assert.equal(message?.brokenLines, 1)
  }
})

test('bytes are read as UTF-8 when they are, else as windows-1252, never lost', () => {
  const latin = Buffer.concat([
    Buffer.from('MSH|^~\\&|A\rZZZ|\u20ac'.slice(0, -1)),
    Buffer.of(0x80, 0xb5),
  ])
  assert.equal(readMessage(latin)?.segments[1]?.text(1), '\u20ac\u00b5')
  assert.equal(readMessage(latin, 'utf-8')?.segments[1]?.text(1), '\u20ac\u00b5')
  assert.equal(field('\u20ac')?.text(1), '\u20ac')
  const wide = Buffer.from('\ufeffMSH|^~\\&|A\rZZZ|\u017c\r', 'utf16le')
  assert.equal(readMessage(wide)?.segments[1]?.text(1), '\u017c')
})
