/** Where the rules break down nothing is shown, and somebody is told that they did (AC-13). */
import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Database } from '#database'
import {
  breakSeal,
  findPerson,
  type Needs,
  openDocument,
  openRecord,
  whyCanISee,
  whyNotPermitted,
} from '#journeys'
import { doctor, type TestRecord, testRecord } from '#test-support'
import { Failure } from '#vocabulary'
import { signInAs } from '../../src/doors/identity-provider/sign-in-as.ts'
import type { MyPatients } from '../../src/doors/viewer/contract.ts'
import { admission } from './fixtures/messages.ts'
import { openDoor } from './sign-in-door.ts'

/** A fact that no rule can read: of restrictions nothing at all comes back. */
function broken(needs: Needs): Needs {
  const query: Database['query'] = async (role, text, values) => {
    const found = await needs.database.query<object>(role, text as string, values)
    const isFacts = typeof text === 'object' && (text as { name: string }).name === 'access-facts'
    return (
      isFacts
        ? { ...found, rows: found.rows.map((row) => ({ ...row, restrictions: null })) }
        : found
    ) as never
  }
  return { ...needs, database: { ...needs.database, query } }
}

describe('AC-13: a decision that could not be made', () => {
  let record: TestRecord
  let needs: Needs
  let person: number
  before(async () => {
    record = await testRecord()
    needs = broken(record.needs)
    await record.send(admission({ control: 'CD1', mrn: '1', nhs: '9990000018', born: '19610301' }))
    person = await record.personOf('RJZ/MRN', '1')
  })
  after(() => record.close())

  const said = { reason: 'direct-care', words: 'Seen in clinic this morning.' }
  const found = { nhsNumber: '9990000018', birthDate: '1961-03-01' }
  const asks: Readonly<Record<string, () => Promise<unknown>>> = {
    'opening a record': () => openRecord(needs, doctor, person, { requestId: 'test' }),
    'opening a document': () => openDocument(needs, doctor, person, 'a'.repeat(64)),
    'asking why': () => whyCanISee(needs, doctor, person),
    'an open screen': () => whyNotPermitted(needs, doctor, person),
    'breaking a seal': () => breakSeal(needs, doctor, person, said),
    'finding somebody': () => findPerson(needs, doctor, found),
  }
  for (const [name, ask] of Object.entries(asks)) {
    test(`${name}: is a fault of ours, and no refusal`, async () => {
      await assert.rejects(
        ask(),
        (failure) => failure instanceof Failure && failure.kind === 'fault',
      )
    })
  }

  test('it is written down before anybody is told', async () => {
    const events = await record.fresh.superuserQuery<{ action: string }>(
      `SELECT DISTINCT action FROM audit.event WHERE 'could-not-decide' = ANY (reasons)
         AND effect = 'refuse' ORDER BY 1`,
    )
    assert.deepEqual(
      events.map((one) => one.action),
      ['explain-access', 'open-document', 'open-record'],
    )
  })

  test('an open screen is closed, and the operator is told', async () => {
    let works = true
    const door = await openDoor({
      screenFolder: await mkdtemp(join(tmpdir(), 'screen-')),
      journeys: {
        myPatients: async () => ({ patients: [{ personId: person, name: {} }], more: false }),
        whyNotPermitted: () => whyNotPermitted(works ? record.needs : needs, doctor, person),
      },
    })
    try {
      const as = await signInAs(door.origin, 'emergency-doctor')
      const mine = (await (await door.post('/api/my-patients', {}, as)).json()) as MyPatients
      const answer = await fetch(`${door.origin}/api/changes?handle=${mine.patients[0]!.handle}`, {
        headers: { cookie: as.cookie },
      })
      works = false
      for (const watching of door.watchers) watching(0)
      assert.match(await answer.text(), /event: closed\ndata: \{\}/)
      const [fault] = door.faults
      assert.equal(fault instanceof Failure && fault.code, 'could-not-decide')
    } finally {
      await door.close()
    }
  })
})
