/** Results and documents from the wire to the record that is shown (§1.6, §1.7). */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type TestRecord, testRecord } from '#test-support'
import type { RecordView } from '#vocabulary'
import { openView, type Prepared } from '../../src/record/prepared-body.ts'
import { admission, potassium } from './fixtures/messages.ts'

const sent = (control: string, at: string, mrn: string, ...segments: string[]) =>
  [
    `MSH|^~\\&|LAB|RJZ|LCR|LCR|20261122${at}00||ORU^R01|${control}|P|2.4`,
    `PID|1||${mrn}^^^RJZ^MR`,
    ...segments,
  ].join('\n')
const order = (number: string, code: string, at: string, rest = '') =>
  `OBR|1||${number}|${code}^${code} report|||20261122080000|||||||||||||||20261122${at}00||MB|F${rest}`

describe('results and documents', () => {
  let record: TestRecord
  before(async () => {
    record = await testRecord(Date.parse('2026-11-22T18:00:00Z'))
  })
  after(() => record.close())

  async function sections(mrn: string): Promise<RecordView['sections']> {
    const [row] = await record.fresh.superuserQuery<Prepared>(
      `SELECT version, body, fresh FROM record.prepared WHERE person_id = $1 AND labels = '{}'`,
      [await record.personOf('RJZ/MRN', mrn)],
    )
    return openView(row!).sections
  }
  const known = (mrn: string) => admission({ mrn, control: `K${mrn}`, event: 'A28' })

  test('a corrected result shows what it was and until when; one taken back is gone (LAB-01, LAB-03)', async () => {
    const at = (time: string) => `20261122${time}00`
    await record.send(
      known('11'),
      potassium({ control: 'P1', mrn: '11', value: '3.2', at: at('0900') }),
    )
    await record.send(
      potassium({ control: 'P2', mrn: '11', value: '4.2', at: at('1005'), status: 'C' }),
    )
    const [item] = (await sections('11')).results
    assert.equal(item?.status, 'Corrected')
    assert.equal(item?.result?.value, '4.2')
    assert.deepEqual(item?.result?.was, [
      { value: '3.2 mmol/L', until: '2026-11-22T10:05:00.000Z' },
    ])
    // An older copy that comes late changes nothing.
    await record.send(potassium({ control: 'P3', mrn: '11', value: '3.3', at: at('0930') }))
    assert.equal((await sections('11')).results[0]?.result?.value, '4.2')
    await record.send(
      potassium({ control: 'P4', mrn: '11', value: '4.2', at: at('1100'), status: 'W' }),
    )
    assert.deepEqual((await sections('11')).results, [])
  })

  test('sensitivities that come before their culture stand with it once it is there', async () => {
    await record.send(
      known('12'),
      sent(
        'M1',
        '1000',
        '12',
        order('26M12', 'SENS', '1000', '|ISOLATE^1|||^26M12'),
        'OBX|1|CE|TRI^Trimethoprim||TRI^Trimethoprim^L|||R|||F',
      ),
    )
    assert.equal((await sections('12')).results.length, 1)
    await record.send(
      sent(
        'M2',
        '0900',
        '12',
        order('26M12', 'UCUL', '0900'),
        'OBX|1|ST|ISOLATE^Quantity|1|>100,000 CFU/mL||||||F',
        'OBX|2|CE|ISOLATE^Organism|1|ECOL^Escherichia coli^L||||||F',
      ),
    )
    const { results } = await sections('12')
    assert.deepEqual(
      results.map((item) => [item.title, item.group]),
      [
        ['Organism', 'Culture 26M12, isolate 1'],
        ['Trimethoprim', 'Culture 26M12, isolate 1'],
      ],
    )
  })

  test('a document taken back or cancelled is gone; what cannot be decoded is set aside alone', async () => {
    const pdf = Buffer.from('%PDF-1.4 a report').toString('base64')
    const document = (at: string, status: string, content = pdf) =>
      sent(
        `D${at}`,
        at,
        '13',
        order('26D13', 'HIST', at),
        'OBX|1|FT|GDT^Histology||Normal mucosa.||||||F',
        `OBX|2|ED|PDF^Report||^AP^PDF^Base64^${content}||||||${status}`,
      )
    await record.send(known('13'), document('0900', 'F'))
    assert.equal((await sections('13')).documents.length, 1)
    await record.send(document('1000', 'F', '###'))
    const [aside] = await record.fresh.superuserQuery<{ place: string; reason: string }>(
      `SELECT place, reason FROM inbox.set_aside ORDER BY message_id DESC LIMIT 1`,
    )
    assert.deepEqual([aside?.place, aside?.reason], ['OBX 2', 'unreadable'])
    assert.equal((await sections('13')).documents.length, 1)
    await record.send(document('1100', 'D', ''))
    const now = await sections('13')
    assert.equal(now.documents.length, 0)
    assert.equal(
      now.results.some((item) => item.document),
      false,
    )
    assert.equal(
      now.results.some((item) => item.result?.value === 'Normal mucosa.'),
      true,
    )
  })

  test('NUL bytes and lost characters stop nothing', async () => {
    await record.send(
      known('14'),
      sent(
        'N\u00001',
        '0900',
        '14\u0000',
        order('26N\u000014', 'UE', '0900'),
        'OBX|1|ST|COM^Com\u0000ment||fine \ufffd||||||F',
      ),
    )
    assert.equal((await sections('14')).results[0]?.result?.value, 'fine \ufffd')
  })

  test('a file that is not whole is set aside, and files nothing', async () => {
    const one = sent(
      'F1',
      '0900',
      '15',
      order('26F15', 'UE', '0900'),
      'OBX|1|NM|K^K||4.1|mmol/L|||||F',
    )
    await record.send(known('15'), `BHS|^~\\&|LAB|RJZ\n${one}\nBTS|2`)
    const [aside] = await record.fresh.superuserQuery<{ place: string; reason: string }>(
      `SELECT place, reason FROM inbox.set_aside ORDER BY message_id DESC LIMIT 1`,
    )
    assert.deepEqual([aside?.place, aside?.reason], ['BTS-1', 'conflict'])
    assert.deepEqual((await sections('15')).results, [])
  })
})
