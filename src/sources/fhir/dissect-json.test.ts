/** A FHIR message is shown entry by entry, with those marked that could not be filed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dissectJson } from './dissect-json.ts'

const place = (of: string) => ({ place: of, words: 'because', isSetAside: true })
const observation = (more: string): string => `{"resource":{"resourceType":"Observation"${more}}}`
const bundle = (...entries: string[]): Buffer =>
  Buffer.from(`{"resourceType":"Bundle","type":"batch","entry":[${entries.join()}]}`)

test('each entry stands by itself, numbers as they were written and long text cut', () => {
  const read = dissectJson(
    bundle(
      observation(',"valueQuantity":{"value":5.10}'),
      observation(`,"x":"${'y'.repeat(5_000)}"`),
    ),
    [],
  )
  assert.deepEqual(
    read.entries.map((one) => one.place),
    ['Bundle', 'entry[0] Observation', 'entry[1] Observation'],
  )
  assert.match(read.entries[1]!.json, /"value": 5\.10\n/)
  assert.match(read.entries[2]!.json, /\(5000 characters\)/)
  assert.doesNotMatch(read.entries[0]!.json, /Observation/)
})

test('the entry that is named is marked, and shown however many there are', () => {
  const many = Array.from({ length: 400 }, () => observation(''))
  const read = dissectJson(bundle(...many), [
    place('entry[1] Observation'),
    place('entry[399] Observation: status is not a code'),
    place('message'),
  ])
  const marked = read.entries.filter((one) => one.marks.length > 0)
  assert.deepEqual(
    marked.map((one) => one.place),
    ['entry[1] Observation', 'entry[399] Observation'],
  )
  assert.ok(read.entriesLeftOut > 100)
  assert.equal(read.marks.length, 1)
})

test('what is no JSON is shown as it is', () => {
  assert.equal(dissectJson(Buffer.from('<xml/>'), []).text?.text, '<xml/>')
  assert.deepEqual(dissectJson(Buffer.from('[1]'), []).entries, [])
})
