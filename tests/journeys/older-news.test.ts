/** Older news never overwrites newer, also where the newer one only said the same again (RL-06). */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { zstdDecompressSync } from 'node:zlib'
import { openRecord } from '#journeys'
import { doctor, type TestRecord, testRecord } from '#test-support'
import type { RecordView } from '#vocabulary'
import { admission } from './fixtures/messages.ts'

describe('news that comes late', () => {
  let record: TestRecord
  before(async () => {
    record = await testRecord()
  })
  after(() => record.close())

  const allergic = (control: string, at: string, severity: 'SV' | 'MI'): string =>
    `${admission({ control, mrn: '77', at, event: control === 'N0' ? 'A01' : 'A08' })}
AL1|1|DA|PEN^Penicillin^LOCAL|${severity}|RASH`

  for (const batches of ['one by one', 'together'] as const) {
    test(`RL-06: does not replace what was said again since (${batches})`, async () => {
      const mark = batches === 'together' ? 'T' : 'N'
      const messages = [
        allergic(`${mark}0`, '20261122080000', 'SV'),
        allergic(`${mark}1`, '20261122110000', 'SV'),
        allergic(`${mark}2`, '20261122100000', 'MI'),
      ].map((message) => (mark === 'T' ? message.replaceAll('77', '78') : message))
      if (batches === 'together') await record.send(...messages)
      else for (const message of messages) await record.send(message)
      assert.deepEqual(await alerts(mark === 'T' ? '78' : '77'), ['Severe'])
    })
  }

  test('RL-06: and what is newer than that does', async () => {
    await record.send(allergic('N3', '20261122113000', 'MI'))
    assert.deepEqual(await alerts('77'), [undefined])
  })

  async function alerts(mrn: string): Promise<(string | undefined)[]> {
    record.at(Date.now())
    const person = await record.personOf('RJZ/MRN', mrn)
    const opened = await openRecord(record.needs, doctor, person, { requestId: 'test' })
    assert.equal(opened.outcome, 'opened')
    if (opened.outcome !== 'opened') return []
    const view = JSON.parse(zstdDecompressSync(opened.body).toString()) as RecordView
    return view.sections.allergies.map((item) => item.alert)
  }
})
