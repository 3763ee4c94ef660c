/** What goes by several names, and lists told as a whole, on a real PostgreSQL (§1.8, §1.9). */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { zstdDecompressSync } from 'node:zlib'
import { openRecord } from '#journeys'
import { doctor, type TestRecord, testRecord } from '#test-support'
import type { Item, RecordView, SectionName } from '#vocabulary'
import { admission } from './fixtures/messages.ts'

const hour = (at: number): string => `202611220${at}0000`

describe('one thing, however it is named', () => {
  let record: TestRecord
  let count = 0
  before(async () => {
    record = await testRecord()
  })
  after(() => record.close())

  const section = async (mrn: string, name: SectionName): Promise<readonly Item[]> => {
    const personId = await record.personOf('RJZ/MRN', mrn)
    const opened = await openRecord(record.needs, doctor, personId, { requestId: 'test' })
    assert.ok(opened.outcome === 'opened')
    const text = zstdDecompressSync(opened.body).toString()
    return (JSON.parse(text) as RecordView).sections[name]
  }

  /** Each order of arrival is another patient; all of them must read the same. */
  async function inEveryOrder(
    messages: readonly ((mrn: string) => string)[],
    name: SectionName,
    batches: 'one' | 'each',
  ): Promise<Item[][]> {
    const all: Item[][] = []
    for (const order of permutations(messages)) {
      const mrn = `N${++count}`
      await record.send(admission({ control: `A${count}`, mrn, at: hour(0) }))
      const said = order.map((message) => message(mrn))
      if (batches === 'one') await record.send(...said)
      else for (const message of said) await record.send(message)
      all.push([...(await section(mrn, name))])
    }
    return all
  }

  const orm =
    (control: string, at: number, placer: string, filler: string, test = '') =>
    (mrn: string) =>
      [
        `MSH|^~\\&|PAS|RJZ|LCR|LCR|${hour(at)}||ORM^O01|${mrn}${control}${at}|P|2.4`,
        `PID|1||${mrn}^^^RJZ^MR`,
        `ORC|${control}|${placer}|${filler}`,
        ...(test ? [`OBR|1|${placer}|${filler}|${test}`] : []),
      ].join('\n')

  for (const batches of ['one', 'each'] as const) {
    test(`placer, both and filler name one request: new, number assigned, cancelled (${batches} batch)`, async () => {
      const messages = [
        orm('NW', 1, 'P1', '', 'CXR^Chest X-ray'),
        orm('NA', 2, 'P1', 'F1'),
        orm('OC', 3, '', 'F1'),
      ]
      for (const items of await inEveryOrder(messages, 'referrals', batches)) {
        assert.deepEqual(
          items.map((item) => [item.title, item.status]),
          [['Chest X-ray', 'Withdrawn']],
        )
      }
    })
  }

  const siu =
    (event: string, at: number, placer: string, filler: string, start = '') =>
    (mrn: string) =>
      [
        `MSH|^~\\&|PAS|RJZ|LCR|LCR|${hour(at)}||SIU^${event}|${mrn}${event}|P|2.4`,
        `SCH|${placer}|${filler}`,
        `PID|1||${mrn}^^^RJZ^MR`,
        ...(start ? [`AIS|1|A|FU^Follow up|${start}`] : []),
      ].join('\n')

  test('SCH-1, SCH-2 or both name one appointment, in whatever order they come', async () => {
    const messages = [
      siu('S12', 1, 'P9', '', '20261201093000'),
      siu('S13', 2, 'P9', 'F9', '20261208093000'),
      siu('S15', 3, '', 'F9'),
    ]
    for (const items of await inEveryOrder(messages, 'appointments', 'each')) {
      assert.deepEqual(
        items.map((item) => [item.title, item.status, item.date]),
        [['Follow up', 'Cancelled', '2026-12-08T09:30:00+00:00']],
      )
      assert.match(JSON.stringify(items[0]?.notes), /Moved from 2026-12-01 09:30/)
    }
  })

  const listed =
    (at: number, ...allergies: string[]) =>
    (mrn: string) =>
      [
        admission({ control: `${mrn}L${at}`, mrn, event: 'A08', at: hour(at) }),
        ...allergies.map((allergy, index) => `AL1|${index + 1}|DA|${allergy}`),
      ].join('\n')

  test('HL7-10: what a newer AL1 list leaves out is asserted no more, in whatever order', async () => {
    const messages = [
      listed(1, 'PEN^Penicillin', 'LAT^Latex'),
      listed(2, 'PEN^Penicillin'),
      listed(3),
    ]
    for (const items of await inEveryOrder(messages, 'allergies', 'each')) {
      assert.deepEqual(
        items.map((item) => [item.title, item.status, item.past ?? false]),
        [
          ['Penicillin', 'Active', false],
          ['Latex', 'Inactive', true],
        ],
      )
    }
  })

  test('ALG-01: a list of NKDA ends what was listed before, and is ended by what comes after', async () => {
    const messages = [listed(1, 'PEN^Penicillin'), listed(2, '^NKDA'), listed(3, 'LAT^Latex')]
    for (const items of await inEveryOrder(messages, 'allergies', 'one')) {
      const current = items.filter((item) => !item.past).map((item) => item.title)
      assert.deepEqual(current, ['Latex'])
      assert.equal(items.length, 3)
    }
  })

  test('medicines of a hospital read as such, and what was not given never as given', async () => {
    const mrn = `N${++count}`
    const epma = (type: string, ...segments: string[]): string =>
      [
        `MSH|^~\\&|PAS|RJZ|LCR|LCR|${hour(4)}||${type}|${mrn}${type}|P|2.4`,
        `PID|1||${mrn}^^^RJZ^MR`,
        'ORC|NW|M1',
        ...segments,
      ].join('\n')
    const drug = '323509004^Amoxicillin 500mg capsules^SCT'
    await record.send(
      admission({ control: `A${count}`, mrn, at: hour(0) }),
      epma('RDE^O11', `RXE||${drug}|500||mg`),
      epma('RAS^O17', `RXA|0|1|${hour(4)}||${drug}|500|mg${'|'.repeat(13)}RE`),
      epma('RDS^O13', `RXD|1|${drug}|${hour(4)}|21|caps`),
    )
    const medicines = await section(mrn, 'medicines')
    assert.deepEqual(
      medicines.map((item) => [item.title, item.status, item.past ?? false]).sort(),
      [
        ['Amoxicillin 500mg capsules', 'Dispensed', true],
        ['Amoxicillin 500mg capsules', 'Prescribed (inpatient)', false],
        ['Not given: Amoxicillin 500mg capsules', 'Not given in hospital', true],
      ],
    )
  })
})

function permutations<T>(all: readonly T[]): T[][] {
  if (all.length < 2) return [[...all]]
  return all.flatMap((one, index) =>
    permutations(all.toSpliced(index, 1)).map((rest) => [one, ...rest]),
  )
}
