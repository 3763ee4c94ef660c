/** A document that should not be in a person's record is taken out of it (OO-17). */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { zstdDecompressSync } from 'node:zlib'
import {
  hiddenDocumentsOf,
  hideDocument,
  merges,
  openDocument,
  openRecord,
  showDocumentAgain,
  type User,
  undoMerge,
} from '#journeys'
import { doctor, type TestRecord, testRecord } from '#test-support'
import type { RecordView } from '#vocabulary'
import { loadFeeds } from '../../src/journeys/known-feeds.ts'
import { refilePatients } from '../../src/journeys/refile.ts'
import { keeper } from './fixtures/keepers.ts'
import { admission } from './fixtures/messages.ts'

const because = 'It names her sister, who has objected.'
const withoutRestricted: User = {
  ...doctor,
  key: 'https://issuer.example|reader',
  activities: doctor.activities.filter((code) => code !== 'B0380'),
}
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')
const referenceOf = (text: string): string => `DOC-${hashOf(text).slice(0, 10).toUpperCase()}`
const letter = (
  control: string,
  mrn: string,
  id: string,
  text: string,
  confidential = '',
): string =>
  [
    `MSH|^~\\&|PAS|RJZ|LCR|LCR|202611220900${control.slice(-2)}||MDM^T02|${control}|P|2.4`,
    `EVN|T02|202611220900${control.slice(-2)}`,
    `PID|1||${mrn}^^^RJZ^MR`,
    `TXA|1|CN|TX|202611220900${control.slice(-2)}||||||||${id}|||||AU|${confidential}`,
    `OBX|1|ED|PDF^Letter^LOCAL||^TEXT^PLAIN^Base64^${Buffer.from(text).toString('base64')}||||||F`,
  ].join('\n')

describe('documents that are hidden', () => {
  const now = Date.now()
  const [first, second, corrected] = ['About two sisters.', 'About one.', 'About one sister.']
  let record: TestRecord
  let person: number
  before(async () => {
    record = await testRecord(now)
    await record.send(
      admission({ control: 'A01', mrn: '1', nhs: '9990000018' }),
      letter('D11', '1', 'DOC1', first),
      letter('D12', '1', 'DOC2', second),
    )
    person = await record.personOf('RJZ/MRN', '1')
  })
  after(() => record.close())

  const open = (user = doctor, of = person, version?: number) =>
    openRecord(record.needs, user, of, { requestId: 'test', ...(version && { version }) })
  async function viewOf(of = person, user = doctor): Promise<RecordView> {
    const opened = await open(user, of)
    assert.ok(opened.outcome === 'opened')
    return JSON.parse(zstdDecompressSync(opened.body).toString()) as RecordView
  }
  const hashes = (view: RecordView) =>
    Object.values(view.sections)
      .flat()
      .flatMap((item) => (item.document ? [item.document.hash] : []))
      .sort()
  const opens = async (text: string, of = person) =>
    (await openDocument(record.needs, doctor, of, hashOf(text))).outcome
  const hide = (text: string, by = keeper, personId = person) =>
    hideDocument(record.needs, by, { personId, reference: referenceOf(text), because })
  const actions = (action: string) =>
    record.fresh.superuserQuery<{ effect: string; person_id: string; detail: object }>(
      'SELECT effect, person_id, detail FROM audit.event WHERE action = $1 ORDER BY xid',
      [action],
    )

  test('its bytes do not open, its line is gone, and nothing but the banner tells', async () => {
    const before = await viewOf()
    assert.deepEqual(hashes(before), [hashOf(first), hashOf(second)].sort())
    assert.equal(before.someWithheld, false)
    assert.equal(await opens(first), 'opened')
    const heard: string[] = []
    const stop = await record.needs.database.listen('record_changed', (one) => heard.push(one))
    await hide(first)
    for (let n = 0; heard.length === 0 && n < 400; n++) {
      await new Promise((then) => setTimeout(then, 25))
    }
    await stop()
    const after = await viewOf()
    assert.equal(heard.join(), `${person}:${after.version}`, 'open screens are told of a version')
    assert.equal(await opens(first), 'refused')
    assert.equal(await opens(second), 'opened')
    assert.deepEqual(hashes(after), [hashOf(second)])
    assert.deepEqual(
      { ...after, sections: {} },
      {
        ...before,
        version: before.version + 1,
        sections: {},
        someWithheld: true,
      },
    )
    assert.doesNotMatch(JSON.stringify(after), new RegExp(hashOf(first).slice(0, 10), 'i'))
    const [event] = await actions('hide-document')
    assert.deepEqual([event!.effect, Number(event!.person_id)], ['note', person])
  })

  test('a screen that holds this version gets the record whole, not "unchanged"', async () => {
    const { version } = await viewOf()
    assert.equal((await open(doctor, person, version)).outcome, 'opened')
  })

  test('it stays hidden when it is sent again, and when all is told anew; a mended one is shown', async () => {
    await record.send(letter('D13', '1', 'DOC1', first))
    assert.equal(await opens(first), 'refused')
    const [patient] = await record.fresh.superuserQuery<{ source_patient_id: string }>(
      'SELECT source_patient_id FROM identity.source_patient',
    )
    await record.needs.database.transaction('filing', async (tx) =>
      refilePatients(tx, [Number(patient!.source_patient_id)], now, await loadFeeds(tx)),
    )
    assert.deepEqual(hashes(await viewOf()), [hashOf(second)])
    await record.send(letter('D14', '1', 'DOC1', corrected))
    assert.deepEqual(hashes(await viewOf()), [hashOf(second), hashOf(corrected)].sort())
    assert.equal(await opens(first), 'refused')
  })

  test('the last of a section leaves no trace of it in what its source is said to hold', async () => {
    await record.send(
      admission({ control: 'A02', mrn: '2', nhs: '9990000026' }),
      letter('D21', '2', 'DOC3', first),
    )
    const alone = await record.personOf('RJZ/MRN', '2')
    assert.equal(await opens(first, alone), 'opened', 'hidden of one person, not of another')
    await hide(first, keeper, alone)
    const { sources, sections } = await viewOf(alone)
    assert.equal(sections.documents.length, 0)
    assert.notEqual(sources.RJZ!.presence.documents, 'recorded')
  })

  test('it is hidden too from who sees less of the record', async () => {
    await record.send(
      admission({ control: 'A03', mrn: '3', nhs: '9990000034' }),
      letter('D31', '3', 'DOC4', first),
      letter('D32', '3', 'DOC5', second, 'RE'),
    )
    const some = await record.personOf('RJZ/MRN', '3')
    const before = await viewOf(some, withoutRestricted)
    await hide(first, keeper, some)
    const again = await open(withoutRestricted, some, before.version)
    assert.equal(again.outcome, 'opened')
    assert.equal(hashes(await viewOf(some, withoutRestricted)).includes(hashOf(first)), false)
  })

  test('a merge carries it, and undoing the merge does not bring it back', async () => {
    await record.send(
      admission({ control: 'A04', mrn: '4', family: 'OSEI' }),
      admission({ control: 'A05', mrn: '5', family: 'OSEI' }),
      letter('D51', '5', 'DOC6', first),
    )
    const [survivor, retired] = [
      await record.personOf('RJZ/MRN', '4'),
      await record.personOf('RJZ/MRN', '5'),
    ]
    await hide(first, keeper, retired)
    await record.send(
      admission({ control: 'A06', mrn: '4', family: 'OSEI', event: 'A40', merged: '5' }),
    )
    assert.equal(await record.personOf('RJZ/MRN', '5'), survivor)
    assert.equal(await opens(first, survivor), 'refused')
    assert.equal((await viewOf(survivor)).sections.documents.length, 0)
    const [merge] = await merges(record.needs, 10)
    assert.equal(await undoMerge(record.needs, doctor, merge!.mergeId), true)
    assert.equal(await record.personOf('RJZ/MRN', '5'), retired)
    assert.equal(await opens(first, retired), 'refused')
  })

  test('only who keeps the register hides and shows, by a reference that is right, and says why', async () => {
    for (const by of [doctor, { ...keeper, activities: ['B0016'] }]) {
      await assert.rejects(hide(second, by), { kind: 'refused' })
    }
    assert.ok((await actions('hide-document')).some((one) => one.effect === 'refuse'))
    await assert.rejects(hide('never seen'), { code: 'no-such-document' })
    await assert.rejects(hide(first), { code: 'no-such-document' }, 'twice')
    const asked = { personId: person, reference: referenceOf(first), because }
    const say = (more: object) => hideDocument(record.needs, keeper, { ...asked, ...more })
    await assert.rejects(say({ reference: '%' }), { code: 'no-reference' })
    await assert.rejects(say({ reference: 'DOC-12' }), { code: 'no-reference' })
    await assert.rejects(say({ because: ' ' }), { code: 'no-reason' })
    assert.equal(await opens(second), 'opened')
    const [listed, ...more] = await hiddenDocumentsOf(record.needs, keeper, person)
    assert.deepEqual(more, [])
    assert.deepEqual(listed, {
      reference: referenceOf(first),
      hiddenAt: now,
      hiddenBy: keeper.name,
      because,
    })
    // As somebody types it who read it aloud.
    const reference = ` doc ${hashOf(first).slice(0, 5)} ${hashOf(first).slice(5, 10)}`
    await showDocumentAgain(record.needs, keeper, { ...asked, reference })
    assert.equal(await opens(first), 'opened')
    assert.equal((await viewOf()).someWithheld, false)
    assert.deepEqual(await hiddenDocumentsOf(record.needs, keeper, person), [])
    await hide(first)
    assert.equal(await opens(first), 'refused', 'and hidden again')
  })
})
