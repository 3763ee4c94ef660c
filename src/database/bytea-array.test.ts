import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type FreshDatabase, freshDatabase } from '#test-support'
import { byteaArray } from './bytea-array.ts'

describe('many byte strings as one parameter', () => {
  let fresh: FreshDatabase
  before(async () => {
    fresh = await freshDatabase()
  })
  after(() => fresh.close())

  const through = async (values: readonly Uint8Array[]): Promise<Buffer[]> => {
    const { rows } = await fresh.database.query<{ value: Buffer }>(
      'filing',
      'SELECT value FROM unnest($1::bytea[]) WITH ORDINALITY AS a (value, n) ORDER BY n',
      [byteaArray(values)],
    )
    return rows.map((row) => row.value)
  }

  test('come back as they are, in their order', async () => {
    const every = Uint8Array.from({ length: 256 }, (_, value) => value)
    const values = [Buffer.from('a'), Buffer.alloc(0), every, Buffer.alloc(300_000, '\\"{},')]
    const back = await through(values)
    assert.equal(back.length, values.length)
    for (const [index, value] of values.entries()) assert.ok(back[index]?.equals(value))
  })

  test('none of them is an empty array', async () => {
    assert.deepEqual(await through([]), [])
  })
})
