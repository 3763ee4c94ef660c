/** 26: OO-02: four places hide, each by itself: with one of them broken the other three still do. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { decide, factsFor, standingPolicy } from '#access'
import { eventId, note } from '#audit'
import type { Tx } from '#database'
import { fileMessages, type Needs } from '#journeys'
import { publish, Watchers } from '#notice'
import { readRecord } from '#record'
import { doctor, type TestRecord, testRecord } from '#test-support'
import { objects, rowsOf, seenBy } from './fixtures/keepers.ts'
import { admission } from './fixtures/messages.ts'

describe('26: each place hides by itself', () => {
  let record: TestRecord
  let person: number
  before(async () => {
    record = await testRecord()
    await record.send(admission({ control: 'LA1', mrn: '800', nhs: '9990000018' }))
    person = await record.personOf('RJZ/MRN', '800')
    assert.notEqual(typeof (await seenBy(record, person)), 'string')
    await objects(record, { personId: person })
  })
  after(() => record.close())

  const decision = async (): Promise<string> => {
    const { database, clock } = record.needs
    const now = clock.now()
    const facts = await factsFor(database, doctor, person, standingPolicy, now)
    const asked = { user: doctor, personId: person, purpose: 'direct-care', now } as const
    return decide({ ...asked, ...facts, policy: standingPolicy }).effect
  }
  /** A permit as a broken decision would write it down. */
  const throughGate = async (): Promise<boolean> => {
    const id = eventId(Date.now())
    await note(record.needs.database, {
      id,
      at: Date.now(),
      action: 'open-record',
      effect: 'permit',
      personId: person,
      who: doctor,
      reasons: ['related-by-inpatient'],
      policy: 'broken',
      expiresAt: Date.now() + 60_000,
    })
    return (
      (await readRecord(record.needs.database, { decision: id, personId: person })) !== undefined
    )
  }
  /** The versions that open screens hear of; 0 tells nothing but to ask. */
  const told = async (): Promise<number[]> => {
    const watchers = new Watchers()
    await watchers.listen(record.needs.database)
    const heard: number[] = []
    const came = new Promise<void>((resolve) => {
      watchers.watch(person, (version) => resolve(void heard.push(version)))
    })
    await record.needs.database.transaction('filing', (tx) =>
      publish(tx, [{ personId: person, version: 7 }]),
    )
    await came
    await watchers.close()
    return heard
  }
  let control = 1
  const projects = async (needs: Needs = record.needs): Promise<boolean> => {
    const before = await rowsOf(record, person)
    const at = `2026112209${String(control).padStart(2, '0')}00`
    await record.receive(
      admission({
        control: `LA${++control}`,
        mrn: '800',
        nhs: '9990000018',
        at,
        ward: `W${control}`,
        event: 'A02',
      }),
    )
    await fileMessages(needs, 10)
    return (await rowsOf(record, person)) > before
  }
  const asOwner = (text: string) => record.fresh.superuserQuery(text)

  test('all four hide', async () => {
    assert.equal(await decision(), 'refuse')
    assert.equal(await throughGate(), false)
    assert.deepEqual(await told(), [0])
    assert.equal(await projects(), false)
  })

  test('a decision that permits: gate, notice and projection still hide', async () => {
    // `throughGate` is what a decision writes that asks nothing.
    assert.equal(await throughGate(), false)
    assert.deepEqual(await told(), [0])
    assert.equal(await projects(), false)
  })

  test('a gate that asks nothing: decision, notice and projection still hide', async () => {
    const [gate] = await asOwner(`SELECT pg_get_functiondef('audit.granted'::regproc) AS text`)
    const text = String(gate!.text)
    await asOwner(text.replace('NOT access.is_objected(e.person_id)', 'true'))
    assert.equal(await throughGate(), true, 'the gate is broken')
    assert.equal(await decision(), 'refuse')
    assert.equal(await seenBy(record, person), 'objected')
    assert.deepEqual(await told(), [0])
    assert.equal(await projects(), false)
    await asOwner(text)
    assert.equal(await throughGate(), false)
  })

  test('a notice that tells everything: decision, gate and projection still hide', async () => {
    await record.needs.database.transaction('filing', (tx) =>
      tx.query(`SELECT pg_notify('record_changed', '${person}:9')`),
    )
    assert.equal(await decision(), 'refuse')
    assert.equal(await throughGate(), false)
    assert.equal(await projects(), false)
  })

  test('a projection that asks nothing: decision, gate and notice still hide', async () => {
    const { database } = record.needs
    const blind = (tx: Tx): Tx => ({
      async query(statement, values) {
        const asked = typeof statement === 'string' ? undefined : statement.name
        if (asked === 'access-objected-among') return { rows: [], rowCount: 0 }
        return tx.query(statement, values) as never
      },
    })
    const transaction: typeof database.transaction = (role, work) =>
      database.transaction(role, (tx) => work(blind(tx)))
    assert.equal(
      await projects({ ...record.needs, database: { ...database, transaction } }),
      true,
      'the projection is broken',
    )
    assert.equal(await decision(), 'refuse')
    assert.equal(await throughGate(), false)
    assert.deepEqual(await told(), [0])
  })
})
