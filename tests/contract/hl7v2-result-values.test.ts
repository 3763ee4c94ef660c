/** OBX-2 and OBX-5: each type of value, and what stands there instead of one (§1.6). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DiagnosticReport, Observation } from 'fhir/r4'
import { message, resources, statements, translation } from './hl7v2-fixtures.ts'

const oru = (...obx: string[]) =>
  message(
    'MSH|^~\\&|LAB|RJZ|||20261120101500||ORU^R01|V1|P|2.4',
    'PID|1||K100209^^^RJZ^MR',
    'OBR|1||26V1|PAN^Panel|||20261120080000|||||||||||||||20261120100000||CH|F',
    ...obx,
  )
const valued = (type: string, value: string, unit = '') =>
  resources<Observation>(
    oru(`OBX|1|${type}|T^Test||${value}|${unit}|||||F`),
    'Observation',
  )[0] as Observation
const absence = (value: string, type = 'ST', unit = '') =>
  valued(type, value, unit).dataAbsentReason?.coding?.[0]?.code

test('NM: signs, comparators and separators are read only where they are beyond doubt', () => {
  const read = (value: string) => {
    const { valueQuantity: quantity, valueString } = valued('NM', value, 'mmol/L')
    return quantity ? [quantity.comparator, quantity.value] : valueString
  }
  assert.deepEqual(read('5.1'), [undefined, 5.1])
  assert.deepEqual(read('+5'), [undefined, 5])
  assert.deepEqual(read('.5'), [undefined, 0.5])
  assert.deepEqual(read('-2.0'), [undefined, -2])
  assert.deepEqual(read('<0.01'), ['<', 0.01])
  assert.deepEqual(read('>=60'), ['>=', 60])
  assert.deepEqual(read('1,234,567'), [undefined, 1234567])
  assert.deepEqual(read('1,234.5'), [undefined, 1234.5])
  assert.equal(read('1,234'), '1,234')
  assert.equal(read('3,5'), '3,5')
  assert.equal(read('about 5'), 'about 5')
  assert.equal(read('5~6'), '5\n6')
  assert.deepEqual(translation(oru('OBX|1|NM|T^Test||about 5|g/L||||||F')).defects, [
    'OBX-5 says NM and is no number',
  ])
})

test('SN: comparator, ratio, range, and text where it is none of them', () => {
  const range = valued('SN', '2^-^5', 'g/L').valueRange
  assert.deepEqual([range?.low?.value, range?.high?.value], [2, 5])
  assert.equal(valued('SN', '>^60').valueQuantity?.comparator, '>')
  assert.equal(valued('SN', '^5.2').valueQuantity?.value, 5.2)
  assert.equal(valued('SN', '^1^:^128').valueRatio?.denominator?.value, 128)
  assert.equal(valued('SN', '^1^+').valueString, '1+')
})

test('ST, TX, FT: a number only with a unit; else as it was written', () => {
  assert.equal(valued('ST', ' 5.10 ', 'mmol/L').valueQuantity?.value, 5.1)
  assert.equal(valued('ST', '5.1').valueString, '5.1')
  assert.equal(valued('ST', '5.1 H', 'mmol/L').valueString, '5.1 H')
  assert.equal(valued('TX', 'Seen in A&E').valueString, 'Seen in A&E')
  assert.equal(valued('FT', 'one\\.br\\\\.sp1\\two~three').valueString, 'one\n\ntwo\nthree')
})

test('dates, times, periods and ranges are what they are', () => {
  assert.equal(valued('DT', '20261120').valueDateTime, '2026-11-20')
  assert.equal(valued('TM', '0930').valueTime, '09:30:00')
  assert.deepEqual(valued('DR', '20261101^20261120').valuePeriod, {
    start: '2026-11-01',
    end: '2026-11-20',
  })
  assert.equal(valued('NR', '3.5^5.3', 'mmol/L').valueRange?.high?.value, 5.3)
  assert.equal(valued('DT', 'yesterday').valueString, 'yesterday')
})

test('coded values keep their words; several are several', () => {
  const one = valued('CWE', 'POS^Detected^L^10828004^Positive^SCT')
  assert.equal(one.valueCodeableConcept?.coding?.[1]?.system, 'http://snomed.info/sct')
  assert.equal(one.valueCodeableConcept?.text, 'Detected')
  const two = valued('CE', 'A^Influenza A^L~B^Influenza B^L')
  assert.deepEqual(
    two.component?.map((part) => part.valueCodeableConcept?.text),
    ['Influenza A', 'Influenza B'],
  )
})

test('words where a value should stand are never a number, above all not 0', () => {
  assert.equal(absence('See comment'), 'as-text')
  assert.equal(absence('Pending'), 'temp-unknown')
  assert.equal(absence('Haemolysed', 'NM', 'mmol/L'), 'error')
  assert.equal(absence('Insufficient'), 'error')
  assert.equal(absence('-', 'NM', 'mmol/L'), 'unknown')
  assert.equal(absence('NA'), 'not-applicable')
  assert.equal(absence('No growth after 48 h'), undefined)
  assert.equal(valued('ST', 'No growth after 48 h').valueString, 'No growth after 48 h')
})

test('a pointer is told and never followed', () => {
  const pointed = valued('RP', 'https://pacs.example/1^IM^application^DICOM')
  assert.equal(pointed.dataAbsentReason?.text, 'Held in another system of the sender')
  assert.equal(JSON.stringify(pointed).includes('pacs.example'), false)
})

test('units keep their escapes, and a caret without one is put back (HL7-06)', () => {
  for (const [sent, unit] of [
    ['x10\\S\\9/L', 'x10^9/L'],
    ['10^9/L', '10^9/L'],
    ['x10^12/L', 'x10^12/L'],
    ['10*9/L', '10*9/L'],
  ] as const) {
    assert.equal(valued('NM', '6.2', sent).valueQuantity?.unit, unit)
  }
})

test('bounds are read where they can be, and not the wrong way round (LAB-06)', () => {
  const rangeOf = (range: string) =>
    resources<Observation>(oru(`OBX|1|NM|T^Test||5|mmol/L|${range}|H|||F`), 'Observation')[0]
      ?.referenceRange?.[0]
  assert.deepEqual([rangeOf('3.5-5.3')?.low?.value, rangeOf('3.5-5.3')?.high?.value], [3.5, 5.3])
  assert.deepEqual([rangeOf('-2--1')?.low?.value, rangeOf('-2--1')?.high?.value], [-2, -1])
  assert.equal(rangeOf('<5')?.high?.value, 5)
  assert.equal(rangeOf('>90')?.low?.value, 90)
  assert.equal(rangeOf('5.3-3.5')?.low, undefined)
  assert.equal(rangeOf('Male 130-170 Female 120-150')?.text, 'Male 130-170 Female 120-150')
})

test('OBX-1 is no id, and what bears one code twice is two results (LAB-05)', () => {
  const ids = (...obx: string[]) =>
    statements(oru(...obx), 'Observation').map((one) => one.sourceId)
  const [first, second] = [
    'OBX|7|NM|GLU^Glucose||5.1|mmol/L|||||F',
    'OBX|7|NM|GLU^Glucose||7.9|mmol/L|||||F',
  ]
  assert.deepEqual(ids(first as string, second as string), ['26V1/PAN/GLU', '26V1/PAN/GLU#2'])
  assert.deepEqual(ids((first as string).replace('|7|', '|1|')), ['26V1/PAN/GLU'])
})

test('a comment belongs to what stands before it (LAB-07)', () => {
  const bytes = oru(
    'NTE|1|L|Fasting.',
    'OBX|1|NM|K^Potassium||6.9|mmol/L|||||F',
    'NTE|1|L|Sample haemolysed:',
    'NTE|2|L|potassium unreliable.',
    'OBX|2|NM|NA^Sodium||140|mmol/L|||||F',
    'SPM|1|||BLD^Blood',
    'NTE|1|L|Kept for a week.',
  )
  const [potassium, sodium] = resources<Observation>(bytes, 'Observation')
  assert.equal(potassium?.note?.[0]?.text, 'Sample haemolysed:\npotassium unreliable.')
  assert.equal(sodium?.note, undefined)
  const [report] = resources<DiagnosticReport>(bytes, 'DiagnosticReport')
  assert.equal(report?.conclusion, 'Fasting.\nKept for a week.')
})
