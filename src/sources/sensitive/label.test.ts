import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { deflateRawSync, deflateSync } from 'node:zlib'
import type { Statement, Translation } from '#vocabulary'
import { profileForSender } from '../known-profiles.ts'
import { translate } from '../translate.ts'
import { takeSensitiveSets, withSensitive } from './label.ts'
import { codeMatcher } from './match-codes.ts'
import { wordMatcher } from './match-words.ts'
import { ownSensitiveSets, readSensitiveSets } from './sets.ts'

const about = (statement: Partial<Statement>): Translation =>
  ({ patients: [{ statements: [{ kind: 'Observation', resource: {}, ...statement }] }] }) as never
const isSensitive = (statement: Partial<Statement>): boolean =>
  withSensitive(about(statement)).patients[0]!.statements[0]!.labels?.includes('sensitive') ?? false
const document = (contentType: string, bytes: Uint8Array | string): boolean =>
  isSensitive({
    attachments: [
      { hash: 'x', contentType, bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes },
    ],
  })

describe('the sets that come with the product', () => {
  test('AC-21 name SNOMED CT identifiers that are ones: their check digit is right', () => {
    for (const { snomed } of ownSensitiveSets.themes) {
      for (const id of snomed) assert.equal(verhoeff(id), 0, id)
    }
  })

  test('AC-21 say that their owner has still to confirm them', () => {
    assert.match(ownSensitiveSets.status, /to be confirmed/)
    for (const theme of ownSensitiveSets.themes) assert.match(theme.status ?? '', /\(GK\)/)
  })

  test('AC-21 may be others, or none; what is wrong in a file is told by its place', () => {
    const empty = { version: 2, owner: 'x', date: '2026-11-22', status: 'x', themes: [] }
    try {
      takeSensitiveSets(readSensitiveSets(JSON.stringify(empty)))
      assert.equal(isSensitive({ resource: { code: { text: 'Chlamydia' } } as never }), false)
    } finally {
      takeSensitiveSets(ownSensitiveSets)
    }
    const wrong = { ...empty, themes: [{ ...ownSensitiveSets.themes[0], words: ['a|b'] }] }
    assert.throws(() => readSensitiveSets(JSON.stringify(wrong)), /themes\.0\.words\.0/)
    assert.throws(() => readSensitiveSets('{'), /not JSON/)
    assert.notEqual(readSensitiveSets(JSON.stringify(empty)).hash, ownSensitiveSets.hash)
  })
})

describe('a code', () => {
  const is = codeMatcher(ownSensitiveSets.themes)
  test('AT-23 is one of a set in every spelling of it and of its system', () => {
    for (const [system, code] of [
      ['http://snomed.info/sct', '15628003'],
      ['http://snomed.info/sct', ' 15628003\u0000'],
      ['SNOMED-CT', '１５６２８００３'],
      ['RJZ/local', '15628003'],
      [undefined, '٨٠٩٨٠٠٩'],
      ['http://hl7.org/fhir/sid/icd-10', 'A56.0'],
      ['http://hl7.org/fhir/sid/icd-10-uk', 'a560'],
      ['RJZ/ICD-10 v5', 'A56.0D'],
      ['I10', 'O04.9'],
      ['RJZ/local', 'A54.9'],
      [undefined, 'B24X'],
      ['OPCS4', 'Q13.1'],
      ['https://fhir.hl7.org.uk/CodeSystem/OPCS-4', 'x151'],
      ['http://read.info/readv2', 'A9...00'],
      ['http://read.info/ctv3', 'L05..'],
      [undefined, 'Eu64.'],
      ['https://fhir.nhs.uk/CodeSystem/NHSDataModelAndDictionary-treatment-function', '360'],
    ] as const) {
      assert.equal(is(system, code), true, `${system} ${code}`)
    }
  })
  test('AC-21 is not one because it looks like one of another terminology', () => {
    for (const [system, code] of [
      ['http://snomed.info/sct', '38341003'],
      ['http://loinc.org', 'A56.0'],
      ['RJZ/BATTERIES', 'A56'],
      ['RJZ/local', 'K'],
      ['RJZ/local', 'A9'],
      ['http://hl7.org/fhir/sid/icd-10', 'A49.0'],
      ['OPCS4', 'A56'],
      ['https://dmd.nhs.uk', '360'],
    ] as const) {
      assert.equal(is(system, code), false, `${system} ${code}`)
    }
  })
})

describe('words', () => {
  const has = wordMatcher(ownSensitiveSets.themes.flatMap((theme) => theme.words))
  test('AC-21 are found as written by people, and not inside of others', () => {
    for (const words of [
      'HIV+',
      'Hx: TERMINATION  OF\r\nPREGNANCY 2009',
      'Terminations of pregnancy x2',
      'anti-retroviral therapy',
      'in-vitro fertilisation',
      'had an abortion',
      'gono\u00adrrhoea',
      'ｃｈｌａｍｙｄｉａ',
      'transgender woman',
      'H.I.V.'.replaceAll('.', ''),
    ]) {
      assert.equal(has(words), true, words)
    }
    for (const words of [
      'Shivering',
      'hearing aids',
      'terminated early',
      'Archive',
      'Ms Ivfold',
      'pregnancy test',
    ]) {
      assert.equal(has(words), false, words)
    }
  })
  test('AC-21 cost time in proportion to the text, whatever it says', () => {
    for (const text of [
      'terminat'.repeat(100_000),
      'in vitro '.repeat(100_000),
      '-\n'.repeat(200_000),
    ]) {
      assert.equal(has(text), false)
    }
  })
})

describe('a document', () => {
  const words = 'Referred after a termination of pregnancy'
  const pdf = (content: string | Buffer): Buffer =>
    Buffer.concat([
      Buffer.from('%PDF-1.4\n1 0 obj\n<< /Length 9 >>\nstream\n'),
      Buffer.from(content),
      Buffer.from('\nendstream\nendobj\n%%EOF'),
    ])
  test('AT-49 is read as text, HTML, RTF, in the two byte forms, and with bytes that no text has', () => {
    assert.ok(document('text/plain', words))
    assert.ok(
      document('text/html', '<p>Referred after a <b>termi</b>nation&nbsp;of&#32;pregnancy</p>'),
    )
    assert.ok(document('application/xml', `<a><b>Chlamydia</b></a>`))
    assert.ok(
      document(
        'application/rtf',
        '{\\rtf1\\ansi Referred after a termination\\par of preg\\b nancy\\b0}',
      ),
    )
    assert.ok(document('application/rtf', "{\\rtf1 g\\'6fnorrhoea}"))
    assert.ok(document('application/octet-stream', Buffer.from(words, 'utf16le')))
    assert.ok(
      document(
        'text/plain',
        Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(words, 'utf16le')]),
      ),
    )
    assert.ok(
      document('application/octet-stream', 'Chla\u0000mydia was found on the swab that was sent'),
    )
  })
  test('AT-49 is read as PDF where its letters are written as letters, packed or not', () => {
    assert.ok(document('application/pdf', pdf(`BT /F1 12 Tf (${words}) Tj ET`)))
    assert.ok(
      document(
        'application/pdf',
        pdf(
          deflateSync(
            `BT (Referred) Tj 0 -14 Td [(termin) 20 (ation) -300 (of)] TJ T* (pregnancy) Tj ET`,
          ),
        ),
      ),
    )
    assert.ok(
      document('application/pdf', pdf(`BT <${Buffer.from('Chlamydia').toString('hex')}> Tj ET`)),
    )
    assert.ok(!document('application/pdf', pdf(deflateSync('BT (Dear colleague) Tj ET'))))
  })
  test('AT-49 is read as a word processor writes it', () => {
    const xml = '<w:p><w:r><w:t>Refused chlam</w:t></w:r><w:r><w:t>ydia test</w:t></w:r></w:p>'
    const [name, packed] = [Buffer.from('word/document.xml'), deflateRawSync(xml)]
    const head = Buffer.alloc(30)
    head.set([0x50, 0x4b, 3, 4])
    head.writeUInt16LE(8, 8)
    head.writeUInt16LE(name.length, 26)
    assert.ok(document('application/octet-stream', Buffer.concat([head, name, packed])))
  })
  test('AC-21 that cannot be read is no fault, and no reason', () => {
    for (const type of ['application/pdf', 'application/octet-stream', 'image/png', 'text/plain']) {
      for (const bytes of [
        Buffer.alloc(0),
        Buffer.alloc(40_000, 0x78),
        Buffer.from('PK\u0003\u0004'),
        pdf('x\u009c'),
      ]) {
        assert.equal(document(type, bytes), false)
      }
    }
  })
})

describe('an HL7 v2 message', () => {
  const of = (...segments: string[]) => {
    const bytes = Buffer.from(
      [
        'MSH|^~\\&|PAS|RJZ|LCR|LCR|20261120100000||ORU^R01|C1|P|2.4',
        'PID|1||77^^^RJZ^MR||KHAN^A||19850314|2',
        ...segments,
      ].join('\r'),
    )
    const read = translate(
      'hl7v2',
      bytes,
      profileForSender('PAS', 'RJZ'),
      Date.parse('2026-11-20T10:16:00Z'),
    )
    assert.equal(read.outcome, 'translated')
    return (read as { translation: Translation }).translation.patients[0]!.statements.filter(
      (one) => one.labels?.includes('sensitive'),
    ).map((one) => one.kind)
  }
  test('AC-21 brings labels by the code of a result, by its words over several lines, and never for the patient', () => {
    const obr = 'OBR|1|O1|L1|SWAB^Swab^LOCAL|||20261120|||||||||||||||20261120||MB|F'
    assert.deepEqual(of(obr, 'OBX|1|ST|MC^Microscopy^LOCAL||Nil of note||||||F'), [])
    assert.deepEqual(
      of(obr, 'OBX|1|ST|CT^Chlamydia PCR^LOCAL||Detected||||||F').includes('Observation'),
      true,
    )
    const lines = [
      'OBX|1|TX|N^Note^LOCAL|1|after termi-||||||F',
      'OBX|2|TX|N^Note^LOCAL|1|nation of||||||F',
      'OBX|3|TX|N^Note^LOCAL|1|pregnancy||||||F',
    ]
    assert.deepEqual(of(obr, ...lines).includes('Observation'), true)
    assert.equal(of(obr, ...lines).includes('Patient'), false)
  })
})

/** The check of SNOMED CT identifiers: 0 when it is right. */
function verhoeff(id: string): number {
  const turn = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
  let check = 0
  for (const [at, digit] of [...id].reverse().entries()) {
    let turned = Number(digit)
    for (let times = 0; times < at % 8; times++) turned = turn[turned]!
    check = times(check, turned)
  }
  return check
}

/** In the group of the pentagon's symmetries. */
function times(a: number, b: number): number {
  if (a < 5) return b < 5 ? (a + b) % 5 : ((a + b) % 5) + 5
  return b < 5 ? ((((a - b) % 5) + 5) % 5) + 5 : (((a - b) % 5) + 5) % 5
}
