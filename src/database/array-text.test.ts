import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type FreshDatabase, freshDatabase } from '#test-support'

describe('lists as parameters', () => {
  let fresh: FreshDatabase
  before(async () => {
    fresh = await freshDatabase()
  })
  after(() => fresh.close())

  const through = async (type: string, values: readonly unknown[]): Promise<unknown[]> => {
    const text = `SELECT value FROM unnest($1::${type}[]) WITH ORDINALITY AS a (value, n) ORDER BY n`
    const { rows } = await fresh.database.query<{ value: unknown }>('filing', text, [values])
    return rows.map((row) => row.value)
  }

  test('texts come back as they are, whatever stands in them', async () => {
    const texts = [
      '',
      ' ',
      'NULL',
      'a,b',
      '{c}',
      'quote " back \\ both \\"',
      'line\nfeed',
      '£ é 😀',
    ]
    assert.deepEqual(await through('text', texts), texts)
    assert.deepEqual(await through('text', ['a', null, undefined]), ['a', null, null])
  })

  test('numbers, keys in decimal text, and truth', async () => {
    assert.deepEqual(await through('bigint', [0, -1, 2 ** 53 - 1]), [0, -1, 2 ** 53 - 1])
    assert.deepEqual(await through('bigint', ['-42', null]), [-42, null])
    assert.deepEqual(await through('float8', [1.5, 1e21, -0.25]), [1.5, 1e21, -0.25])
    assert.deepEqual(await through('boolean', [true, false]), [true, false])
  })

  test('none, and what the driver writes itself', async () => {
    assert.deepEqual(await through('int', []), [])
    const bytes = [Buffer.from([0, 255, 34, 92])]
    assert.deepEqual(await through('bytea', bytes), bytes)
    const at = Date.UTC(2026, 10, 22)
    assert.deepEqual(await through('timestamptz', [new Date(at)]), [at])
  })
})
