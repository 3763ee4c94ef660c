/**
 * A register is brought over while messages are filed, people come to the desk and records are
 * joined: nobody waits for it, and nobody whom it means is forgotten (OO-10, OO-31).
 */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { holdFilingLock } from '#inbox'
import {
  endObjection,
  fileMessages,
  importObjections,
  merges,
  registerReckoning,
  tendRegister,
  undoMerge,
} from '#journeys'
import { doctor, type TestRecord, testRecord } from '#test-support'
import { held } from './fixtures/held.ts'
import { isObjected, keeper, objects, rowsOf, seenBy } from './fixtures/keepers.ts'
import { admission, potassium } from './fixtures/messages.ts'
import { operator } from './fixtures/operator.ts'
import { type FileRow, header, manifestFor, nhsNumbers, written } from './fixtures/register-file.ts'

let record: TestRecord
let last = 0
const numbers = nhsNumbers(700_000)
const [one, other, third] = [numbers.next().value, numbers.next().value, numbers.next().value]
/** The last that an import writes before it hides anybody. */
const almostDone = 'access-import-written'

function request(rows: readonly Partial<FileRow>[], check = false, register = 'Connect Care') {
  const lines = rows.map((row) =>
    written(
      { nhs: '', family: '', given: '', born: '', recorded: '2019-03-04', status: 'O', ...row },
      0,
      `R${last++}`,
    ),
  )
  const bytes = Buffer.from(`${[header, ...lines].join('\n')}\n`)
  return { manifest: manifestFor(bytes, rows.length, { register }), bytes, check }
}

/** An import of these rows stands still when everything is written but whom it hides. */
async function standing(rows: readonly Partial<FileRow>[], check = false) {
  const stopped = held(record.needs.database, almostDone)
  const needs = { ...record.needs, database: stopped.database }
  const importing = importObjections(needs, operator, request(rows, check))
  await Promise.race([stopped.isThere, importing])
  return async () => {
    stopped.letGo()
    return importing
  }
}

const arrive = async (mrn: string, of: object = {}): Promise<number> => {
  await record.send(admission({ control: `I${last++}`, mrn, ...of }))
  return record.personOf('RJZ/MRN', mrn)
}

const join = (mrn: string, merged: string, at = '20261122100000') =>
  record.send(admission({ control: `I${last++}`, mrn, merged, event: 'A40', family: 'OSEI', at }))

async function isHiddenAndEmpty(person: number): Promise<void> {
  assert.equal(await isObjected(record, person), true)
  assert.equal(await seenBy(record, person), 'objected')
  while (await tendRegister(record.needs));
  assert.equal(await rowsOf(record, person), 0)
}

describe('OO-10: while a register is brought over', () => {
  beforeEach(async () => {
    record = await testRecord()
  })
  afterEach(() => record.close())

  for (const isFirst of [true, false]) {
    const which = isFirst ? 'the first that anybody says' : 'one of many'
    test(`a message brings somebody whose number is in the file (${which})`, async () => {
      if (!isFirst) await objects(record, { nhsNumber: third })
      const goOn = await standing([{ nhs: one }])
      const person = await arrive('1', { nhs: one })
      assert.notEqual(await seenBy(record, person), 'objected')
      assert.ok((await rowsOf(record, person)) > 0)
      assert.equal((await goOn()).outcome, 'imported')
      await isHiddenAndEmpty(person)
    })
  }

  test('a message gives somebody who is known the number, or the name and birth date', async () => {
    const numbered = await arrive('1', { family: 'ALPHA' })
    const named = await arrive('2', { family: 'BETA', born: '19500101' })
    const goOn = await standing([
      { nhs: one },
      { family: 'Gamma', given: 'Bo', born: '1950-01-02' },
    ])
    await arrive('1', { family: 'ALPHA', nhs: one, at: '20261122090000' })
    await arrive('2', { family: 'GAMMA', given: 'BO', born: '19500102', at: '20261122090000' })
    await goOn()
    await isHiddenAndEmpty(numbered)
    await isHiddenAndEmpty(named)
  })

  test('an objection at the desk is in at once, of somebody whom the file means too', async () => {
    const person = await arrive('1', { nhs: one })
    const goOn = await standing([{ nhs: one }, { nhs: other }])
    const { objectionId } = await objects(record, { personId: person })
    assert.equal(await isObjected(record, person), true)
    assert.equal((await goOn()).outcome, 'imported')
    await endObjection(record.needs, keeper, objectionId, {
      what: 'withdrawn',
      because: 'came to the desk',
      identityCheck: 'passport seen',
    })
    assert.equal(await isObjected(record, person), true)
  })

  test('whoever was let be seen at the desk meanwhile is hidden by the file', async () => {
    const person = await arrive('1', { nhs: one })
    const { objectionId } = await objects(record, { personId: person })
    const goOn = await standing([{ nhs: one }])
    await endObjection(record.needs, keeper, objectionId, {
      what: 'withdrawn',
      because: 'came to the desk',
      identityCheck: 'passport seen',
    })
    await goOn()
    await isHiddenAndEmpty(person)
  })

  test('somebody whom the file means is merged into another, and on into a third', async () => {
    const osei = { family: 'OSEI' }
    // Of several, whoever was known first goes on.
    const [last, second] = [await arrive('3', osei), await arrive('2', osei)]
    const first = await arrive('1', { ...osei, nhs: one })
    await record.send(potassium({ control: 'P1', mrn: '1', value: '5.9' }))
    const goOn = await standing([{ nhs: one }])
    await join('2', '1')
    assert.equal(await record.personOf('RJZ/MRN', '1'), second)
    await join('3', '2', '20261122110000')
    assert.equal(await record.personOf('RJZ/MRN', '2'), last)
    await goOn()
    for (const person of new Set([first, second, last])) {
      assert.equal(await isObjected(record, person), true)
    }
    await isHiddenAndEmpty(last)
  })

  test('a merge is undone: whoever they were together, both are hidden', async () => {
    const osei = { family: 'OSEI' }
    await arrive('1', { ...osei, nhs: one })
    await arrive('2', osei)
    await join('2', '1')
    const [merge] = await merges(record.needs, 1)
    const goOn = await standing([{ nhs: one }])
    assert.equal(await undoMerge(record.needs, doctor, merge!.mergeId), true)
    await goOn()
    const persons = [await record.personOf('RJZ/MRN', '1'), await record.personOf('RJZ/MRN', '2')]
    assert.equal(new Set(persons).size, 2)
    for (const person of persons) await isHiddenAndEmpty(person)
  })

  test('a batch that had begun before is waited for, and whom it brings is hidden', async () => {
    await objects(record, { nhsNumber: third })
    await record.receive(admission({ control: 'B1', mrn: '1', nhs: one }))
    const stopped = held(record.needs.database, 'record-save-entries')
    const filing = fileMessages({ ...record.needs, database: stopped.database }, 100)
    await stopped.isThere
    const importing = importObjections(record.needs, operator, request([{ nhs: one }]))
    await sleep(50)
    stopped.letGo()
    await filing
    assert.equal((await importing).outcome, 'imported')
    await isHiddenAndEmpty(await record.personOf('RJZ/MRN', '1'))
  })

  test('a check waits for nobody, keeps nobody waiting, and leaves nothing behind', async () => {
    const goOn = await standing([{ nhs: one }], true)
    const person = await arrive('1', { nhs: one })
    await record.needs.database.transaction('filing', async (tx) => {
      await holdFilingLock(tx)
      assert.equal((await goOn()).outcome, 'checked')
    })
    assert.equal(await isObjected(record, person), false)
    const found = await importObjections(record.needs, operator, request([{ nhs: other }]))
    assert.equal(found.outcome, 'imported')
    assert.equal(await isObjected(record, person), false)
  })

  test('OO-30 a second register waits for the first, and nothing of either is lost', async () => {
    const person = await arrive('1', { nhs: one })
    const goOn = await standing([{ nhs: one }, { nhs: other }])
    const second = importObjections(
      record.needs,
      operator,
      request([{ nhs: one }, { nhs: third }], false, 'Local Care Record'),
    )
    await sleep(50)
    const later = await arrive('2', { nhs: third })
    assert.equal((await goOn()).outcome, 'imported')
    assert.equal((await second).outcome, 'imported')
    await isHiddenAndEmpty(person)
    await isHiddenAndEmpty(later)
    const { inForce, byOrigin, unmatched } = await registerReckoning(record.needs, keeper)
    assert.deepEqual([inForce, unmatched], [4, 1])
    assert.deepEqual(
      byOrigin.map((each) => each.count),
      [2, 2],
    )
  })

  test('OO-41 what is counted beside the register is what the register says', async () => {
    const persons = [await arrive('1', { nhs: one }), await arrive('2', { nhs: other })]
    await (await standing([{ nhs: one }, { nhs: third }, { family: 'Nobody' }]))()
    const { objectionId } = await objects(record, { personId: persons[1]! })
    const tally = () =>
      record.fresh.superuserQuery(
        `SELECT route, origin, hour, is_pending, sum(objections) AS objections,
           sum(unbound) AS unbound
         FROM access.register_tally GROUP BY 1, 2, 3, 4
         HAVING sum(objections) <> 0 OR sum(unbound) <> 0 ORDER BY 1, 2, 3, 4`,
      )
    const asCounted = async () => {
      const before = await tally()
      await record.fresh.superuserQuery('SELECT access.tally_anew()')
      assert.deepEqual(before, await tally())
      return before
    }
    assert.equal((await asCounted()).length, 2)
    await arrive('3', { nhs: third })
    await endObjection(record.needs, keeper, objectionId, {
      what: 'withdrawn',
      because: 'came to the desk',
      identityCheck: 'passport seen',
    })
    assert.equal((await asCounted()).length, 1)
    const { inForce, unmatched } = await registerReckoning(record.needs, keeper)
    assert.deepEqual([inForce, unmatched], [3, 1])
  })
})
