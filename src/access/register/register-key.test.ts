import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { identifierHash } from './register-key.ts'

const key = Buffer.alloc(32, 7)

test('OO-03: HMAC-SHA-256 of the system and the value', () => {
  for (const value of ['9990000018', 'A', 'x'.repeat(500)]) {
    const expected = createHmac('sha256', key)
      .update(`https://fhir.nhs.uk/Id/nhs-number|${value.toUpperCase()}`)
      .digest()
    assert.deepEqual(identifierHash(key, 'https://fhir.nhs.uk/Id/nhs-number', value), expected)
  }
})

test('AT-09: spaces and small letters make no difference; systems and keys do', () => {
  const of = (system: string, value: string, by = key) =>
    identifierHash(by, system, value).toString('hex')
  assert.equal(of('RJZ/MRN', ' ab 12 '), of('RJZ/MRN', 'AB12'))
  assert.notEqual(of('RJZ/MRN', 'AB12'), of('RJ1/MRN', 'AB12'))
  assert.notEqual(of('RJZ/MRN', 'AB12'), of('RJZ/MRN', 'AB12', Buffer.alloc(32, 8)))
})
