/** What was received can be read again: with a corrected profile, and by whom a human decides. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import {
  dismissMessages,
  type MessageSelection,
  putProfile,
  type Replayed,
  replayMessages,
  searchMessages,
} from '#journeys'
import { doctor, type TestRecord, testRecord } from '#test-support'
import { openView } from '../../src/record/prepared-body.ts'
import { type Admitted, admission, potassium } from './fixtures/messages.ts'

const now = Date.parse('2026-11-22T18:00:00Z')
const engineer = {
  ...doctor,
  key: 'https://issuer.example|910000000112',
  name: 'Priya Raman',
  activities: ['LCR-LOCAL-OPERATE'],
}

const because = 'The profile is corrected.'

describe('messages that are read again', () => {
  let record: TestRecord
  let version = 0
  before(async () => {
    record = await testRecord(now)
  })
  after(() => record.close())
  beforeEach(() => {
    record.at(now)
  })

  const replay = async (
    selection: MessageSelection,
    more: { check?: boolean } = {},
  ): Promise<Replayed[]> => {
    const portions: Replayed[] = []
    for (;;) {
      const last = portions.at(-1)
      if (last && last.next === undefined) return portions
      const asked = { selection, because, ...more, ...(last && { after: last.next! }) }
      portions.push(await replayMessages(record.needs, engineer, asked))
    }
  }

  /** Brings the next version of the profile of one sender; it holds for what came before, too. */
  const bring = async (facility: string, profile: object): Promise<void> => {
    version += 1
    const brought = await putProfile(record.needs, doctor, {
      name: `test-${facility.toLowerCase()}`,
      version,
      effectiveFrom: `2026-01-${String(version).padStart(2, '0')}`,
      senders: [{ application: 'ODD', facility }],
      organisation: { ods: facility, name: `The ${facility}` },
      ...profile,
    })
    assert.equal(brought.outcome, 'added')
  }

  const odd = (of: Admitted): string => admission({ application: 'ODD', ...of })

  const view = async (namespace: string, value: string) => {
    const person = await record.personOf(namespace, value)
    const rows = await record.fresh.superuserQuery<{
      body: Buffer
      fresh: Buffer
      version: number
    }>('SELECT version, body, fresh FROM record.prepared WHERE person_id = $1 AND labels = $2', [
      person,
      '{}',
    ])
    return rows[0] && openView(rows[0])
  }

  const messageOf = async (control: string): Promise<number> => {
    const { messages } = await searchMessages(
      record.needs,
      engineer,
      { controlId: control },
      { messagesMax: 2 },
    )
    assert.equal(messages.length, 1, control)
    return messages[0]!.messageId
  }

  const rows = (text: string, values: unknown[] = []) => record.fresh.superuserQuery(text, values)

  /** Every byte of what is known and of what became of messages. */
  const everything = async () => {
    const tables = ['record.entry', 'record.pack', 'record.prepared', 'record.person']
    const more = ['access.relationship', 'identity.source_patient', 'identity.link']
    const told = [
      'identity.mention',
      'inbox.outcome',
      'inbox.set_aside',
      'inbox.replay',
      'inbox.replayed',
    ]
    const kept: Record<string, unknown[]> = {}
    for (const table of [...tables, ...more, ...told]) {
      kept[table] = await rows(`SELECT * FROM ${table} t ORDER BY t::text`)
    }
    return kept
  }

  test('what could not be read is filed once the profile is corrected, in its turn (RL-09)', async () => {
    await bring('RXA', { fallbackFields: [] })
    const hidden = odd({ control: 'A1', facility: 'RXA', mrn: '1', at: '20261122080000' })
    const later = { control: 'A2', facility: 'RXA', mrn: '1', at: '20261122090000' }
    await record.send(hidden.replace('1^^^RXA^MR', '').replace('PID|1|', 'PID|1|1^^^RXA^MR'))
    await record.send(odd({ ...later, event: 'A08', ward: 'BRUNEL' }))
    const [aside] = await outcome('A1')
    assert.deepEqual([aside?.outcome, aside?.reason], ['set-aside', 'no-patient'])

    await bring('RXA', { fallbackFields: ['PID-2'] })
    const [checked] = await replay({ feed: 'ODD|RXA', state: 'set-aside' }, { check: true })
    assert.equal(checked?.nowFiled.length, 1)
    assert.equal((await outcome('A1'))[0]?.outcome, 'set-aside', 'a check changes nothing')

    const [done] = await replay({ feed: 'ODD|RXA', state: 'set-aside' })
    assert.deepEqual(done?.nowFiled, [await messageOf('A1')])
    assert.deepEqual(done?.failed, [])
    const [filed] = await outcome('A1')
    assert.deepEqual([filed?.outcome, filed?.reason], ['filed', null])
    const [was] = await rows('SELECT was FROM inbox.replayed WHERE message_id = $1', [
      await messageOf('A1'),
    ])
    assert.match(JSON.stringify(was), /no-patient/)

    const before = await everything()
    const again = await replay({ feed: 'ODD|RXA' })
    assert.deepEqual(again[0]?.differently, [])
    assert.equal(again[0]?.entriesChanged, 0)
    assert.deepEqual(await everything(), before, 'replayed twice is replayed once')
  })

  test('whom a message was wrongly read to be about keeps nothing of it (RL-09)', async () => {
    const of = { facility: 'RXB', mrn: '5', nhs: '9990000026' }
    await record.send(
      odd({ ...of, control: 'B1' }),
      odd({ ...of, control: 'B2', event: 'A08', ward: 'BRUNEL', at: '20261122090000' }),
    )
    const [wrong] = await rows(`SELECT namespace FROM identity.source_patient WHERE value = '5'`)
    const namespace = (wrong as { namespace: string }).namespace
    assert.ok((await view(namespace, '5'))?.sections.visits.length)

    await bring('RXB', { identifiers: [{ type: 'MR', namespace: '{org}/CASE' }] })
    assert.notEqual(namespace, 'RXB/CASE')
    const before = await everything()
    const [checked] = await replay({ feed: 'ODD|RXB' }, { check: true })
    assert.ok(checked!.entriesChanged >= 4)
    assert.deepEqual(await everything(), before)

    await replay({ feed: 'ODD|RXB' })
    const right = await view('RXB/CASE', '5')
    assert.equal(right?.sections.visits.length, 1)
    assert.deepEqual(
      await rows(
        `SELECT kind FROM record.entry JOIN identity.source_patient USING (source_patient_id)
         WHERE until IS NULL AND namespace = $1 AND value = '5'`,
        [namespace],
      ),
      [],
    )
    const evidence = await rows(
      `SELECT namespace FROM access.relationship JOIN identity.source_patient USING (source_patient_id)
       WHERE value = '5'`,
    )
    assert.deepEqual(evidence, [{ namespace: 'RXB/CASE' }])
    const [found] = await rows(
      `SELECT count(*)::int AS n FROM identity.identifier i JOIN identity.source_patient s
       USING (source_patient_id) WHERE s.namespace = $1 AND s.value = '5'`,
      [namespace],
    )
    assert.deepEqual(found, { n: 0 }, 'nobody is found by what was read wrongly')
    const past = await rows(
      `SELECT count(*)::int AS n FROM record.entry JOIN identity.source_patient USING (source_patient_id)
       WHERE until IS NOT NULL AND namespace = $1 AND value = '5'`,
      [namespace],
    )
    assert.ok((past[0] as { n: number }).n > 0, 'what was shown then can be shown again')
  })

  test('a control id that was used twice is filed when a human says so (RL-05)', async () => {
    const of = { facility: 'RJZ', mrn: '700', control: 'C1' }
    await record.send(admission({ ...of, at: '20261122080000' }))
    await record.send(admission({ ...of, event: 'A02', ward: 'BRUNEL', at: '20261122090000' }))
    const { messages } = await searchMessages(
      record.needs,
      engineer,
      { reason: 'conflict', sourcePatient: { namespace: 'RJZ/MRN', value: '700' } },
      { messagesMax: 10 },
    )
    assert.equal(messages.length, 1, 'found by whom it is about')
    assert.equal(messages[0]?.place, 'MSH-10')
    const id = messages[0]!.messageId
    const [done] = await replay({ messageIds: [id] })
    assert.deepEqual(done?.nowFiled, [id])
    assert.match(JSON.stringify((await view('RJZ/MRN', '700'))?.sections.visits), /BRUNEL/)
    const [again] = await replay({ sourcePatient: { namespace: 'RJZ/MRN', value: '700' } })
    assert.deepEqual([again?.messages, again?.differently, again?.entriesChanged], [2, [], 0])
  })

  test('a message that cannot be read holds up nobody else, and whom it is about is known (RL-07)', async () => {
    await record.send(
      admission({ control: 'D1', mrn: '800' }),
      'MSH|^~\\&|PAS|RJZ|LCR|LCR|20261122080000||ADT^A01|D2|P|2.4\nEVN|A01\nPID|1',
      potassium({ control: 'D3', mrn: '800', value: '4.4' }),
    )
    assert.equal((await outcome('D2'))[0]?.reason, 'no-patient')
    assert.equal((await view('RJZ/MRN', '800'))?.sections.results.length, 1)
  })

  test('everybody is told anew once, however many portions their messages are in (RL-09)', async () => {
    const messages = Array.from({ length: 50 }, (_, index) =>
      potassium({
        control: `E${index}`,
        mrn: String(900 + (index % 3)),
        value: '4.1',
        at: `20261122${String(100_000 + index).padStart(6, '0')}`,
      }),
    )
    await record.send(...messages)
    const of = { feed: 'LAB|RJZ', messageType: 'ORU^R01' }
    const portions = await replay(of)
    assert.ok(portions.length >= 3)
    assert.equal(
      portions.reduce((sum, one) => sum + one.messages, 0),
      (await searchMessages(record.needs, engineer, of, { messagesMax: 500 })).messages.length,
    )
    const { n } = (
      await rows(`SELECT count(DISTINCT source_patient_id)::int AS n FROM identity.mention
      JOIN inbox.message USING (message_id) WHERE feed = 'LAB|RJZ'`)
    )[0] as { n: number }
    assert.equal(
      portions.reduce((sum, one) => sum + one.patients, 0),
      n,
    )
    assert.equal(
      portions.reduce((sum, one) => sum + one.entriesChanged, 0),
      0,
    )
  })

  test('messages from before mentions were kept are read once more, and nothing is lost', async () => {
    await rows('DELETE FROM identity.mention; DELETE FROM identity.mention_progress')
    const before = await everything()
    const feed = { feed: 'PAS|RJZ' }
    const portions = await replay(feed)
    assert.equal(
      portions.reduce((sum, one) => sum + one.entriesChanged, 0),
      0,
    )
    const { 'identity.mention': mentions, ...rest } = await everything()
    const { 'identity.mention': none, ...was } = before
    assert.deepEqual(none, [])
    assert.ok(mentions!.length > 10)
    assert.deepEqual(rest, was)
  })

  test('what is dismissed waits for nobody, and is found and can be replayed', async () => {
    await bring('RXD', { fallbackFields: [] })
    const text = odd({ control: 'F1', facility: 'RXD', mrn: '2' })
    await record.send(text.replace('2^^^RXD^MR', '').replace('PID|1|', 'PID|1|2^^^RXD^MR'))
    const id = await messageOf('F1')
    const words = 'A test message of the sender.'
    assert.equal(await dismissMessages(record.needs, engineer, [id], words), 1)
    assert.equal(await dismissMessages(record.needs, engineer, [id], words), 0)
    const waiting = await search({ feed: 'ODD|RXD', state: 'set-aside' })
    assert.deepEqual(waiting, [])
    assert.deepEqual(await search({ feed: 'ODD|RXD', state: 'dismissed' }), [id])
    await assert.rejects(dismissMessages(record.needs, engineer, [id], ' no '), { kind: 'invalid' })

    record.at(now + 1_000)
    await bring('RXD', { fallbackFields: ['PID-2'] })
    await replay({ messageIds: [id] })
    assert.deepEqual(await search({ feed: 'ODD|RXD', state: 'filed' }), [id])
    assert.deepEqual(await search({ feed: 'ODD|RXD', state: 'dismissed' }), [])
  })

  test('nobody replays everything without saying so, nor without the role', async () => {
    const asked = { selection: {}, because }
    await assert.rejects(replayMessages(record.needs, engineer, asked), { kind: 'invalid' })
    const all = { selection: { from: 0 }, because }
    await assert.rejects(replayMessages(record.needs, doctor, all), { kind: 'refused' })
    const [refused] = await rows(
      `SELECT effect FROM audit.event WHERE action = 'replay-messages' AND user_key = $1`,
      [doctor.key],
    )
    assert.deepEqual(refused, { effect: 'refuse' })
  })

  const search = async (selection: MessageSelection): Promise<number[]> => {
    const page = { messagesMax: 100 }
    const { messages } = await searchMessages(record.needs, engineer, selection, page)
    return messages.map((one) => one.messageId)
  }

  const outcome = (control: string) =>
    record.fresh.superuserQuery<{ outcome: string; reason: string | null }>(
      `SELECT o.outcome, s.reason FROM inbox.message m JOIN inbox.outcome o USING (message_id)
       LEFT JOIN inbox.set_aside s USING (message_id) WHERE m.control_id = $1`,
      [control],
    )
})
