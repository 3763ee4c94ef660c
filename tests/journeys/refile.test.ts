/**
 * What is known can be told again from nothing but the messages: where nothing else is to be
 * said, nothing is touched, byte for byte (RL-09, I3).
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as fc from 'fast-check'
import { holdFilingLock } from '#inbox'
import { fileMessages, foldWhileIdle } from '#journeys'
import { type TestRecord, testRecord } from '#test-support'
import { loadFeeds } from '../../src/journeys/known-feeds.ts'
import { refilePatients } from '../../src/journeys/refile.ts'
import { admission, potassium, scheduled } from './fixtures/messages.ts'

const now = Date.parse('2026-11-22T18:00:00Z')

describe('what is known, told again', () => {
  let record: TestRecord
  before(async () => {
    record = await testRecord(now)
  })
  after(() => record.close())

  test('of everybody, after any order, batches and duplicates: nothing is touched (RL-09)', async () => {
    await fc.assert(
      fc.asyncProperty(mixed, async (batches) => {
        await record.fresh.superuserQuery(forget)
        for (const batch of batches) {
          await record.receive(...batch)
          while ((await fileMessages(record.needs, 100)).messages > 0);
        }
        while (await foldWhileIdle(record.needs, 100));
        const before = await everything()
        assert.ok(before.entries.length > 10)
        assert.equal(await refileAll(), 0)
        assert.deepEqual(await everything(), before)
      }),
      { numRuns: 8 },
    )
  })

  async function refileAll(): Promise<number> {
    const rows = await record.fresh.superuserQuery<{ id: string }>(
      'SELECT source_patient_id AS id FROM identity.source_patient',
    )
    return record.needs.database.transaction('filing', async (tx) => {
      await holdFilingLock(tx)
      const ids = rows.map((row) => Number(row.id))
      return (await refilePatients(tx, ids, now, await loadFeeds(tx))).changed
    })
  }

  /** Every byte that is kept of what is known. */
  async function everything() {
    const all = (table: string) =>
      record.fresh.superuserQuery(`SELECT * FROM ${table} t ORDER BY t::text`)
    return {
      entries: await all('record.entry'),
      packs: await all('record.pack'),
      attachments: await all('record.attachment'),
      prepared: await all('record.prepared'),
      persons: await all('record.person'),
      relationships: await all('access.relationship'),
      links: await all('identity.link'),
      patients: await all('identity.source_patient'),
      identifiers: await all('identity.identifier'),
    }
  }
})

const forget = `DELETE FROM inbox.message; DELETE FROM inbox.outcome; DELETE FROM inbox.duplicate;
  DELETE FROM inbox.set_aside; DELETE FROM identity.source_patient; DELETE FROM identity.link;
  DELETE FROM identity.merge; DELETE FROM identity.identifier; DELETE FROM identity.mention;
  DELETE FROM record.person; DELETE FROM record.entry; DELETE FROM record.claim; DELETE FROM record.heard; DELETE FROM record.pack;
  DELETE FROM record.prepared; DELETE FROM record.attachment; DELETE FROM record.unfolded;
  DELETE FROM access.relationship`

const at = (minute: number): string =>
  `20261122${String(8 + Math.floor(minute / 60)).padStart(2, '0')}${String(minute % 60).padStart(2, '0')}00`

const letter = (control: string, mrn: string, time: string, text: string): string =>
  [
    `MSH|^~\\&|PAS|RJZ|LCR|LCR|${time}||MDM^T02|${control}|P|2.4`,
    `EVN|T02|${time}`,
    `PID|1||${mrn}^^^RJZ^MR`,
    `TXA|1|CN|TX|${time}||||||||DOC${mrn}|||||AU`,
    `OBX|1|TX|LETTER^Clinic letter^LOCAL||${text}||||||F`,
    `OBX|2|ED|PDF^Copy^LOCAL||^TEXT^PLAIN^Base64^${Buffer.from(text).toString('base64')}||||||F`,
  ].join('\n')

/** Of two patients of a hospital and one of another; some happen at the same minute. */
const story: readonly string[] = [
  admission({ control: 'M1', mrn: '100', nhs: '9990000018', at: at(0) }),
  admission({ control: 'M2', mrn: '100', event: 'A02', ward: 'BRUNEL', at: at(10) }),
  admission({ control: 'M3', mrn: '100', event: 'A08', given: 'AYESHA', at: at(10) }),
  admission({ control: 'M4', mrn: '100', event: 'A03', discharged: at(30), at: at(30) }),
  admission({ control: 'M5', mrn: '200', event: 'A04', patientClass: 'E', at: at(5) }),
  admission({ control: 'M6', mrn: '200', event: 'A08', vip: 'S', family: 'AHMED', at: at(6) }),
  admission({ control: 'M7', mrn: '100', event: 'A40', merged: '200', at: at(40) }),
  admission({ control: 'M8', mrn: '7', nhs: '9990000018', facility: 'RJ2', at: at(3) }),
  admission({
    control: 'M9',
    mrn: '7',
    facility: 'RJ2',
    event: 'A31',
    practice: 'G85001',
    at: at(9),
  }),
  potassium({ control: 'L1', mrn: '100', value: '5.4', at: at(12), status: 'P' }),
  potassium({ control: 'L2', mrn: '100', value: '5.6', at: at(14) }),
  potassium({ control: 'L3', mrn: '100', value: '5.5', at: at(14), status: 'C' }),
  potassium({ control: 'L4', mrn: '300', value: '4.1', at: at(14) }),
  scheduled({ control: 'S1', mrn: '100', event: 'S12', at: at(20), start: '20261210093000' }),
  scheduled({ control: 'S2', mrn: '100', event: 'S13', at: at(20), start: '20261211093000' }),
  // A visit goes to another patient, an unnumbered discharge, a patient is deleted and comes back.
  `${admission({ control: 'V1', mrn: '100', event: 'A45', visit: 'V200', at: at(41) })}\nMRG|200^^^RJZ^MR||||V200^^^VISITID`,
  admission({ control: 'V2', mrn: '400', at: at(15) }),
  admission({ control: 'V3', mrn: '400', event: 'A03', visit: '', discharged: at(25), at: at(25) }),
  admission({ control: 'V4', mrn: '500', at: at(16) }),
  admission({ control: 'V5', mrn: '500', event: 'A29', at: at(26) }),
  admission({ control: 'V6', mrn: '500', event: 'A31', at: at(36) }),
  // Named by no number, and a control id that is used again.
  admission({ control: 'N1', mrn: '100', at: at(50) }).replace('100^^^RJZ^MR', ''),
  admission({ control: 'M2', mrn: '100', event: 'A08', at: at(51) }),
  letter('D1', '100', at(22), 'Seen in clinic.'),
  letter('D2', '100', at(23), 'Seen in clinic, corrected.'),
]

const mixed: fc.Arbitrary<string[][]> = fc
  .record({
    order: fc.shuffledSubarray([...story], { minLength: story.length }),
    again: fc.subarray([...story]),
    cuts: fc.array(fc.boolean(), { minLength: story.length, maxLength: story.length }),
  })
  .map(({ order, again, cuts }) => {
    const batches: string[][] = [[]]
    order.forEach((message, index) => {
      batches.at(-1)!.push(message)
      if (cuts[index]) batches.push([])
    })
    return [...batches, again]
  })
