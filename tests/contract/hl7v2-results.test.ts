import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DiagnosticReport, DocumentReference, Observation } from 'fhir/r4'
import { combine } from '../../src/sources/index.ts'
import { fixture, message, resources, statements, translation } from './hl7v2-fixtures.ts'

const results = (name: string) => resources<Observation>(fixture(name), 'Observation')
const result = (name: string, code: string) =>
  results(name).find((one) => one.code.coding?.[0]?.code === code)

test('a figure in a text field is a number when its unit says so, and keeps its digits (LAB-06)', () => {
  const potassium = result('number-alone', 'K')
  assert.equal(potassium?.valueQuantity?.value, 5.1)
  assert.match(JSON.stringify(potassium?.valueQuantity), /"valueString":"5\.10"/)
  assert.equal(potassium?.interpretation?.[0]?.text, 'H')
  assert.equal(result('number-alone', 'UR')?.valueString, '7.1')
})

test('a comparator in a number stays one', () => {
  const rate = result('number-alone', 'EGFR')?.valueQuantity
  assert.deepEqual([rate?.comparator, rate?.value, rate?.unit], ['<', 15, 'mL/min'])
  const protein = result('number-alone', 'CRP')?.valueQuantity
  assert.deepEqual([protein?.comparator, protein?.value], ['<', 149])
})

test('a titre is a ratio', () => {
  const ratio = result('number-alone', 'TIT')?.valueRatio
  assert.deepEqual([ratio?.numerator?.value, ratio?.denominator?.value], [1, 128])
})

test('a range below zero has both of its bounds', () => {
  const range = result('number-alone', 'BE')?.referenceRange?.[0]
  assert.deepEqual([range?.low?.value, range?.high?.value, range?.text], [-2, -0.5, '-2.0--0.5'])
})

test('words where a value should stand are never a number', () => {
  const sodium = result('number-alone', 'NA')
  assert.equal(sodium?.valueQuantity, undefined)
  assert.equal(sodium?.dataAbsentReason?.text, 'Haemolysed')
  assert.equal(sodium?.note?.[0]?.text, 'Sample haemolysed. Please repeat.')
  assert.equal(result('number-alone', 'CR')?.dataAbsentReason?.text, 'See comment')
})

test('a power of ten that was not escaped is put together again (HL7-06)', () => {
  assert.equal(result('number-alone', 'WCC')?.valueQuantity?.unit, '10^9/L')
  const { defects } = translation(fixture('number-alone'))
  assert.deepEqual(defects, ['OBX-6 holds a caret that is not escaped'])
})

test('a flag that contradicts its range is kept as the laboratory sent it (LAB-06)', () => {
  assert.equal(result('number-alone', 'BE')?.interpretation?.[0]?.text, 'N')
})

test('reports of one accession number are reports of their own (LAB-01)', () => {
  const reports = statements(fixture('same-accession-several-reports'), 'DiagnosticReport')
  assert.deepEqual(
    reports.map((one) => [one.sourceId, (one.resource as DiagnosticReport).status]),
    [
      ['26U777/FBC', 'final'],
      ['26U777/CLOT', 'preliminary'],
    ],
  )
  const [haemoglobin] = statements(fixture('same-accession-several-reports'), 'Observation')
  const report = reports[0]?.resource as DiagnosticReport
  assert.equal(report.result?.[0]?.reference, `Observation/${haemoglobin?.sourceId}`)
})

test('sensitivities say which organism they are of', () => {
  const trimethoprim = result('microbiology', 'TRI')
  assert.equal(trimethoprim?.interpretation?.[0]?.text, 'R')
  assert.equal(trimethoprim?.derivedFrom?.[0]?.reference, 'Observation/26M12/UCUL/ISOLATE/1')
  const ids = statements(fixture('microbiology'), 'Observation').map((one) => one.sourceId)
  assert.equal(new Set(ids).size, ids.length)
})

test('a text keeps its lines and its layout (HL7-07)', () => {
  const [culture] = results('layout-of-text')
  assert.equal(
    culture?.valueString,
    [
      '  Organism        Growth',
      '  --------        ------',
      '',
      'Seen in A&E & clinic; no growth after 48 h',
    ].join('\n'),
  )
})

test('a document in a MIME wrapper and in pieces is what its bytes are', () => {
  const [document] = resources<DocumentReference>(
    fixture('mime-wrapped-report'),
    'DocumentReference',
  )
  assert.equal(document?.content[0]?.attachment.contentType, 'application/pdf')
  const [report] = statements(fixture('mime-wrapped-report'), 'DiagnosticReport')
  const bytes = Buffer.from(report?.attachments?.[0]?.bytes ?? [])
  assert.match(bytes.toString('latin1'), /^%PDF-1\.4\n% a small invented document\n%%EOF\n$/)
  assert.equal(
    (report!.resource as DiagnosticReport).presentedForm?.[0]?.url,
    document?.content[0]?.attachment.url,
  )
})

test('an offset of elsewhere is kept and told', () => {
  const [glucose] = results('offset-of-elsewhere')
  assert.equal(glucose?.effectiveDateTime, '2026-05-05T09:00:00+02:00')
  assert.match(translation(fixture('offset-of-elsewhere')).defects.join(), /OBR-7: offset not of/)
})

const potassium = (value: string, status: string, changed: string, sent: string) =>
  message(
    `MSH|^~\\&|LAB|RJZ|||${sent}||ORU^R01|${sent}|P|2.3`,
    'PID|1||K100300^^^RJZ^MR',
    `OBR|1||F1|UE^Urea and electrolytes|||20261120080000|||||||||||||||${changed}||BC|F`,
    `OBX|1|NM|K^Potassium||${value}|mmol/L|||||${status}`,
  )
const held = (...versions: Buffer[]) => {
  let kept: { resource: unknown; state?: unknown } | undefined
  for (const version of versions) {
    const [statement] = statements(version, 'Observation')
    assert.equal(statement?.combine, 'result')
    kept = combine.result?.(kept as never, statement as never)
  }
  return kept?.resource as Observation
}

test('a correction shows what stood there, until when (LAB-01)', () => {
  const first = potassium('3.2', 'F', '20261120090000', '20261120090100')
  const corrected = potassium('4.2', 'C', '20261120100500', '20261120100600')
  const now = held(first, corrected)
  assert.equal(now.valueQuantity?.value, 4.2)
  assert.equal(now.status, 'corrected')
  assert.deepEqual(
    now.extension?.filter((one) => one.url === 'urn:lcr:was'),
    [
      {
        url: 'urn:lcr:was',
        extension: [
          { url: 'value', valueString: '3.2 mmol/L' },
          { url: 'until', valueDateTime: '2026-11-20T10:05:00.000Z' },
        ],
      },
    ],
  )
  assert.deepEqual(held(corrected, first).valueQuantity, now.valueQuantity)
})

test('a change of status alone (U) keeps the value (LAB-03)', () => {
  const first = potassium('3.2', 'P', '20261120090000', '20261120090100')
  const final = potassium('', 'U', '20261120100500', '20261120100600')
  assert.equal(held(first, final).valueQuantity?.value, 3.2)
  assert.equal(held(first, final).status, 'final')
  assert.equal(held(final, first).valueQuantity?.value, 3.2)
})

test('a result taken back (W) shows no value, whichever came first (LAB-03)', () => {
  const taken = fixture('wrong-patient')
  const [statement] = statements(taken, 'Observation')
  assert.equal((statement!.resource as Observation).status, 'entered-in-error')
  assert.equal((statement!.resource as Observation).valueQuantity, undefined)
  const [before] = statements(fixture('number-alone'), 'Observation')
  assert.equal(before?.sourceId, statement?.sourceId)
  for (const order of [
    [before, statement],
    [statement, before],
  ]) {
    let kept: { resource: unknown; state?: unknown } | undefined
    for (const one of order) kept = combine.result?.(kept as never, one as never)
    assert.equal((kept!.resource as Observation).status, 'entered-in-error')
    assert.equal(JSON.stringify(kept?.resource).includes('5.1'), false)
  }
})
