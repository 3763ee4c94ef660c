/** Which characters the bytes mean, whatever MSH-18 says (§1.3.1, §1.3.2; HL7-06, HL7-07). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Observation } from 'fhir/r4'
import { peek } from '../../src/sources/index.ts'
import { resources, translation } from './hl7v2-fixtures.ts'

const text = (value: string, declared = '') =>
  [
    `MSH|^~\\&|LAB|RJZ|||20261120101500||ORU^R01|C1|P|2.4||||||${declared}`,
    'PID|1||K100209^^^RJZ^MR',
    'OBR|1||26C1|UE^Urea and electrolytes|||20261120080000||||||||||||||||||F',
    `OBX|1|TX|COM^Comment||${value}||||||F`,
    '',
  ].join('\r')
const read = (bytes: Buffer) => ({
  value: resources<Observation>(bytes, 'Observation')[0]?.valueString,
  defects: translation(bytes).defects,
})
const value = 'Zoë: 5 µg at 37 °C'
const wide = (order: 'LE' | 'BE', mark: boolean) => {
  const bytes = Buffer.from(`${mark ? '\ufeff' : ''}${text(value)}`, 'utf16le')
  return order === 'LE' ? bytes : bytes.swap16()
}

test('UTF-16 is read in both byte orders, with its mark and without', () => {
  for (const order of ['LE', 'BE'] as const) {
    for (const mark of [true, false]) {
      const bytes = wide(order, mark)
      const name = `${order} ${mark}`
      assert.equal(peek(bytes)?.controlId, 'C1', name)
      assert.equal(peek(bytes)?.facility, 'RJZ', name)
      assert.equal(read(bytes).value, value, name)
      const cut = bytes.subarray(0, bytes.length - 1)
      assert.doesNotThrow(() => read(cut))
    }
  }
})

test('a UTF-8 byte order mark is no content', () => {
  const bytes = Buffer.from(`\ufeff${text(value, 'UNICODE UTF-8')}`)
  assert.equal(peek(bytes)?.controlId, 'C1')
  assert.deepEqual(read(bytes), { value, defects: [] })
  const broken = Buffer.concat([Buffer.from('\ufeff'), Buffer.from(text(value), 'latin1')])
  assert.equal(read(broken).value, value)
})

test('what MSH-18 says wrongly is read as it is, and counted', () => {
  assert.deepEqual(read(Buffer.from(text(value, 'UNICODE UTF-8'), 'latin1')), {
    value,
    defects: ['MSH-18 says UTF-8 and the bytes are not'],
  })
  assert.deepEqual(read(Buffer.from(text(value, '8859/1'))), {
    value,
    defects: ['MSH-18 says something else and the bytes are UTF-8'],
  })
  assert.deepEqual(read(Buffer.from(text(value), 'latin1')), {
    value,
    defects: ['MSH-18 is empty: the bytes are read as windows-1252'],
  })
  assert.deepEqual(read(Buffer.from(text(value, '8859/1'), 'latin1')), { value, defects: [] })
  const quoted = Buffer.from(text('@', '8859/1'), 'latin1')
  quoted[quoted.indexOf('@')] = 0x93
  assert.equal(read(quoted).value, '“')
})

test('a character that was lost before is counted, and none is lost here', () => {
  assert.deepEqual(read(Buffer.from(text('Zo\ufffd', 'UNICODE UTF-8'))).defects, [
    'a character was lost before it came here',
  ])
  for (let byte = 0x80; byte <= 0xff; byte++) {
    const bytes = Buffer.from(text('a@b'), 'latin1')
    bytes[bytes.indexOf('@')] = byte
    assert.equal(read(bytes).value?.includes('\ufffd'), false, `byte ${byte}`)
  }
})

test('NUL bytes are left out and counted', () => {
  const bytes = Buffer.from(text('one\0two\\X00\\three'))
  assert.deepEqual(read(bytes), {
    value: 'onetwothree',
    defects: ['a NUL byte stands in the text'],
  })
})

test('hexadecimal escapes are bytes of the characters that they can be', () => {
  assert.equal(read(Buffer.from(text('5 \\XC2B5\\g'))).value, '5 µg')
  assert.equal(read(Buffer.from(text('5 \\XC2\\\\XB5\\g'))).value, '5 µg')
  assert.equal(read(Buffer.from(text('5 \\XB5\\g'))).value, '5 µg')
  assert.equal(read(Buffer.from(text('5 \\XB5\\g, Zoë'))).value, '5 µg, Zoë')
  assert.equal(read(Buffer.from(text('one\\X0D0A\\two'))).value, 'one\ntwo')
})

test('text escapes keep lines and indents; what is local stays as it was', () => {
  const lines = read(
    Buffer.from(text('A\\.br\\\\.ti4\\B\\.sp2\\C \\H\\bold\\N\\ \\Z01\\ D\\T\\E&F')),
  )
  assert.equal(lines.value, 'A\n    B\n\nC bold \\Z01\\ D&E&F')
})
