/** Who is it about: links, merges, and undoing them (design §3; HL7-11 to HL7-15). */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { zstdDecompressSync } from 'node:zlib'
import { merges, openRecord, undoMerge } from '#journeys'
import { doctor, type TestRecord, testRecord } from '#test-support'
import type { RecordView } from '#vocabulary'
import { admission, potassium } from './fixtures/messages.ts'

describe('who a message is about', () => {
  let record: TestRecord
  before(async () => {
    record = await testRecord()
  })
  after(() => record.close())

  const epr = { application: 'EPR', facility: 'RJ2' }

  test('the same verified NHS number and date of birth at two senders are one person', async () => {
    await record.send(
      admission({ control: 'L1', mrn: '1', nhs: '9990000018' }),
      admission({ control: 'L2', mrn: '2', nhs: '9990000018', ...epr }),
    )
    assert.equal(await record.personOf('RJZ/MRN', '1'), await record.personOf('RJ2/MRN', '2'))
  })

  test('the same number with another date of birth is somebody else', async () => {
    await record.send(
      admission({ control: 'L3', mrn: '3', nhs: '9990000018', born: '19900101', ...epr }),
    )
    assert.notEqual(await record.personOf('RJZ/MRN', '1'), await record.personOf('RJ2/MRN', '3'))
  })

  test('an unverified number links only where a name agrees too', async () => {
    await record.send(
      admission({ control: 'L4', mrn: '4', nhs: '9990000026', family: 'NOWAK', given: 'EWA' }),
      admission({
        control: 'L5',
        mrn: '5',
        nhs: '9990000026',
        status: 'NSTS02',
        family: 'SMITH',
        given: 'JOHN',
        ...epr,
      }),
      admission({
        control: 'L6',
        mrn: '6',
        nhs: '9990000026',
        status: 'NSTS02',
        family: 'NOWAK',
        given: 'EWA',
        ...epr,
      }),
    )
    const ewa = await record.personOf('RJZ/MRN', '4')
    assert.notEqual(await record.personOf('RJ2/MRN', '5'), ewa)
    assert.equal(await record.personOf('RJ2/MRN', '6'), ewa)
  })

  for (const dummy of ['9999999999', '9000000009', '0000000000', '9876543210', '3333333333']) {
    test(`${dummy} is nobody's number`, async () => {
      const [a, b] = [`${dummy}a`, `${dummy}b`]
      await record.send(
        admission({ control: `${dummy}1`, mrn: a, nhs: dummy }),
        admission({ control: `${dummy}2`, mrn: b, nhs: dummy, ...epr }),
      )
      assert.notEqual(await record.personOf('RJZ/MRN', a), await record.personOf('RJ2/MRN', b))
    })
  }

  test('the order in which messages come does not change who is who', async () => {
    await record.send(
      admission({ control: 'O1', mrn: '11', ...epr, event: 'A28', at: '20261101080000' }),
    )
    await record.send(admission({ control: 'O2', mrn: '10', nhs: '9990000034' }))
    assert.notEqual(await record.personOf('RJ2/MRN', '11'), await record.personOf('RJZ/MRN', '10'))
    await record.send(
      admission({
        control: 'O3',
        mrn: '11',
        nhs: '9990000034',
        ...epr,
        event: 'A31',
        at: '20261102080000',
      }),
    )
    assert.equal(await record.personOf('RJ2/MRN', '11'), await record.personOf('RJZ/MRN', '10'))
  })

  test('a merge (A40) moves what was filed to the survivor, and undoing it restores both', async () => {
    await record.send(
      admission({ control: 'M1', mrn: '21', family: 'OSEI', given: 'KWAME' }),
      admission({ control: 'M2', mrn: '22', family: 'OSEI', given: 'KWAME' }),
      potassium({ control: 'M3', mrn: '22', value: '5.9' }),
    )
    const survivor = await record.personOf('RJZ/MRN', '21')
    const retired = await record.personOf('RJZ/MRN', '22')
    assert.notEqual(survivor, retired)
    const before = { survivor: await view(survivor), retired: await view(retired) }
    assert.equal(before.survivor!.sections.results.length, 0)
    assert.ok(before.retired!.sections.results.length > 0)

    await record.send(
      admission({
        control: 'M4',
        mrn: '21',
        family: 'OSEI',
        given: 'KWAME',
        event: 'A40',
        merged: '22',
        at: '20261122100000',
      }),
    )
    assert.equal(await record.personOf('RJZ/MRN', '22'), survivor)
    const merged = await view(survivor)
    assert.equal(merged!.sections.results.length, before.retired!.sections.results.length)
    assert.equal(await view(retired), undefined)

    // What comes later under the retired number is filed under the survivor's person.
    await record.send(
      potassium({ control: 'M5', mrn: '22', value: '4.4', status: 'C', at: '20261122110000' }),
    )
    assert.equal((await view(survivor))!.sections.results[0]!.result!.value, '4.4')

    const [merge] = await merges(record.needs, 10)
    assert.equal(merge!.survivor, 'RJZ/MRN|21')
    assert.equal(await undoMerge(record.needs, doctor, merge!.mergeId), true)
    assert.equal(await undoMerge(record.needs, doctor, merge!.mergeId), false)
    assert.equal(await record.personOf('RJZ/MRN', '22'), retired)
    assert.equal((await view(survivor))!.sections.results.length, 0)
    assert.equal((await view(retired))!.sections.results[0]!.result!.value, '4.4')
  })

  test('a merge that comes before either number is known holds when they come', async () => {
    await record.send(
      admission({
        control: 'E1',
        mrn: '31',
        family: 'LEE',
        given: 'MEI',
        event: 'A40',
        merged: '32',
        at: '20261120080000',
      }),
    )
    await record.send(admission({ control: 'E2', mrn: '32', family: 'LEE', given: 'MEI' }))
    assert.equal(await record.personOf('RJZ/MRN', '31'), await record.personOf('RJZ/MRN', '32'))
  })

  test('a merge of two different dates of birth is held for a human, and moves nothing', async () => {
    await record.send(
      admission({ control: 'H1', mrn: '41', born: '19700101' }),
      admission({ control: 'H2', mrn: '42', born: '19850505' }),
      admission({
        control: 'H3',
        mrn: '41',
        born: '19700101',
        event: 'A40',
        merged: '42',
        at: '20261122100000',
      }),
    )
    assert.notEqual(await record.personOf('RJZ/MRN', '41'), await record.personOf('RJZ/MRN', '42'))
    assert.equal((await record.reckon()).reasons['merge-unclear'], 1)
  })

  /** What a doctor with a relationship sees; undefined when nothing is held of that person. */
  async function view(personId: number): Promise<RecordView | undefined> {
    record.at(Date.now())
    const opened = await openRecord(record.needs, doctor, personId, { requestId: 'test' })
    if (opened.outcome !== 'opened') return undefined
    return JSON.parse(zstdDecompressSync(opened.body).toString()) as RecordView
  }
})
