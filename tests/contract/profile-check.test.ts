import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import {
  ProfileCheck,
  readFeedProfile,
  renderHtml,
  renderMarkdown,
  renderText,
} from '../../src/sources/index.ts'

const now = Date.parse('2026-11-22T09:00:00Z')
const written = {
  name: 'trust',
  version: 3,
  effectiveFrom: '2026-11-01',
  senders: [{ application: 'PAS', facility: 'RYJ' }],
  identifiers: [{ type: 'MR', namespace: '{org}/MRN' }],
}

/** Everything by which the invented patient is known. */
const secrets = {
  family: 'QUILLFEATHER',
  given: 'BARTHOLOMEW',
  number: 'ZX774411',
  nhs: '9434765919',
  born: '19470923',
  street: '17 HOLLYHOCK MEWS',
  postcode: 'SE5 9QQ',
  phone: '02079460777',
  contact: 'PERSEPHONE',
  visit: 'V5550123',
}

interface Given {
  readonly control?: string
  readonly event?: string
  readonly application?: string
  readonly facility?: string
  readonly number?: string
  readonly location?: string
  readonly kind?: string
  readonly ending?: string
  readonly more?: readonly string[]
}

function admitted(given: Given = {}): string {
  const { event = 'A01', application = 'PAS', facility = 'RYJ' } = given
  const number = given.number ?? `${secrets.number}^^^RYJ^MR~${secrets.nhs}^^^NHS^NH`
  const pv1 = ['1', given.kind ?? 'I', given.location ?? 'OAK^B1^4^RYJ01']
  pv1[18] = secrets.visit
  pv1[35] = given.ending ?? ''
  return [
    `MSH|^~\\&|${application}|${facility}|LCR|LCR|202611200900||ADT^${event}|${given.control ?? 'C1'}|P|2.4`,
    `EVN|${event}|202611200900`,
    `PID|1||${number}||${secrets.family}^${secrets.given}||${secrets.born}|1|||${secrets.street}^^LONDON^^${secrets.postcode}||${secrets.phone}`,
    `NK1|1|${secrets.family}^${secrets.contact}|SPO`,
    `PV1|${Array.from(pv1, (field) => field ?? '').join('|')}`,
    ...(given.more ?? []),
    '',
  ].join('\r')
}

function check(profile: object, ...files: (string | Buffer)[]) {
  const checked = new ProfileCheck(profile, now)
  files.forEach((file, n) => {
    checked.add(`file-${n}.hl7`, typeof file === 'string' ? Buffer.from(file) : file)
  })
  return checked.report()
}

type Report = ReturnType<ProfileCheck['report']>
const rowsOf = ({ sections }: Report, title: string) =>
  sections.find((section) => section.title.startsWith(title))?.rows ?? []
const figure = ({ figures }: Report, label: string) =>
  figures.find((one) => one.label === label)?.value
const wrong = ({ findings }: Report) =>
  findings.filter(({ level }) => level === 'wrong').map(({ words }) => words)
const added = ({ suggestions }: Report) => Object.assign({}, ...suggestions.map(({ add }) => add))

test('a profile that does for its messages fits, and nothing is to be changed', () => {
  const report = check({ ...written, shares: ['visits', 'people-and-teams'] }, admitted())
  assert.deepEqual([report.fits, wrong(report), report.suggestions], [true, [], []])
  assert.deepEqual(report.proposal, { ...written, shares: ['visits', 'people-and-teams'] })
  assert.deepEqual(rowsOf(report, 'Patient numbers'), [
    ['NHS', 'NH', '1', 'NHS number', 'NHS number'],
    ['RYJ', 'MR', '1', 'RYJ/MRN', 'identifiers'],
  ])
})

test('files are read however messages lie in them, and what is no message is counted', () => {
  const framed = `\x0b${admitted({ control: 'C1' })}\x1c\r\x0b${admitted({ control: 'C2' })}\x1c\r`
  const batch = `FHS|^~\\&|PAS\rBHS|^~\\&|PAS\r${admitted({ control: 'C3' })}BTS|1\rFTS|1\r`
  const lines = admitted({ control: 'C4' }).replaceAll('\r', '\r\n')
  const report = check(written, framed, batch, lines, '<ClinicalDocument/>')
  assert.deepEqual(
    ['files', 'messages', 'would be filed', 'would be set aside'].map((one) => figure(report, one)),
    [4, 5, 4, 1],
  )
  assert.equal(report.fits, false)
  const [aside] = rowsOf(report, 'What would be set aside')
  assert.deepEqual([aside?.[0], aside?.at(-1)], ['not-hl7', 'file-3.hl7'])
})

test('an empty folder fits nothing', () => {
  assert.equal(check(written).fits, false)
})

test('senders that the profile does not name are said, with the lines that name them', () => {
  const report = check(
    written,
    admitted(),
    admitted({ application: 'ED' }),
    admitted({ facility: 'RJZ' }),
  )
  assert.deepEqual(added(report).senders, [
    { application: 'PAS', facility: 'RYJ' },
    { application: 'ED', facility: 'RYJ' },
    { application: 'PAS', facility: 'RJZ' },
  ])
  assert.deepEqual(
    rowsOf(report, 'Senders').map((row) => row.at(-1)),
    ['best-of-it', 'kings-pas', 'trust'],
  )
})

test('authorities without a rule, and NHS numbers without their mark, are said', () => {
  const valid = ['9434765919', '9434765870', '4010232137']
  const files = valid.map((nhs, n) =>
    admitted({ number: `L${n}^^^CLINIC^CN~${nhs}^^^SPINE^ID`, control: `C${n}` }),
  )
  const { identifiers, nhsNumber } = added(check(written, ...files))
  assert.deepEqual(identifiers.at(-1), {
    authority: 'CLINIC',
    type: 'CN',
    namespace: '{org}/CLINIC',
  })
  assert.deepEqual(nhsNumber.authorities.at(-1), 'SPINE')
  const bare = added(check(written, admitted({ number: 'L1' })))
  assert.deepEqual(bare.identifiers.at(-1), { namespace: '{org}/MRN' })
})

test('units, local codes, kinds of visit and sections that the profile lacks are said', () => {
  const more = [
    'OBX|1|NM|K^Potassium^WinPath||4.1|MMOLL|3.5-5.3|N|||F',
    'OBX|2|NM|271649006^Systolic^SCT||121|mmHg||N|||F',
    'ZXX|1|anything',
  ]
  const report = check({ ...written, shares: ['visits'] }, admitted({ kind: 'DAY CASE', more }))
  assert.deepEqual(added(report), {
    shares: ['visits', 'results'],
    units: { MMOLL: 'mmol/L' },
    patientClasses: { 'DAY CASE': 'I' },
  })
  assert.deepEqual(rowsOf(report, 'Units'), [
    ['MMOLL', '1', 'not known'],
    ['mmHg', '1', 'mm[Hg]'],
  ])
  assert.deepEqual(rowsOf(report, 'Local codes'), [['K^WinPath', 'OBX-3', '1', 'Potassium']])
  assert.deepEqual(rowsOf(report, 'Segments')[0]?.slice(0, 3), ['segment ZXX', 'ADT^A01', '1'])
  // With what was suggested, the same messages fit.
  assert.equal(check(report.proposal, admitted({ kind: 'DAY CASE', more })).fits, true)
  assert.equal(readFeedProfile(report.proposal).version, 4)
})

test('PV1-36 is never guessed where both tables have the code', () => {
  const both = check(written, admitted({ event: 'A03', ending: '4' }))
  assert.equal(added(both).dischargeTable, undefined)
  assert.match(JSON.stringify(both.findings), /PV1-36 is sent and the profile does not say/)
  const one = check(written, admitted({ event: 'A03', ending: '12' }))
  assert.equal(added(one).dischargeTable, 'ITK-0112')
  const contradicted = { ...written, dischargeTable: 'UKCore-dischargeMethod' }
  assert.match(wrong(check(contradicted, admitted({ ending: '12' }))).join(), /the other table/)
})

test('the layout of locations is told by shapes, and an empty ward is wrong', () => {
  const files = [1, 2, 3].map((n) => admitted({ location: `^ROSEMARY ${n}^BED ${n}^RYJ01` }))
  const report = check(written, ...files)
  const text = JSON.stringify(rowsOf(report, 'Locations'))
  assert.match(text, /A 9/)
  assert.doesNotMatch(text, /ROSEMARY/)
  assert.equal(added(report).location.ward, 2)
})

test('a habit of "" in components asks for nullMode ignore', () => {
  const number = `${secrets.number}^""^""^RYJ^MR`
  const report = check(written, admitted({ number }))
  assert.equal(added(report).nullMode, 'ignore')
  assert.deepEqual(rowsOf(report, 'Deleted values'), [['PID-3, in components', '1', 'nothing']])
})

test('what the profile accepts and allows is held against the messages', () => {
  const strict = {
    ...written,
    accepts: { versions: ['2.3'] },
    organisationsAllowed: ['RJZ'],
  }
  const words = wrong(check(strict, admitted())).join()
  assert.match(words, /answered AR.*MSH-12/)
  assert.match(words, /organisationsAllowed/)
})

test('no report holds anything of a patient, even where senders put it in the wrong field', () => {
  const { family, given, number, nhs, born, street, postcode, phone, contact, visit } = secrets
  const shifted = [
    family,
    given,
    number,
    nhs,
    born,
    `${family} ${given}`,
    '23/09/1947',
    phone,
  ].flatMap((value, n) => [
    admitted({ control: `A${n}`, number: `${number}^^^${value}^${value}` }),
    admitted({ control: `B${n}`, kind: value, ending: value, location: `${value}^${street}` }),
    admitted({ control: `D${n}`, application: value, facility: value }),
    admitted({
      control: `E${n}`,
      more: [
        `OBX|1|NM|${value}^${value}^${value}||1|${value}`,
        `OBX|2|NM|${postcode}^${contact}||1|${visit}`,
      ],
    }),
    admitted({ control: `F${n}`, event: value }),
    admitted({ control: `G${n}` }).replace('ADT^A01', `${value}^A01`),
  ])
  const checked = new ProfileCheck(written, now)
  for (const [n, text] of shifted.entries())
    checked.add(`${n}-${family}-${nhs}.hl7`, Buffer.from(text))
  const report = checked.report()
  const pages = [
    JSON.stringify(report),
    renderText(report),
    renderMarkdown(report),
    renderHtml(report),
  ]
  for (const page of pages) {
    for (const secret of [...Object.values(secrets), 'HOLLYHOCK', '1947']) {
      assert.ok(!page.toUpperCase().includes(secret), `${secret} in ${page.length} characters`)
    }
  }
})

test('what a sender writes cannot become part of the page', () => {
  const more = ['OBX|1|NM|<img src=x onerror=alert\\T\\1>^<b>x</b>^[a](http)||1|<script>']
  const report = check(written, admitted({ more }))
  const html = renderHtml(report)
  assert.doesNotMatch(html, /<(img|script|b>x)/)
  assert.match(html, /&lt;script&gt;/)
  assert.match(html, /default-src 'none'/)
  assert.doesNotMatch(renderMarkdown(report), /(?<!\\)<img|(?<!\\)\[a/)
})

test('the suggested lines are lines of a profile', () => {
  const report = check(written, admitted({ application: 'ED', kind: 'DAY CASE' }))
  const [, ...blocks] = renderMarkdown(report).split('```json\n')
  for (const block of blocks.slice(0, -1)) {
    const lines = block.slice(0, block.indexOf('\n```'))
    readFeedProfile({ ...written, ...JSON.parse(`{${lines}}`) })
  }
  assert.ok(blocks.length > 2)
})

const samples = path.resolve(import.meta.dirname, '../../../shared/samples')
for (const folder of ['hl7v2-uk', 'hl7v2-odd-and-malformed']) {
  test(`every file of ${folder} is checked`, (t) => {
    const at = path.join(samples, folder)
    if (!existsSync(at)) return t.skip('the samples are not beside the checkout')
    const checked = new ProfileCheck({ ...written, senders: [] }, now)
    const files = globSync('**/*.{hl7,out,txt,xml}', { cwd: at }).sort()
    for (const file of files) checked.add(file, readFileSync(path.join(at, file)))
    const report = checked.report()
    assert.equal(figure(report, 'files'), files.length)
    assert.ok(report.sections.length > 8)
    readFeedProfile(report.proposal)
  })
}
