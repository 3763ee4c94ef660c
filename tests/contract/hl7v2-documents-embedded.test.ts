/** Documents inside OBX-5: encodings, pieces, wrappers, kinds and sizes (§1.6 Embedded documents). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DiagnosticReport, DocumentReference } from 'fhir/r4'
import { combine } from '../../src/sources/index.ts'
import { message, statements, translation } from './hl7v2-fixtures.ts'

const oru = (at: string, ...obx: string[]) =>
  message(
    `MSH|^~\\&|LAB|RJZ|||${at}||ORU^R01|${at}|P|2.4`,
    'PID|1||K100209^^^RJZ^MR',
    `OBR|1||26E1|HIST^Histology|||20261118|||||||||||||||${at}||SP|F`,
    ...obx,
  )
const ed = (bytes: string, encoding = 'Base64', status = 'F', kind = 'AP^PDF') =>
  `OBX|1|ED|PDF^Report||LAB^${kind}^${encoding}^${bytes}||||||${status}`
const documents = (...obx: string[]) =>
  statements(oru('20261120100000', ...obx), 'DocumentReference')
const bytesOf = (...obx: string[]) =>
  documents(...obx).map((one) => Buffer.from(one.attachments?.[0]?.bytes ?? []))

const pdf = Buffer.from(`%PDF-1.4\n${'x'.repeat(300)}\n%%EOF\n`)
const encoded = pdf.toString('base64')
const cut = (text: string, size: number) =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
    text.slice(at * size, (at + 1) * size),
  )

test('base64, hex and plain text are read; what it is, its bytes say', () => {
  assert.deepEqual(bytesOf(ed(encoded)), [pdf])
  assert.deepEqual(bytesOf(ed(pdf.toString('hex'), 'Hex')), [pdf])
  assert.equal(bytesOf(ed('Dear Dr Wren, a^b', 'A'))[0]?.toString(), 'Dear Dr Wren, a^b')
  const kinds = [
    [Buffer.from('{\\rtf1 A letter}'), 'application/rtf'],
    [Buffer.from('<!DOCTYPE html><p>A letter</p>'), 'text/html'],
    [Buffer.from([0x49, 0x49, 0x2a, 0, 8, 0, 0, 0]), 'image/tiff'],
    [Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0]), 'image/jpeg'],
    [pdf, 'application/pdf'],
  ] as const
  for (const [bytes, contentType] of kinds) {
    const [one] = documents(ed(bytes.toString('base64'), 'Base64', 'F', 'IM^JPEG'))
    assert.equal(one?.attachments?.[0]?.contentType, contentType)
  }
})

test('pieces are put together before they are decoded, also where each fills up its end', () => {
  assert.deepEqual(bytesOf(...cut(encoded, 101).map((piece) => ed(piece))), [pdf])
  const each = [pdf.subarray(0, 100), pdf.subarray(100, 200), pdf.subarray(200)]
  assert.deepEqual(bytesOf(...each.map((piece) => ed(piece.toString('base64')))), [pdf])
})

test('two whole documents under one code are two', () => {
  const other = Buffer.from('%PDF-1.7\nanother\n%%EOF\n')
  assert.deepEqual(bytesOf(ed(encoded), ed(other.toString('base64'))), [pdf, other])
  const ids = documents(ed(encoded), ed(other.toString('base64'))).map((one) => one.sourceId)
  assert.equal(new Set(ids).size, 2)
})

test('line breaks in base64 do no harm, raw or escaped', () => {
  const [one = '', two = ''] = cut(encoded, 220)
  for (const between of ['\\.br\\', '\\X0D0A\\', '\n', ' ']) {
    assert.deepEqual(bytesOf(ed(`${one}${between}${two}`)), [pdf])
  }
})

test('a MIME wrapper is taken off, whatever its headers say', () => {
  const header =
    'Content-Type: text/plain; charset=US-ASCII\\.br\\Content-transfer-encoding: base64'
  assert.deepEqual(
    bytesOf('OBX|1|ED|PDF^Report||MIME||||||F', ed(`${header}\\.br\\\\.br\\${encoded}`, '')),
    [pdf],
  )
  const more = `${header}\\.br\\Content-Disposition: attachment; filename=report.pdf\\.br\\\\.br\\`
  assert.deepEqual(bytesOf(ed(`MIME-Version: 1.0\\.br\\${more}${encoded}\\.br\\--end--`, '')), [
    pdf,
  ])
})

test('what is no base64, and what is too large, is set aside by its place; the rest is filed', () => {
  const words = 'OBX|1|TX|GDT^Histology||Normal mucosa.||||||F'
  for (const [sent, reason] of [
    ['%%%%', 'unreadable'],
    [`${encoded.slice(0, -5)}`.replace(/=+$/, '').slice(0, 405), 'unreadable'],
    [Buffer.alloc(21 * 1024 * 1024, 65).toString('base64'), 'invalid'],
  ] as const) {
    const { patients, setAside } = translation(oru('20261120100000', words, ed(sent)))
    assert.deepEqual(
      setAside.map((part) => [part.place, part.reason]),
      [['OBX 2', reason]],
    )
    const kinds = patients[0]?.statements.map((one) => one.kind)
    assert.equal(kinds?.includes('Observation'), true)
    assert.equal(kinds?.includes('DocumentReference'), false)
  }
})

test('a document put right is the one that is read; one taken back is none (LAB-03)', () => {
  const other = Buffer.from('%PDF-1.7\nanother\n%%EOF\n').toString('base64')
  const messages = [
    oru('20261120100000', ed(encoded)),
    oru('20261120110000', ed(other, 'Base64', 'C')),
    oru('20261120120000', ed('', 'Base64', 'W')),
  ]
  const after = (some: readonly Buffer[]) => {
    const fold = (kind: string, rule: string) => {
      let kept: { resource: unknown; state?: unknown } | undefined
      for (const one of some) {
        kept = combine[rule]?.(kept as never, statements(one, kind)[0] as never)
      }
      return kept?.resource
    }
    return {
      report: fold('DiagnosticReport', 'report') as DiagnosticReport,
      document: fold('DocumentReference', 'document') as DocumentReference,
    }
  }
  for (const some of [messages.slice(0, 2), messages.slice(0, 2).reverse()]) {
    const { report, document } = after(some)
    assert.equal(report.presentedForm?.length, 1)
    assert.equal(report.presentedForm?.[0]?.url, document.content[0]?.attachment.url)
    assert.match(JSON.stringify(report.presentedForm), /"size":23/)
  }
  for (const some of [messages, messages.toReversed()]) {
    const { report, document } = after(some)
    assert.equal(report.presentedForm, undefined)
    assert.equal(report.status, 'entered-in-error')
    assert.equal(document.status, 'entered-in-error')
  }
})
