import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { FeedFacts } from '../../src/sources/feed-profile.ts'
import { filedKinds } from '../../src/sources/fhir/kinds.ts'
import { translateFhir } from '../../src/sources/fhir/translate.ts'

const profile = { nhsNumbersVerified: false } as FeedFacts['profile']
const feed: FeedFacts = { name: 'ehr', organisation: 'RJ1', organisationName: 'Trust', profile }
const read = (text: string | Uint8Array) =>
  translateFhir(typeof text === 'string' ? Buffer.from(text) : text, feed, 1)

test('what is not UTF-8 JSON is set aside whole, and its words quote nothing', () => {
  const cases: [string | Uint8Array, string][] = [
    ['', 'unreadable'],
    ['{"resourceType":"Patient","name":"Smith', 'unreadable'],
    [Buffer.from('{"a":"caf\xe9"}', 'latin1'), 'unreadable'],
    ['<Patient xmlns="http://hl7.org/fhir"/>', 'unsupported'],
    ['\ufeff <Patient/>', 'unsupported'],
    ['null', 'invalid'],
    ['[]', 'invalid'],
    ['{}', 'invalid'],
    ['{"resourceType":"Smith"}', 'invalid'],
    ['{"resourceType":"toString"}', 'invalid'],
    ['{"resourceType":"HumanName"}', 'invalid'],
    ['{"resourceType":"Bundle","type":"history"}', 'unsupported'],
  ]
  for (const [text, reason] of cases) {
    const outcome = read(text)
    assert.equal(outcome.outcome, 'set-aside')
    assert.equal(outcome.outcome === 'set-aside' && outcome.reason, reason)
    assert.doesNotMatch(JSON.stringify(outcome), /Smith/)
  }
})

test('nesting without end is set aside', () => {
  const deep = (depth: number) => '{"extension":['.repeat(depth) + ']}'.repeat(depth)
  for (const depth of [500, 20_000, 200_000]) {
    const subject = '"status":"final","code":{"text":"x"},"subject":{"reference":"Patient/1"}'
    const text = `{"resourceType":"Observation",${subject},"extension":[${deep(depth)}],"x":1.0}`
    assert.equal(read(text).outcome, 'set-aside')
  }
})

test('references in circles end', () => {
  const medication = (id: string, other: string) => ({
    resource: {
      resourceType: 'Medication',
      id,
      ingredient: [{ itemReference: { reference: `Medication/${other}` } }],
    },
  })
  const organisation = (id: string, other: string) => ({
    resource: { resourceType: 'Organization', id, partOf: { reference: `Organization/${other}` } },
  })
  const entry = [
    medication('a', 'b'),
    medication('b', 'a'),
    organisation('a', 'b'),
    organisation('b', 'a'),
    {
      resource: {
        resourceType: 'MedicationStatement',
        status: 'active',
        subject: { reference: 'Patient/1' },
        medicationReference: { reference: 'Medication/a' },
      },
    },
    {
      resource: {
        resourceType: 'Encounter',
        status: 'finished',
        class: { code: 'IMP' },
        subject: { reference: 'Patient/1' },
        serviceProvider: { reference: 'Organization/a' },
      },
    },
  ]
  const outcome = read(JSON.stringify({ resourceType: 'Bundle', type: 'batch', entry }))
  assert.equal(
    outcome.outcome === 'translated' && outcome.translation.patients[0]?.statements.length,
    2,
  )
})

test('a large broken resource is told one fault, and does not fill the memory', () => {
  const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`x${n}`, n]))
  const outcome = read(JSON.stringify({ resourceType: 'Observation', ...many }))
  assert.ok(outcome.outcome === 'set-aside' && outcome.words.length < 1000)
})

test('anything at all is translated or set aside: no entry is lost, and nothing throws', () => {
  const names = ['id', 'subject', 'patient', 'identifier', 'result', 'contained', 'content', 'meta']
  const more = [
    'participant',
    'actor',
    'reference',
    'extension',
    'name',
    'link',
    'data',
    'attachment',
  ]
  const name = fc.constantFrom(...names, ...more)
  const leaf = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('Patient/1', '#1', '#', 'urn:uuid:1', 'A?b'),
  )
  const { resource } = fc.letrec((tie) => ({
    node: fc.oneof({ maxDepth: 4 }, leaf, tie('resource'), fc.array(tie('node'), { maxLength: 3 })),
    resource: fc
      .tuple(
        fc.constantFrom(...filedKinds, 'Binary', 'Bundle', 'X', ''),
        fc.dictionary(name, tie('node'), { maxKeys: 5 }),
      )
      .map(([resourceType, rest]) => ({ resourceType, ...rest })),
  }))
  const entries = fc.array(
    fc.record({ resource, fullUrl: leaf, request: fc.constantFrom(undefined, { method: 'PUT' }) }),
    { maxLength: 4 },
  )
  fc.assert(
    fc.property(entries, (entry) => {
      const outcome = read(JSON.stringify({ resourceType: 'Bundle', type: 'batch', entry }))
      assert.equal(outcome.outcome, 'translated')
      if (outcome.outcome !== 'translated') return
      const { patients, setAside, notUnderstood } = outcome.translation
      const filed = patients.flatMap((each) => each.statements).length
      const unknown = Object.values(notUnderstood).reduce((sum, each) => sum + each, 0)
      const binaries = entry.filter(
        (each) => (each.resource as { resourceType: string }).resourceType === 'Binary',
      )
      assert.ok(filed + setAside.length + unknown + binaries.length >= entry.length)
    }),
    { numRuns: 300 },
  )
})
