/** Finding messages and looking at one: what is shown, to whom, and that it is written down first. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  downloadMessage,
  type FoundMessage,
  type MessageSelection,
  type Needs,
  searchMessages,
  showMessage,
} from '#journeys'
import { doctor, type TestRecord, testRecord } from '#test-support'
import { bundle } from './fixtures/bundle.ts'
import { allowFeed, patient } from './fixtures/care.ts'
import { admission, potassium } from './fixtures/messages.ts'

const now = Date.parse('2026-11-22T18:00:00Z')
const hour = 3_600_000
const engineer = {
  ...doctor,
  key: 'https://issuer.example|910000000112',
  activities: ['LCR-LOCAL-OPERATE'],
}

describe('messages', () => {
  let record: TestRecord
  const wrongDate = admission({ control: 'W1', mrn: '40', born: '19651312' })
  const nameless = 'MSH|^~\\&|PAS|RJZ|LCR|LCR|20261122080000||ADT^A01|N1|P|2.4\nEVN|A01\nPID|1||""'
  before(async () => {
    record = await testRecord(now)
    for (let index = 0; index < 30; index += 1) {
      record.at(now + index * 6 * hour)
      await record.send(
        potassium({
          control: `L${index}`,
          mrn: '40',
          value: '4.1',
          at: `202611220${100_000 + index}`,
        }),
      )
    }
    await record.send(wrongDate, nameless)
    await allowFeed(record, 'RQM')
    await record.load('RQM', bundle({ problems: 2, isOneBad: true }))
    await record.load('RQM', patient({ id: 'p1' }))
    await record.receive(admission({ control: 'P1', mrn: '41' }))
  })
  after(async () => {
    await record.settle()
    await record.close()
  })

  const found = async (selection: MessageSelection): Promise<readonly FoundMessage[]> =>
    (await searchMessages(record.needs, engineer, selection, { messagesMax: 100 })).messages

  const one = async (selection: MessageSelection): Promise<FoundMessage> => {
    const [only, ...others] = await found(selection)
    assert.ok(only && others.length === 0, `${others.length + (only ? 1 : 0)} were found`)
    return only
  }

  test('are found by feed, time, type, reason, state, control id and patient', async () => {
    assert.equal((await found({ feed: 'LAB|RJZ' })).length, 30)
    assert.equal((await found({ feed: 'NOBODY' })).length, 0)
    const span = { from: now + 6 * hour, to: now + 18 * hour }
    assert.deepEqual(
      (await found(span)).map((each) => each.controlId),
      ['L2', 'L1'],
    )
    assert.equal((await found({ messageType: 'ADT' })).length, 2)
    assert.equal((await one({ messageType: 'ADT^A01', state: 'filed' })).controlId, 'W1')
    assert.equal((await found({ messageType: 'ORU^R01' })).length, 30)
    assert.equal((await one({ reason: 'no-patient' })).controlId, 'N1')
    assert.equal((await one({ state: 'pending' })).controlId, 'P1')
    assert.equal((await one({ controlId: 'L7' })).receivedAt, now + 7 * 6 * hour)
    const about = { sourcePatient: { namespace: 'RJZ/MRN', value: '40' } }
    assert.equal((await found(about)).length, 31)
    assert.equal((await found({ ...about, feed: 'PAS|RJZ' })).length, 1)
    const personId = await record.personOf('RJZ/MRN', '40')
    assert.equal((await found({ personId })).length, 31)
    await assert.rejects(found({ personId: 999_999 }), { kind: 'unknown' })
  })

  test('of which parts are set aside are found beside those set aside as a whole', async () => {
    const waiting = await found({ state: 'set-aside' })
    assert.deepEqual(
      waiting.map((each) => [each.feed, each.isPartOnly]),
      [
        ['RQM', true],
        ['PAS|RJZ', false],
      ],
    )
  })

  test('come the newest first, page by page, each once', async () => {
    const seen: number[] = []
    let before: number | undefined
    do {
      const page = await searchMessages(
        record.needs,
        engineer,
        { feed: 'LAB|RJZ' },
        { before, messagesMax: 7 },
      )
      seen.push(...page.messages.map((each) => each.messageId))
      before = page.before
    } while (before !== undefined)
    assert.equal(seen.length, 30)
    assert.deepEqual(
      seen,
      [...new Set(seen)].sort((a, b) => b - a),
    )
  })

  test('are shown field by field, with the places marked that could not be read', async () => {
    const { messageId } = await one({ controlId: 'W1' })
    const shown = await showMessage(record.needs, engineer, messageId)
    assert.ok(shown?.content.form === 'hl7v2')
    const pid = shown.content.segments.find((each) => each.name === 'PID')
    const born = pid?.fields.find((each) => each.position === 'PID-7')
    assert.deepEqual(
      born?.marks.map((mark) => mark.words),
      ['PID-7 is not a date'],
    )
    assert.equal(born?.text, '19651312')
    assert.deepEqual(shown.about, [{ namespace: 'RJZ/MRN', value: '40' }])
    assert.equal(shown.today.outcome, 'filed')
    assert.ok(shown.profile?.name)
    assert.ok(!('bytes' in shown.message))

    const aside = await showMessage(
      record.needs,
      engineer,
      (await one({ controlId: 'N1' })).messageId,
    )
    assert.ok(aside?.content.form === 'hl7v2')
    const marked = aside.content.segments
      .flatMap((each) => each.fields)
      .filter((each) => each.marks.length > 0)
    assert.deepEqual(
      marked.map((each) => each.position),
      ['PID-3'],
    )
  })

  test('of FHIR are shown entry by entry, with those marked that could not be filed', async () => {
    const [waiting] = await found({ feed: 'RQM', state: 'set-aside' })
    const shown = await showMessage(record.needs, engineer, waiting!.messageId)
    assert.ok(shown?.content.form === 'fhir')
    const marked = shown.content.entries.filter((each) => each.marks.length > 0)
    assert.deepEqual(
      marked.map((each) => each.place),
      ['entry[3] Observation'],
    )
  })

  test('are given as the bytes that came', async () => {
    const { messageId } = await one({ controlId: 'W1' })
    const given = await downloadMessage(record.needs, engineer, messageId)
    assert.equal(Buffer.from(given!.bytes).toString(), wrongDate.replaceAll('\n', '\r'))
    assert.equal(await downloadMessage(record.needs, engineer, 999_999), undefined)
  })

  test('are looked at by nobody unless it was written down before, for each person (AU-04)', async () => {
    const { messageId } = await one({ controlId: 'W1' })
    const { database } = record.needs
    const steps: string[] = []
    const watched: Needs = {
      ...record.needs,
      database: {
        ...database,
        transaction: (role, work) =>
          database.transaction(role, (tx) =>
            work({
              query: (statement, values) => {
                const text = typeof statement === 'string' ? statement : statement.text
                if (/INSERT INTO audit\.event/.test(text)) steps.push('written down')
                if (/\bm?\.?bytes\b/.test(text)) steps.push('read')
                return tx.query(statement, values)
              },
            }),
          ),
      },
    }
    for (const look of [showMessage, downloadMessage]) {
      steps.length = 0
      assert.ok(await look(watched, engineer, messageId))
      assert.deepEqual([...new Set(steps)], ['written down', 'read'])
    }
    const events = await record.fresh.superuserQuery<{ person_id: string; detail: object }>(
      `SELECT person_id, detail FROM audit.event
       WHERE action = 'look-at-messages' AND detail->>'messageId' = $1 AND detail->>'how' = 'download'`,
      [String(messageId)],
    )
    const person = await record.personOf('RJZ/MRN', '40')
    assert.ok(events.length > 0 && events.every((event) => Number(event.person_id) === person))

    const deaf: Needs = {
      ...record.needs,
      database: {
        ...database,
        transaction: (role, work) =>
          role === 'serving'
            ? Promise.reject(new Error('no audit'))
            : database.transaction(role, work),
      },
    }
    await assert.rejects(showMessage(deaf, engineer, messageId), /no audit/)
  })

  test('are not shown to a clinician, and the attempt is written down', async () => {
    const { messageId } = await one({ controlId: 'W1' })
    for (const user of [doctor, { ...engineer, assurance: 'AAL2' }]) {
      await assert.rejects(showMessage(record.needs, user, messageId), { kind: 'refused' })
      await assert.rejects(downloadMessage(record.needs, user, messageId), { kind: 'refused' })
      const search = searchMessages(record.needs, user, {}, { messagesMax: 1 })
      await assert.rejects(search, { kind: 'refused' })
    }
    const [refused] = await record.fresh.superuserQuery<{ n: string }>(
      `SELECT count(*) AS n FROM audit.event WHERE effect = 'refuse' AND user_key = $1`,
      [doctor.key],
    )
    assert.equal(Number(refused?.n), 3)
  })
})
