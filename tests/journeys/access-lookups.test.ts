/** What is asked while messages are filed reads no table as a whole, however many rows it has. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  forgetOwnPersons,
  moveRestrictions,
  objectedAmong,
  ownPersonsOf,
  saveRestrictions,
  settleObjected,
  takeEvidenceDue,
  takeSuspended,
  takeToDelete,
} from '#access'
import type { Tx } from '#database'
import { type TestRecord, testRecord } from '#test-support'

const now = Date.parse('2026-11-22T09:00:00Z')
const moves = [{ sourcePatientId: 1, from: 1, to: 2 }]

const asked: Readonly<Record<string, (tx: Tx) => Promise<unknown>>> = {
  'which member of staff a number is': (tx) =>
    ownPersonsOf(tx, [{ personId: 1, identifier: new Uint8Array(32) }]),
  'who is told anew which member of staff they are': (tx) => forgetOwnPersons(tx, [1]),
  'what a source has said of whereabouts': (tx) =>
    saveRestrictions(tx, [{ sourcePatientId: 1, personId: 1 }], now),
  'restrictions that go with a source patient': (tx) => moveRestrictions(tx, moves, now),
  'who is objected': (tx) => objectedAmong(tx, [1]),
  'what an objection changes': (tx) => settleObjected(tx, [1], now),
  'whose evidence is due': (tx) => takeEvidenceDue(tx, 5),
  'what is to be deleted': (tx) => takeToDelete(tx, now, 50),
  'of whom nothing is left while a suspension runs': (tx) => takeSuspended(tx, 5),
}
/** A handful of rows at any time. */
const small = /Seq Scan on (?:suspension|canary|access\.canary)\b/

describe('the lookups of filing', () => {
  let record: TestRecord
  before(async () => {
    record = await testRecord(now)
  })
  after(() => record.close())

  for (const [name, ask] of Object.entries(asked)) {
    test(name, async () => {
      const plans: string[] = []
      await record.needs.database.transaction('filing', async (tx) => {
        const query = async (statement: string | { text: string; values?: unknown[] }, of = []) => {
          const { text, values = of } =
            typeof statement === 'string' ? { text: statement, values: of } : statement
          const { rows } = await tx.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values)
          plans.push(...rows.map((row) => row['QUERY PLAN']))
          return { rows: [], rowCount: 0 }
        }
        await ask({ query } as unknown as Tx)
      })
      assert.ok(plans.length > 0)
      const whole = plans.filter((line) => /Seq Scan on/.test(line) && !small.test(line))
      assert.deepEqual(whole, [])
    })
  }
})
