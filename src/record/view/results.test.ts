import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coded, concept, show, tryShow } from './sample-line.ts'

const result = (fields: object) =>
  show({ resourceType: 'Observation', status: 'final', code: { text: 'Potassium' }, ...fields })

const quantity = (value: number, comparator?: string) => ({ value, unit: 'mmol/L', comparator })
const range = [{ low: quantity(3.5), high: quantity(5.3) }]

test('a value is shown as sent: comparator, digits, unit, range and flag', () => {
  const valueQuantity = {
    ...quantity(5, '<'),
    _value: { extension: [{ url: 'urn:lcr:decimal', valueString: '5.0' }] },
  }
  const line = result({
    valueQuantity,
    referenceRange: [{ text: '3.5 - 5.3' }],
    interpretation: [coded('H')],
  })
  assert.deepEqual(line.result, {
    value: '<5.0',
    unit: 'mmol/L',
    range: '3.5 - 5.3',
    flag: 'H',
    abnormal: true,
  })
  assert.equal(line.status, undefined)
})

test('where flag and range disagree both are told, and the more abnormal is believed', () => {
  const unflagged = result({
    valueQuantity: quantity(6.1),
    referenceRange: range,
    interpretation: [coded('N')],
  })
  assert.equal(unflagged.result?.abnormal, true)
  assert.equal(unflagged.fact('Check'), 'The laboratory flags N, and the value is above the range')
  const inside = result({
    valueQuantity: quantity(4),
    referenceRange: range,
    interpretation: [coded('H')],
  })
  assert.equal(inside.result?.abnormal, true)
  assert.match(inside.fact('Check') ?? '', /inside the range/)
})

test('nothing is judged against several ranges, another unit or a censored value', () => {
  const abnormal = (fields: object) => result(fields).result?.abnormal
  assert.equal(
    abnormal({ valueQuantity: quantity(9), referenceRange: [...range, ...range] }),
    undefined,
  )
  assert.equal(
    abnormal({ valueQuantity: { value: 9, unit: 'g/L' }, referenceRange: range }),
    undefined,
  )
  assert.equal(abnormal({ valueQuantity: quantity(9, '<'), referenceRange: range }), undefined)
})

test('a critical flag is seen at once', () => {
  assert.equal(result({ interpretation: [coded('LL')] }).alert, 'Critically low')
})

test('blood pressure is one value, and other components are facts', () => {
  const mmHg = (code: string, value: number) => ({
    code: concept(code),
    valueQuantity: { value, unit: 'mm[Hg]' },
  })
  const line = result({ component: [mmHg('271650006', 88), mmHg('271649006', 142)] })
  assert.deepEqual(line.result, { value: '142/88', unit: 'mmHg' })
  assert.equal(line.facts, undefined)
  const third = { code: { text: 'Cuff' }, valueString: 'large' }
  const more = result({ component: [mmHg('271650006', 88), mmHg('271649006', 142), third] })
  assert.equal(more.fact('Cuff'), 'large')
})

test('no value says why, and is never a value', () => {
  const line = result({ status: 'cancelled', dataAbsentReason: coded('not-performed') })
  assert.equal(line.result, undefined)
  assert.equal(line.status, 'Not performed')
  const insufficient = result({ dataAbsentReason: { text: 'Sample insufficient' } })
  assert.equal(insufficient.fact('No value'), 'Sample insufficient')
})

test('a corrected result shows what it was, newest first, in either form', () => {
  const was = (value: string, until: string) => ({
    url: 'urn:lcr:was',
    extension: [
      { url: 'value', valueString: value },
      { url: 'until', valueDateTime: until },
    ],
  })
  const first = was('3.2', '2026-03-01T10:05:00Z')
  const line = result({
    status: 'corrected',
    extension: [first, was('3.9', '2026-03-02T08:00:00Z')],
  })
  assert.equal(line.status, 'Corrected')
  assert.deepEqual(
    line.result?.was?.map((each) => each.value),
    ['3.9', '3.2'],
  )
  const valueString = JSON.stringify([{ value: '3.2', until: '2026-03-01' }])
  const json = result({ extension: [{ url: 'urn:lcr:was', valueString }] })
  assert.deepEqual(json.result?.was, [{ value: '3.2', until: '2026-03-01' }])
  assert.equal(result({ extension: [{ url: 'urn:lcr:was', valueString: '{' }] }).result, undefined)
})

test('a narrative keeps its lines and columns', () => {
  const valueString = 'Organism   S. aureus\r\nFluclox    S\r\n'
  assert.equal(result({ valueString }).result?.text, 'Organism   S. aureus\nFluclox    S')
})

test('a heading over other results is no line; a coded finding is', () => {
  const hasMember = [{ reference: 'Observation/1' }]
  assert.equal(
    tryShow({ resourceType: 'Observation', code: { text: 'FBC' }, hasMember }),
    undefined,
  )
  assert.equal(result({ code: { text: 'Ankle swelling' } }).title, 'Ankle swelling')
})

test('a report with words or a document is a line; one that only holds results is not', () => {
  const code = { text: 'Chest X-ray' }
  const report = { resourceType: 'DiagnosticReport', status: 'final', code }
  const some = [{ reference: 'Observation/1' }]
  assert.equal(tryShow({ ...report, result: some }), undefined)
  assert.ok(tryShow({ ...report, status: 'registered' }))
  const concluded = show({ ...report, result: some, conclusion: 'Clear lungs.' })
  assert.equal(concluded.result?.text, 'Clear lungs.')
  assert.equal(concluded.group, 'Chest X-ray')
  const presentedForm = [{ url: 'urn:lcr:attachment:ff', contentType: 'application/pdf', size: 3 }]
  assert.equal(show({ ...report, result: some, presentedForm }).document?.hash, 'ff')
  const inline = show({
    ...report,
    presentedForm: [
      { contentType: 'text/plain', data: Buffer.from('No growth\nafter 48 h').toString('base64') },
    ],
  })
  assert.equal(inline.result?.text, 'No growth\nafter 48 h')
})

test('a result stands under the report that names it', () => {
  const extension = [{ url: 'urn:lcr:report', valueString: 'Urea and electrolytes' }]
  assert.equal(result({ extension }).group, 'Urea and electrolytes')
  assert.equal(result({ category: [coded('vital-signs')] }).group, 'Vital signs')
})

test('a value that is not final says so; what nobody asked for is no line (LAB-03)', () => {
  const registered = result({ status: 'registered', valueQuantity: quantity(4) })
  assert.equal(registered.status, 'Not final')
  assert.equal(result({ status: 'registered' }).status, 'Registered, no result yet')
  const absent = (code: string) =>
    tryShow({
      resourceType: 'Observation',
      status: 'cancelled',
      code: { text: 'Potassium' },
      dataAbsentReason: { coding: [{ code }], text: 'Words of the laboratory' },
    })
  assert.equal(absent('not-asked'), undefined)
  assert.notEqual(absent('not-performed'), undefined)
})
