/** Cultures, their isolates and what these are sensitive to (§1.6 Microbiology). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Observation } from 'fhir/r4'
import { itemOf } from '../../src/record/view/index.ts'
import { combine } from '../../src/sources/index.ts'
import { fixture, message, resources, statements } from './hl7v2-fixtures.ts'

const sent = (at: string, ...segments: string[]) =>
  message(`MSH|^~\\&|LAB|RJZ|||${at}||ORU^R01|${at}|P|2.4`, 'PID|1||K100209^^^RJZ^MR', ...segments)
const culture = (at: string, ...obx: string[]) =>
  sent(at, `OBR|1||26M12|UCUL^Urine culture|||20261118|||||||||||||||${at}||MB|F`, ...obx)
const sensitivities = (at: string, isolate: string, ...obx: string[]) =>
  sent(
    at,
    `OBR|1||26M12|SENS^Sensitivities|||20261118|||||||||||||||${at}||MB|F|ISOLATE&&WinPath^${isolate}|||^26M12`,
    ...obx,
  )
const amount = 'OBX|1|ST|ISOLATE^Quantity|1|10,000-100,000 CFU/mL||||||F'
const organism = (name: string, status = 'F') =>
  `OBX|2|CE|ISOLATE^Organism|1|ORG^${name}^L||||||${status}`
const trimethoprim = 'OBX|1|CE|TRI^Trimethoprim||TRI^Trimethoprim^L|||R|||F'

const provenance = {
  feed: 'LAB|RJZ',
  organisation: 'RJZ',
  organisationName: 'Kings',
  receivedAt: '2026-11-20T10:16:00Z',
}
const items = (bytes: Buffer) =>
  resources<Observation>(bytes, 'Observation').map(
    (resource) => itemOf({ id: 'x', kind: 'Observation', resource, provenance })?.item,
  )

test('an organism and how much of it grew are one result, whichever stands first', () => {
  for (const lines of [
    [amount, organism('Escherichia coli')],
    [organism('Escherichia coli'), amount],
  ]) {
    const bytes = culture('20261120100000', ...lines)
    const [one, ...more] = statements(bytes, 'Observation')
    assert.equal(more.length, 0)
    assert.equal(one?.sourceId, '26M12/UCUL/ISOLATE/1')
    const resource = one?.resource as Observation
    assert.equal(resource.valueCodeableConcept?.text, 'Escherichia coli')
    assert.equal(resource.component?.[0]?.valueString, '10,000-100,000 CFU/mL')
    const [item] = items(bytes)
    assert.equal(item?.result?.value, 'Escherichia coli')
    assert.deepEqual(
      item?.facts?.find(([label]) => label === 'Quantity'),
      ['Quantity', '10,000-100,000 CFU/mL'],
    )
  }
})

test('an organism of another name under the same number is the same isolate', () => {
  const first = culture('20261120100000', amount, organism('Gram-negative rods', 'P'))
  const named = culture('20261121100000', amount, organism('Escherichia coli', 'C'))
  for (const order of [
    [first, named],
    [named, first],
  ]) {
    let kept: { resource: unknown; state?: unknown } | undefined
    for (const one of order) {
      kept = combine.result?.(kept as never, statements(one, 'Observation')[0] as never)
    }
    const now = kept?.resource as Observation
    assert.equal(now.valueCodeableConcept?.text, 'Escherichia coli')
    assert.match(JSON.stringify(now.extension), /Gram-negative rods/)
  }
})

test('an isolate and its sensitivities stand together, in one message or in two', () => {
  const [isolate] = items(culture('20261120100000', amount, organism('Escherichia coli')))
  const [alone] = items(sensitivities('20261120090000', '1', trimethoprim))
  assert.equal(isolate?.group, 'Culture 26M12, isolate 1')
  assert.equal(alone?.group, isolate?.group)
  assert.equal(alone?.date, isolate?.date)
  assert.equal(alone?.result?.flag, 'R')
  const [other] = items(sensitivities('20261120090000', '2', trimethoprim))
  assert.notEqual(other?.group, isolate?.group)
  const together = items(fixture('microbiology'))
  assert.equal(together.length, 3)
  assert.equal(new Set(together.map((item) => item?.group)).size, 1)
})

test('sensitivities beside the organism bear its number in OBX-4', () => {
  const bytes = culture(
    '20261120100000',
    'OBX|1|CE|ORG^Organism|1|ECOL^Escherichia coli^L||||||F',
    'OBX|2|ST|AMO^Amoxicillin|1.1|>8|mg/L||R|||F||||||DD^Disc diffusion',
    'OBX|3|CE|ORG^Organism|2|KPN^Klebsiella pneumoniae^L||||||F',
    'OBX|4|ST|AMO^Amoxicillin|2.1|>8|mg/L||R|||F',
    'OBX|5|ST|MIC^Microscopy||No white cells seen||||||F',
  )
  assert.deepEqual(
    items(bytes).map((item) => item?.group),
    [
      'Culture 26M12, isolate 1',
      'Culture 26M12, isolate 1',
      'Culture 26M12, isolate 2',
      'Culture 26M12, isolate 2',
      'Urine culture',
    ],
  )
  assert.deepEqual(
    items(bytes)[1]?.facts?.find(([label]) => label === 'Method'),
    ['Method', 'Disc diffusion'],
  )
})

test('nothing that grew is a value, and a sub-id alone makes no isolate', () => {
  const [item] = items(
    culture('20261120100000', 'OBX|1|ST|CUL^Culture||No growth after 48 h||||||F'),
  )
  assert.equal(item?.result?.value, 'No growth after 48 h')
  const [blood] = items(
    sent(
      '20261120100000',
      'OBR|1||26B1|GAS^Blood gas|||20261118|||||||||||||||||CH|F',
      'OBX|1|NM|PH^pH|1|7.35||||||F',
    ),
  )
  assert.equal(blood?.group, 'Blood gas')
})

test('"I" is worded by what it meant when the isolate was taken', () => {
  const words = (taken: string) =>
    items(
      sent(
        '20261120100000',
        `OBR|1||26M12|SENS^Sensitivities|||${taken}|||||||||||||||||MB|F|ISOLATE^1`,
        'OBX|1|CE|CIP^Ciprofloxacin||CIP^Ciprofloxacin^L|||I|||F',
      ),
    )[0]?.facts?.find(([label]) => label === 'Susceptibility')?.[1]
  assert.equal(words('20261118'), 'Susceptible, increased exposure (I)')
  assert.equal(words('20170301'), 'Intermediate (I)')
})
