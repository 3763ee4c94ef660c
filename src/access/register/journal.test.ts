/** The file of the journal, as several processes write it one after another. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { Journal } from './journal.ts'

describe('OO-19: a process that has written to the journal', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lcr-journal-'))
  })
  after(() => rm(folder, { recursive: true }))

  const change = JSON.stringify({
    what: 'released',
    objectionId: '01980000-0000-7000-8000-000000000001',
    personId: 1,
  })
  const [one, another] = ['0'.repeat(8), '1'.repeat(8)].map(
    (start) => `${start}-0000-4000-8000-000000000000`,
  ) as [string, string]

  test('goes on after what another has written, and where one was begun anew in its place', async () => {
    const [first, second] = [new Journal(folder), new Journal(folder)]
    await first.begin('key', one)
    assert.equal((await first.append('key', [change])).last, 2)
    assert.equal((await second.append('key', [change, change])).last, 4)
    assert.equal((await first.append('key', [change])).last, 5)
    assert.equal((await first.read()).brokenAt, undefined)

    await rm(first.file)
    await second.begin('key', another, 40)
    await second.append('key', Array(20).fill(change))
    const { first: next } = await first.append('key', [change])
    assert.equal(next, 62)
    assert.equal(await first.id(), another)
    assert.equal((await second.read()).brokenAt, undefined)
  })
})
