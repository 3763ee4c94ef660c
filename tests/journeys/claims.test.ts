/**
 * What a laboratory numbered is one patient's: whoever was named for it last has it, in whatever
 * order the messages came, and nobody else is shown it (LAB-02, LAB-04).
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as fc from 'fast-check'
import { holdFilingLock } from '#inbox'
import { fileMessages, merges, undoMerge } from '#journeys'
import { doctor, type TestRecord, testRecord } from '#test-support'
import type { RecordView } from '#vocabulary'
import { loadFeeds } from '../../src/journeys/known-feeds.ts'
import { refilePatients } from '../../src/journeys/refile.ts'
import { openView, type Prepared } from '../../src/record/prepared-body.ts'
import { admission } from './fixtures/messages.ts'

interface Said {
  readonly mrn: string
  /** Hour and minute: when it was sent, and when the result changed. */
  readonly at: string
  readonly changed?: string
  readonly number?: string
  readonly lines?: readonly string[]
  readonly facility?: string
}

const sodium = (value: string) => `OBX|1|NM|NA^Sodium||${value}|mmol/L|133-146||||F`
const urea = (value: string) => `OBX|2|NM|UR^Urea||${value}|mmol/L|2.5-7.8||||F`
const letter = (text: string) =>
  `OBX|3|ED|PDF^Report||^AP^PDF^Base64^${Buffer.from(`%PDF-1.4 ${text}`).toString('base64')}||||||F`

let control = 0
const report = ({ mrn, at, changed = at, number = 'L1', lines, facility = 'RJZ' }: Said) =>
  [
    `MSH|^~\\&|LAB|${facility}|LCR|LCR|20261122${at}00||ORU^R01|R${control++}|P|2.4`,
    `PID|1||${mrn}^^^${facility}^MR`,
    `OBR|1||${number}|UE^Urea and electrolytes|||20261122080000|||||||||||||||20261122${changed}00||CH|F`,
    ...(lines ?? [sodium('140')]),
  ].join('\n')

const known = (mrn: string, at = '0700') =>
  admission({ mrn, control: `K${control++}`, event: 'A28', at: `20261122${at}00` })

describe('what was reported under the number of another patient', () => {
  let record: TestRecord
  before(async () => {
    record = await testRecord(Date.parse('2026-11-22T18:00:00Z'))
  })
  after(() => record.close())

  async function viewOf(mrn: string, namespace = 'RJZ/MRN'): Promise<RecordView> {
    const person = await record.personOf(namespace, mrn)
    const [row] = await record.fresh.superuserQuery<Prepared>(
      `SELECT version, body, fresh FROM record.prepared WHERE person_id = $1 AND labels = '{}'`,
      [person],
    )
    return openView(row!)
  }
  const resultsOf = async (mrn: string) =>
    (await viewOf(mrn)).sections.results.map((item) => [item.title, item.result?.value])
  /** A laboratory each of whose reports holds all there is. */
  const addSnapshotProfile = () =>
    record.fresh.superuserQuery(
      `INSERT INTO network.profile (name, version, effective_from, body, digest, added_at, added_by)
       VALUES ('snapshots', 1, '2020-01-01', $1, 'none', now(), 'a test')`,
      [
        JSON.stringify({
          name: 'snapshots',
          version: 1,
          effectiveFrom: '2020-01-01',
          senders: [{ application: 'LAB', facility: 'SNP' }],
          identifiers: [{ namespace: '{org}/MRN' }],
          results: 'snapshot',
        }),
      ],
    )
  const forget = (): Promise<unknown> => record.fresh.superuserQuery(forgetAll)

  test('the right patient has it, and the wrong one has it no longer (LAB-04)', async () => {
    await forget()
    await record.send(known('1'), known('2'), report({ mrn: '1', at: '0900' }))
    assert.deepEqual(await resultsOf('1'), [['Sodium', '140']])
    const before = (await viewOf('1')).version
    await record.send(report({ mrn: '2', at: '1000' }))
    assert.deepEqual(await resultsOf('1'), [])
    assert.deepEqual(await resultsOf('2'), [['Sodium', '140']])
    assert.ok((await viewOf('1')).version > before)
    const [kept] = await record.fresh.superuserQuery<{ n: string }>(
      'SELECT count(*) AS n FROM inbox.message',
    )
    assert.equal(Number(kept?.n), 4)
  })

  test('an older copy under the wrong number that comes late changes nothing (LAB-04)', async () => {
    await forget()
    await record.send(known('1'), known('2'), report({ mrn: '2', at: '1000' }))
    await record.send(report({ mrn: '1', at: '0900' }))
    assert.deepEqual(await resultsOf('1'), [])
    assert.deepEqual(await resultsOf('2'), [['Sodium', '140']])
    // Sent again today: the laboratory's own time says that it is older all the same.
    await record.send(report({ mrn: '1', at: '1200', changed: '0900' }))
    assert.deepEqual(await resultsOf('1'), [])
    assert.deepEqual(await resultsOf('2'), [['Sodium', '140']])
  })

  test('when the laboratory names the first patient again, it comes back (LAB-04)', async () => {
    await forget()
    await record.send(
      known('1'),
      known('2'),
      report({ mrn: '1', at: '0900', lines: [sodium('140'), urea('5.0')] }),
      report({ mrn: '2', at: '1000' }),
    )
    assert.deepEqual(await resultsOf('1'), [])
    await record.send(report({ mrn: '1', at: '1100', lines: [sodium('141')] }))
    assert.deepEqual(await resultsOf('1'), [
      ['Sodium', '141'],
      ['Urea', '5.0'],
    ])
    assert.deepEqual(await resultsOf('2'), [])
  })

  test('another test, another number or another laboratory is another report (LAB-04)', async () => {
    await forget()
    await record.send(
      known('1'),
      known('2'),
      report({ mrn: '1', at: '0900' }),
      report({ mrn: '2', at: '1000', number: 'L2' }),
      report({ mrn: '2', at: '1000' }).replace('UE^Urea and electrolytes', 'LFT^Liver'),
      report({ mrn: '2', at: '1000', facility: 'RJ2' }),
    )
    assert.deepEqual(await resultsOf('1'), [['Sodium', '140']])
  })

  test('a document that was another patient’s can be opened there no longer (LAB-04)', async () => {
    await forget()
    const lines = [sodium('140'), letter('one')]
    await record.send(known('1'), known('2'), report({ mrn: '1', at: '0900', lines }))
    assert.equal((await viewOf('1')).sections.documents.length, 1)
    await record.send(report({ mrn: '2', at: '1000', lines }))
    assert.equal((await viewOf('1')).sections.documents.length, 0)
    assert.equal((await viewOf('2')).sections.documents.length, 1)
    const openable = (mrn: string) =>
      record.fresh.superuserQuery(
        `SELECT 1 FROM record.attachment a JOIN identity.source_patient s USING (source_patient_id)
         WHERE s.value = $1 AND NOT a.retracted`,
        [mrn],
      )
    assert.equal((await openable('1')).length, 0)
    assert.equal((await openable('2')).length, 1)
    await record.send(report({ mrn: '1', at: '1100', lines }))
    assert.equal((await openable('1')).length, 1)
    assert.equal((await openable('2')).length, 0)
  })

  test('two numbers of one patient hold one report, also once they are merged (LAB-04)', async () => {
    await forget()
    await record.send(
      known('1'),
      known('2'),
      report({ mrn: '2', at: '0900', lines: [sodium('140'), urea('5.0')] }),
      report({ mrn: '1', at: '1000', lines: [sodium('141')] }),
    )
    assert.deepEqual(await resultsOf('2'), [])
    await record.send(
      admission({ mrn: '1', merged: '2', event: 'A40', control: 'M1', at: '20261122110000' }),
    )
    assert.deepEqual(await resultsOf('1'), [
      ['Sodium', '141'],
      ['Urea', '5.0'],
    ])
  })

  test('undoing the merge of the two gives each what is theirs (LAB-04)', async () => {
    await forget()
    await record.send(
      known('1'),
      known('2'),
      admission({ mrn: '1', merged: '2', event: 'A40', control: 'M3', at: '20261122080000' }),
      report({ mrn: '2', at: '0900', lines: [sodium('140'), urea('5.0')] }),
      report({ mrn: '1', at: '1000', lines: [sodium('141')] }),
    )
    assert.equal((await resultsOf('1')).length, 2)
    const [merge] = await merges(record.needs, 10)
    assert.equal(await undoMerge(record.needs, doctor, merge!.mergeId), true)
    assert.deepEqual(await resultsOf('1'), [['Sodium', '141']])
    assert.deepEqual(await resultsOf('2'), [])
  })

  test('what a replacing report no longer holds is gone, and only then (LAB-02)', async () => {
    await addSnapshotProfile()
    for (const [facility, left] of [
      ['RJZ', 2],
      ['SNP', 1],
    ] as const) {
      await forget()
      const first = report({ mrn: '1', at: '0900', lines: [sodium('140'), urea('5.0')], facility })
      const second = report({ mrn: '1', at: '1000', lines: [sodium('141')], facility })
      await record.send(known('1').replaceAll('RJZ', facility), first, second)
      const seen = (await viewOf('1', `${facility}/MRN`)).sections.results
      assert.equal(seen.length, left, facility)
    }
  })

  test('in any order, batches and duplicates the same is shown, and told again too (LAB-04, RL-06)', async () => {
    let expected: unknown
    await fc.assert(
      fc.asyncProperty(batches(story), async (sent) => {
        await forget()
        await record.send(known('1'), known('2'), known('3'), ...snapshotPatients)
        for (const batch of sent) {
          await record.receive(...batch)
          while ((await fileMessages(record.needs, 100)).messages > 0);
        }
        const shown = await allShown()
        expected ??= shown
        assert.deepEqual(shown, expected)
        assert.equal(await refileAll(), 0)
      }),
      { numRuns: 25 },
    )
  })

  const allShown = async () =>
    Object.fromEntries(
      await Promise.all(
        ['RJZ/1', 'RJZ/2', 'RJZ/3', 'SNP/1', 'SNP/2'].map(async (name) => [
          name,
          (await viewOf(name.slice(4), `${name.slice(0, 3)}/MRN`)).sections.results.map((item) => [
            item.id,
            item.result,
          ]),
        ]),
      ),
    )

  async function refileAll(): Promise<number> {
    const rows = await record.fresh.superuserQuery<{ id: string }>(
      'SELECT source_patient_id AS id FROM identity.source_patient',
    )
    return record.needs.database.transaction('filing', async (tx) => {
      await holdFilingLock(tx)
      const ids = rows.map((row) => Number(row.id))
      return (await refilePatients(tx, ids, Date.now(), await loadFeeds(tx))).changed
    })
  }
})

const snapshotPatients = ['1', '2'].map((mrn) => known(mrn).replaceAll('RJZ', 'SNP'))

const story = [
  report({ mrn: '1', at: '0900', lines: [sodium('140'), urea('5.0')] }),
  report({ mrn: '2', at: '0930', lines: [sodium('140')] }),
  report({ mrn: '3', at: '0930', lines: [sodium('139')] }),
  report({ mrn: '1', at: '1000', lines: [urea('5.1')] }),
  report({ mrn: '2', at: '1030', lines: [urea('5.2')] }),
  report({ mrn: '3', at: '0915', lines: [sodium('138')], number: 'L9' }),
  report({ mrn: '1', at: '0900', lines: [sodium('140'), urea('5.0')], facility: 'SNP' }),
  report({ mrn: '1', at: '1000', lines: [sodium('141')], facility: 'SNP' }),
  report({ mrn: '2', at: '0930', lines: [sodium('142'), urea('6.0')], facility: 'SNP' }),
  admission({ mrn: '2', merged: '1', event: 'A40', control: 'M2', at: '20261122120000' }),
]

/** Any order, cut anywhere; some come twice. */
const batches = (messages: readonly string[]): fc.Arbitrary<string[][]> =>
  fc
    .record({
      order: fc.shuffledSubarray([...messages], { minLength: messages.length }),
      again: fc.subarray([...messages]),
      cuts: fc.array(fc.boolean(), { minLength: messages.length, maxLength: messages.length }),
    })
    .map(({ order, again, cuts }) => {
      const sent: string[][] = [[]]
      order.forEach((message, index) => {
        sent.at(-1)!.push(message)
        if (cuts[index]) sent.push([])
      })
      return [...sent, again]
    })

const forgetAll = `DELETE FROM inbox.message; DELETE FROM inbox.pending; DELETE FROM inbox.outcome;
  DELETE FROM inbox.duplicate; DELETE FROM inbox.set_aside; DELETE FROM identity.source_patient;
  DELETE FROM identity.link; DELETE FROM identity.merge; DELETE FROM identity.identifier;
  DELETE FROM identity.mention; DELETE FROM record.person; DELETE FROM record.entry;
  DELETE FROM record.claim; DELETE FROM record.heard; DELETE FROM record.pack; DELETE FROM record.prepared;
  DELETE FROM record.attachment; DELETE FROM record.unfolded; DELETE FROM access.relationship`
