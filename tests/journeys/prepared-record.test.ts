/** The prepared record is derived: at any time it is what the entries say, and nothing else. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { zstdDecompressSync } from 'node:zlib'
import { fileMessages, foldWhileIdle } from '#journeys'
import { currentEntries, heardOf, rebuild, viewOf } from '#record'
import { splitMessages } from '#sources'
import { type TestRecord, testRecord } from '#test-support'
import type { RecordView } from '#vocabulary'
import { loadFeeds } from '../../src/journeys/known-feeds.ts'
import { openView } from '../../src/record/prepared-body.ts'

const samples = resolve(
  import.meta.dirname,
  '../../../shared/samples/hl7v2-uk/simhospital/messages.out',
)

describe('the prepared record', {
  skip: !existsSync(samples) && 'the samples are not here',
}, () => {
  let record: TestRecord
  before(async () => {
    record = await testRecord()
  })
  after(() => record.close())

  test('is the same as what its entries make, before folding, after folding, and rebuilt', async () => {
    const messages = splitMessages(readFileSync(samples))
    for (let from = 0; from < messages.length; from += 97) {
      await record.receive(...messages.slice(from, from + 97))
      // Batches of uneven size: a batch may end anywhere in a patient's story.
      await fileMessages(record.needs, 31)
    }
    await record.settle()
    const unfolded = await prepared(record)
    assert.ok(unfolded.size > 20)
    const fromEntries = await derived(record, [...unfolded.keys()])
    for (const [person, view] of unfolded) assert.deepEqual(view, fromEntries.get(person))

    while (await foldWhileIdle(record.needs, 7));
    assert.deepEqual(await prepared(record), unfolded)

    await record.needs.database.transaction('filing', async (tx) => {
      const feeds = await loadFeeds(tx)
      for (const person of unfolded.keys()) await rebuild(tx, person, feeds.asSources)
    })
    assert.deepEqual(await prepared(record), unfolded)
  })
})

async function prepared(record: TestRecord): Promise<Map<number, RecordView>> {
  const rows = await record.fresh.superuserQuery<{
    person_id: string
    body: Buffer
    fresh: Buffer
    version: number
  }>('SELECT person_id, version, body, fresh FROM record.prepared ORDER BY person_id')
  assert.ok(rows.every((row) => zstdDecompressSync(row.body).length > 0))
  return new Map(rows.map((row) => [Number(row.person_id), openView(row)]))
}

function derived(record: TestRecord, persons: readonly number[]): Promise<Map<number, RecordView>> {
  return record.needs.database.transaction('filing', async (tx) => {
    const feeds = await loadFeeds(tx)
    const views = new Map<number, RecordView>()
    for (const person of persons) {
      const head = await tx.query<{ version: number }>(
        'SELECT version FROM record.person WHERE person_id = $1',
        [person],
      )
      const entries = await currentEntries(tx, person)
      const heard = await heardOf(tx, person, feeds.asSources)
      views.set(person, JSON.parse(JSON.stringify(viewOf(entries, head.rows[0]!.version, heard))))
    }
    return views
  })
}
