/** Files of messages: FHS, BHS, BTS and FTS around them (§1.5 Batch). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { peek, splitMessages } from '../../src/sources/index.ts'
import { message, read, translation } from './hl7v2-fixtures.ts'

const oru = (number: number, pid = `PID|1||K${number}^^^RJZ^MR`) => [
  `MSH|^~\\&|LAB|RJZ|||20261120101500||ORU^R01|B${number}|P|2.4`,
  pid,
  `OBR|1||26B${number}|UE^Urea|||20261120080000||||||||||||||||||F`,
  `OBX|1|NM|K^Potassium||4.${number}|mmol/L|||||F`,
]
const fhs = 'FHS|^~\\&|LAB|RJZ|||20261120101500'
const bhs = 'BHS|^~\\&|LAB|RJZ|||20261120101500'
const patientsOf = (bytes: Buffer) => translation(bytes).patients.map((one) => one.key.value)

test('each message of a file is a message of its own', () => {
  const bytes = message(fhs, bhs, ...oru(1), ...oru(2), 'BTS|2', 'FTS|1')
  assert.deepEqual(patientsOf(bytes), ['K1', 'K2'])
  assert.equal(peek(bytes)?.controlId, 'B1')
  assert.equal(splitMessages(bytes).length, 2)
})

test('a file that holds otherwise than its trailers count is set aside, with the place', () => {
  for (const [place, ...segments] of [
    ['BTS-1', fhs, bhs, ...oru(1), ...oru(2), 'BTS|3', 'FTS|1'],
    ['BTS-1', bhs, ...oru(1), 'BTS|2'],
    ['FTS-1', fhs, bhs, ...oru(1), 'BTS|1', 'FTS|2'],
    ['BTS-1', fhs, bhs, ...oru(1), 'BTS|1', bhs, ...oru(2), 'BTS|2', 'FTS|2'],
  ]) {
    const told = read(message(...segments))
    assert.equal(told.outcome, 'set-aside')
    assert.equal(told.outcome === 'set-aside' && told.reason, 'conflict')
    assert.equal(told.outcome === 'set-aside' && told.place, place)
  }
})

test('trailers that are missing, empty or of several batches count nothing wrong', () => {
  for (const segments of [
    [bhs, ...oru(1), ...oru(2)],
    [fhs, ...oru(1), ...oru(2), 'FTS'],
    [fhs, bhs, ...oru(1), ...oru(2), 'BTS', 'FTS||end'],
    [fhs, bhs, ...oru(1), 'BTS|1', bhs, ...oru(2), 'BTS|1', 'FTS|2'],
    [...oru(1), ...oru(2), 'FTS|2'],
  ]) {
    assert.deepEqual(patientsOf(message(...segments)), ['K1', 'K2'])
  }
})

test('one that cannot be read does not fail the others', () => {
  const bytes = message(bhs, ...oru(1), ...oru(2, 'PID|1'), ...oru(3), 'BTS|3')
  const { patients, setAside } = translation(bytes)
  assert.deepEqual(
    patients.map((one) => one.key.value),
    ['K1', 'K3'],
  )
  assert.deepEqual(
    setAside.map((part) => [part.place, part.reason]),
    [['message 2', 'no-patient']],
  )
})

test('a file in UTF-16 is a file', () => {
  for (const order of ['LE', 'BE']) {
    const bytes = Buffer.from(
      `\ufeff${message(fhs, bhs, ...oru(1), ...oru(2), 'BTS|2', 'FTS|1').toString()}`,
      'utf16le',
    )
    if (order === 'BE') bytes.swap16()
    assert.deepEqual(patientsOf(bytes), ['K1', 'K2'], order)
    assert.deepEqual(
      splitMessages(bytes).map((one) => peek(one)?.controlId),
      ['B1', 'B2'],
    )
    assert.equal(peek(bytes)?.controlId, 'B1')
  }
})
