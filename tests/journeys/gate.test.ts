/**
 * No permit, no read; no audit row, no answer: proved at the database, with the role that reads
 * (trust.md §4.7; the numbers are those of §8).
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { eventId, note } from '#audit'
import { openRecord } from '#journeys'
import { readRecord } from '#record'
import { doctor, type TestRecord, testRecord } from '#test-support'
import { admission } from './fixtures/messages.ts'

describe('the gate', () => {
  let record: TestRecord
  let aisha: number
  let tomasz: number
  before(async () => {
    record = await testRecord()
    await record.send(
      admission({
        control: 'G1',
        mrn: '5000001',
        nhs: '9990000018',
        family: 'KHAN',
        given: 'AISHA',
      }),
      admission({
        control: 'G2',
        mrn: '5000002',
        nhs: '9990000026',
        family: 'NOWAK',
        given: 'TOMASZ',
      }),
    )
    aisha = await record.personOf('RJZ/MRN', '5000001')
    tomasz = await record.personOf('RJZ/MRN', '5000002')
  })
  after(() => record.close())

  const clinicalTables = ['entry', 'pack', 'prepared', 'attachment']
  const now = (): number => record.needs.clock.now()

  async function decided(effect: 'permit' | 'refuse', personId: number, expiresAt?: number) {
    const id = eventId(Date.now())
    await note(record.needs.database, {
      id,
      at: Math.min(Date.now(), (expiresAt ?? Date.now() + 60_000) - 1_000),
      action: 'open-record',
      effect,
      personId,
      who: doctor,
      reasons: ['test'],
      policy: 'test',
      expiresAt: expiresAt ?? Date.now() + 60_000,
    })
    return id
  }

  /** Rows of a table that the reading role sees in one transaction that names this decision. */
  async function seen(table: string, decision?: string): Promise<{ person_id: number }[]> {
    return record.needs.database.transaction('reading', async (tx) => {
      if (decision) await tx.query(`SET LOCAL lcr.decision = '${decision}'`)
      const found = await tx.query<{ person_id: number }>(`SELECT person_id FROM record.${table}`)
      return found.rows
    })
  }

  test('1: without a decision the reading role sees no row of any clinical table', async () => {
    for (const table of clinicalTables) assert.deepEqual(await seen(table), [])
  })

  test('a committed permit shows that person, and no other', async () => {
    const permit = await decided('permit', aisha)
    const rows = await seen('entry', permit)
    assert.ok(rows.length > 0)
    assert.ok(rows.every((row) => row.person_id === aisha))
    const mixed = await readRecord(record.needs.database, { decision: permit, personId: tomasz })
    assert.equal(mixed, undefined)
  })

  test('a refusal, an expired permit, an unknown decision and no UUID show nothing', async () => {
    assert.deepEqual(await seen('entry', await decided('refuse', aisha)), [])
    assert.deepEqual(await seen('entry', await decided('permit', aisha, Date.now() - 1)), [])
    assert.deepEqual(await seen('entry', eventId(Date.now())), [])
    await assert.rejects(seen('entry', 'x'))
  })

  test('2: a decision of the same transaction shows nothing, so a read cannot be rolled back', async () => {
    const client = await superuser()
    try {
      const id = eventId(Date.now())
      await client.query('BEGIN')
      await client.query(
        `INSERT INTO audit.event (event_id, at, action, effect, person_id, user_key, user_name,
           role_code, role_name, organisation, session, assurance, purpose, reasons, policy, expires_at)
         VALUES ($1, now(), 'open-record', 'permit', $2, '', '', '', '', '', '', '', '', '{}', '',
           now() + interval '1 minute')`,
        [id, aisha],
      )
      await client.query('SET LOCAL ROLE lcr_reading')
      await client.query(`SET LOCAL lcr.decision = '${id}'`)
      assert.equal((await client.query('SELECT FROM record.entry')).rowCount, 0)
      await client.query('ROLLBACK')
    } finally {
      await client.end()
    }
  })

  test('3: the next use of a pooled connection inherits nothing', async () => {
    const permit = await decided('permit', aisha)
    assert.ok((await seen('entry', permit)).length > 0)
    for (let again = 0; again < 8; again++) assert.deepEqual(await seen('entry'), [])
  })

  test('4: when the audit cannot be written nothing is read, and the answer is a failure', async () => {
    const client = await superuser()
    try {
      await client.query('REVOKE INSERT ON audit.event FROM lcr_serving')
      await client.query(
        `DO $$ DECLARE c text; BEGIN FOR c IN SELECT column_name FROM information_schema.columns
           WHERE table_schema = 'audit' AND table_name = 'event' LOOP
           EXECUTE format('REVOKE INSERT (%I) ON audit.event FROM lcr_serving', c); END LOOP; END $$`,
      )
      await assert.rejects(openRecord(record.needs, doctor, aisha, { requestId: 'r' }))
    } finally {
      await client.query(
        `GRANT INSERT (event_id, at, action, effect, person_id, user_key, user_name, role_code,
           role_name, organisation, session, assurance, purpose, reasons, relationship, withhold,
           expires_at, policy, request_id, detail) ON audit.event TO lcr_serving`,
      )
      await client.end()
    }
  })

  test('5: no role of the application can change, remove or read back an audit event', async () => {
    for (const role of ['serving', 'filing', 'reading'] as const) {
      for (const statement of [
        `UPDATE audit.event SET user_name = 'nobody'`,
        'DELETE FROM audit.event',
        'TRUNCATE audit.event',
        'SELECT * FROM audit.event',
        `INSERT INTO audit.event (xid) VALUES ('1')`,
      ]) {
        await assert.rejects(record.needs.database.query(role, statement), /permission denied/)
      }
    }
  })

  test('a permit cannot be longer than 15 minutes', async () => {
    await assert.rejects(decidedFor(16 * 60_000), /event_permit_lasts_15_minutes_at_most/)
    async function decidedFor(ms: number): Promise<void> {
      await note(record.needs.database, {
        id: eventId(now()),
        at: now(),
        action: 'open-record',
        effect: 'permit',
        personId: aisha,
        who: doctor,
        reasons: [],
        policy: '',
        expiresAt: now() + ms,
      })
    }
  })

  test('opening commits one event that says who, why and until when', async () => {
    const before = await events()
    record.at(Date.now())
    const opened = await openRecord(record.needs, doctor, aisha, { requestId: 'request-7' })
    assert.equal(opened.outcome, 'opened')
    const after = await events()
    assert.equal(after.length, before.length + 1)
    const event = after.at(-1)!
    assert.equal(event.effect, 'permit')
    assert.equal(Number(event.person_id), aisha)
    assert.equal(event.user_name, doctor.name)
    assert.equal(event.request_id, 'request-7')
    assert.match(event.relationship, /^inpatient/)
  })

  test('a refused opening is written down like a permitted one', async () => {
    const stranger = { ...doctor, organisation: 'RYJ', activities: ['B0360'] }
    const before = await events()
    record.at(Date.now())
    const opened = await openRecord(record.needs, stranger, aisha, { requestId: 'request-8' })
    assert.deepEqual(opened, {
      outcome: 'refused',
      words: 'This record is not available to you.',
      mayDeclare: false,
    })
    const event = (await events()).at(-1)!
    assert.equal((await events()).length, before.length + 1)
    assert.equal(event.effect, 'refuse')
    assert.deepEqual(event.reasons, ['no-relationship'])
  })

  const events = () =>
    record.fresh.superuserQuery<{
      effect: string
      person_id: string
      user_name: string
      request_id: string
      relationship: string
      reasons: string[]
    }>('SELECT * FROM audit.event ORDER BY at, event_id')

  async function superuser(): Promise<pg.Client> {
    const { address } = record.fresh
    const client = new pg.Client(
      'socket' in address ? { ...address.socket } : { connectionString: address.url },
    )
    await client.connect()
    return client
  }
})
