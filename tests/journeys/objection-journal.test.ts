/**
 * 25: the restore drill (OO-19, AT-13): a backup is put back that is older than what people have
 * said since, and they stay hidden; or nothing opens until somebody has answered for it.
 */
import assert from 'node:assert/strict'
import { copyFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { Journal, journalled } from '#access'
import { type Address, connect, type Database } from '#database'
import {
  acceptJournal,
  compareWithJournal,
  endObjection,
  fileMessages,
  type Needs,
  receiveMessages,
  recordObjection,
  releasePerson,
} from '#journeys'
import {
  createDatabase,
  dropDatabase,
  superuserQuery,
  type TestRecord,
  testServer,
} from '#test-support'
import { atDesk, keeper, objects } from './fixtures/keepers.ts'
import { admission } from './fixtures/messages.ts'

describe('25: a backup is put back', () => {
  let folder: string
  const toDrop: Address[] = []
  const toClose: Database[] = []
  let journal: Journal
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lcr-journal-'))
    journal = new Journal(folder)
  })
  after(async () => {
    for (const database of toClose) await database.close()
    for (const address of toDrop) await dropDatabase(address)
    await rm(folder, { recursive: true })
  })

  const open = async (address: Address) => {
    const database = await connect({ address, poolSizes: { filing: 2, serving: 2, reading: 1 } })
    toClose.push(database)
    const needs: Needs = { database, clock: { now: () => Date.now() } }
    const faults: unknown[] = []
    const kept = journalled(database, journal, (fault) => faults.push(fault))
    return { needs, writing: { ...needs, database: kept }, faults }
  }
  const nameOf = (address: Address) =>
    'socket' in address ? address.socket.database : new URL(address.url).pathname.slice(1)
  /** Of a database that nobody is connected to. */
  const copy = async (address: Address): Promise<Address> => {
    const made = await createDatabase({ migrated: false })
    toDrop.push(made)
    const server = await testServer()
    await superuserQuery(server, `DROP DATABASE "${nameOf(made)}"`)
    await superuserQuery(server, `CREATE DATABASE "${nameOf(made)}" TEMPLATE "${nameOf(address)}"`)
    return made
  }
  let control = 0
  const send = async (needs: Needs, of: Partial<Parameters<typeof admission>[0]>) => {
    const bytes = Buffer.from(
      admission({ control: `J${++control}`, mrn: '', ...of }).replaceAll('\n', '\r'),
    )
    const feed = 'PAS|RJZ'
    await receiveMessages(needs, [
      { feed, form: 'hl7v2', controlId: `J${control}`, bytes, receivedAt: Date.now() },
    ])
    await fileMessages(needs, 10)
  }
  const personOf = async (address: Address, mrn: string): Promise<number> => {
    const [row] = await superuserQuery<{ person_id: string }>(
      address,
      `SELECT l.person_id FROM identity.source_patient s JOIN identity.link l USING (source_patient_id)
       WHERE l.until IS NULL AND s.value = $1`,
      [mrn],
    )
    return Number(row!.person_id)
  }
  const isHidden = async (address: Address, mrn: string): Promise<boolean> => {
    const [row] = await superuserQuery<{ is_objected: boolean }>(
      address,
      'SELECT access.is_objected($1)',
      [await personOf(address, mrn)],
    )
    return row!.is_objected
  }
  const asRecord = (needs: Needs) => ({ needs }) as unknown as TestRecord

  let today: Address
  let lastWeek: Address

  test('OO-19: what was objected to since is put back before anything opens, and what ended stays ended', async () => {
    const made = await createDatabase()
    toDrop.push(made)
    const first = await open(made)
    assert.deepEqual(await compareWithJournal(first.needs, journal), {
      state: 'in-step',
      replayed: 0,
    })
    await send(first.writing, { mrn: '901', nhs: '9990000018' })
    await send(first.writing, { mrn: '902', nhs: '9990000026' })
    await send(first.writing, { mrn: '903', nhs: '9990000034' })
    await objects(asRecord(first.writing), { personId: await personOf(made, '903') })
    await first.needs.database.close()
    lastWeek = await copy(made)
    today = made

    const { writing, faults } = await open(today)
    await objects(asRecord(writing), { personId: await personOf(today, '901') })
    const taken = await objects(asRecord(writing), { personId: await personOf(today, '902') })
    await endObjection(writing, keeper, taken.objectionId, {
      what: 'withdrawn',
      because: 'changed my mind',
      identityCheck: 'seen',
    })
    await objects(asRecord(writing), { nhsNumber: '9990000042' })
    // Since then it is known that the first of them has another number, too.
    await send(writing, { mrn: '901', nhs: '9990000050', event: 'A31', at: '20261122090000' })
    assert.deepEqual(faults, [])
    assert.equal(
      (await compareWithJournal({ ...writing, database: toClose.at(-1)! }, journal)).state,
      'in-step',
    )

    const { needs, writing: after } = await open(lastWeek)
    assert.equal(await isHidden(lastWeek, '901'), false)
    const state = await compareWithJournal(needs, journal)
    assert.equal(state.state, 'in-step')
    assert.ok(state.state === 'in-step' && state.replayed >= 4)
    assert.deepEqual(
      [
        await isHidden(lastWeek, '901'),
        await isHidden(lastWeek, '902'),
        await isHidden(lastWeek, '903'),
      ],
      [true, false, true],
    )
    await send(after, { mrn: '904', nhs: '9990000042' })
    await send(after, { mrn: '905', nhs: '9990000050', born: '19700101' })
    assert.deepEqual(
      [await isHidden(lastWeek, '904'), await isHidden(lastWeek, '905')],
      [true, true],
    )
    assert.deepEqual(await compareWithJournal(needs, journal), { state: 'in-step', replayed: 0 })
    const [task] = await superuserQuery<{ n: string }>(
      lastWeek,
      `SELECT count(*) AS n FROM access.task WHERE kind = 'decide-objection' AND done_at IS NULL`,
    )
    assert.ok(Number(task!.n) >= 3)
  })

  /** A database whose commits fail once the journal has been written. */
  const failing = (database: Database): Database => ({
    ...database,
    transaction: (role, work) =>
      database.transaction(role, async (tx) => {
        await work(tx)
        throw new Error('the commit failed')
      }),
  })

  test('what hides somebody counts though its commit failed; what would show them does not', async () => {
    const { needs } = await open(lastWeek)
    const broken: Needs = {
      ...needs,
      database: journalled(failing(needs.database), journal, () => {}),
    }
    const hidden = await personOf(lastWeek, '902')
    await assert.rejects(objects(asRecord(broken), { personId: hidden }), /the commit failed/)
    assert.equal(await isHidden(lastWeek, '902'), false)
    assert.deepEqual(await compareWithJournal(needs, journal), { state: 'in-step', replayed: 1 })
    assert.equal(await isHidden(lastWeek, '902'), true)
    const [row] = await superuserQuery<{ objection_id: string }>(
      lastWeek,
      'SELECT objection_id FROM access.objection_person WHERE person_id = $1 ORDER BY since DESC LIMIT 1',
      [hidden],
    )
    await assert.rejects(
      endObjection(broken, keeper, row!.objection_id, {
        what: 'withdrawn',
        because: 'x',
        identityCheck: 'x',
      }),
      /the commit failed/,
    )
    await compareWithJournal(needs, journal)
    assert.equal(await isHidden(lastWeek, '902'), true)
  })

  test('what two processes write follows on, and a line that was not written to its end is nothing', async () => {
    const { needs, writing } = await open(lastWeek)
    const second = new Journal(folder)
    const other = { ...needs, database: journalled(needs.database, second, () => {}) }
    await objects(asRecord(writing), { nhsNumber: '9990000069' })
    await objects(asRecord(other), { nhsNumber: '9990000077' })
    await writeFile(journal.file, '{"n":99,"key":', { flag: 'a' })
    await objects(asRecord(writing), { nhsNumber: '9990000085' })
    await objects(asRecord(other), { nhsNumber: '9990000123' })
    assert.equal((await journal.read()).brokenAt, undefined)
    assert.equal((await second.read()).lines, (await journal.read()).lines)
    assert.deepEqual(await compareWithJournal(needs, journal), { state: 'in-step', replayed: 0 })
  })

  test('a name in which a line ends by the rules of Unicode does not shut the register', async () => {
    const { needs, writing } = await open(lastWeek)
    const by = { ...keeper, name: 'Ines\u2028Duarte\u2029\u0085\r\n' }
    await recordObjection(writing, by, { ...atDesk, nhsNumber: '9990000115' })
    const read = await new Journal(folder).read()
    assert.equal(read.brokenAt, undefined)
    assert.deepEqual(await compareWithJournal(needs, journal), { state: 'in-step', replayed: 0 })
  })

  test('OO-03: the journal holds no number and no words', async () => {
    const text = await readFile(journal.file, 'utf8')
    assert.doesNotMatch(text, /999000|I do not want|passport|KHAN/)
  })

  describe('where they do not fit, nobody’s record opens', () => {
    let whole: string
    before(async () => {
      whole = path.join(folder, 'whole')
      await copyFile(journal.file, whole)
    })
    const shutBy = async (change: () => Promise<unknown>, words: RegExp) => {
      const { needs } = await open(lastWeek)
      await change()
      const state = await compareWithJournal(needs, journal)
      assert.equal(state.state, 'shut')
      assert.match(state.state === 'shut' ? state.because : '', words)
      assert.equal(await isHidden(lastWeek, '905'), true)
      const [row] = await superuserQuery<{ kinds: string[]; all_hidden: boolean }>(
        lastWeek,
        'SELECT access.suspended_kinds() AS kinds, bool_and(access.is_objected(person_id)) AS all_hidden FROM identity.person',
      )
      assert.deepEqual(row, { kinds: [], all_hidden: true })
      await copyFile(whole, journal.file)
      assert.equal((await compareWithJournal(needs, journal)).state, 'in-step')
    }

    test('the journal is lost', () => shutBy(() => rm(journal.file), /not where it was/))
    test('a line was changed', () =>
      shutBy(async () => {
        const text = await readFile(journal.file, 'utf8')
        await writeFile(journal.file, text.replace('"desk"', '"code"'))
      }, /damaged at line/))
    test('its newest lines are missing', () =>
      shutBy(async () => {
        const text = await readFile(journal.file, 'utf8')
        const lines = text.trimEnd().split('\n')
        await truncate(journal.file, Buffer.byteLength(`${lines.slice(0, -1).join('\n')}\n`))
      }, /older than the database/))
    test('it is that of another database', () =>
      shutBy(async () => {
        const made = await createDatabase()
        toDrop.push(made)
        await rm(journal.file)
        const { needs } = await open(made)
        assert.equal((await compareWithJournal(needs, new Journal(folder))).state, 'in-step')
      }, /of another database/))

    test('lost for good: somebody answers for it, and a new one begins', async () => {
      const { needs, writing } = await open(lastWeek)
      await rm(journal.file)
      assert.equal((await compareWithJournal(needs, journal)).state, 'shut')
      await assert.rejects(acceptJournal(needs, keeper, journal, 'lost'))
      await acceptJournal(needs, keeper, journal, 'lost with the disk; nothing on paper since')
      assert.deepEqual(await compareWithJournal(needs, journal), { state: 'in-step', replayed: 0 })
      await objects(asRecord(writing), { nhsNumber: '9990000093' })
      assert.deepEqual(await compareWithJournal(needs, journal), { state: 'in-step', replayed: 0 })
      const [event] = await superuserQuery<{ detail: { because: string } }>(
        lastWeek,
        `SELECT detail FROM audit.event WHERE action = 'accept-register'`,
      )
      assert.match(event!.detail.because, /with the disk/)
    })
  })

  test('who was let go stays let go', async () => {
    const { writing } = await open(lastWeek)
    await send(writing, { mrn: '910', nhs: '9990000107' })
    await send(writing, { mrn: '911', nhs: '9990000107', born: '19700101' })
    for (const database of toClose) await database.close()
    const backup = await copy(lastWeek)
    const { writing: again } = await open(lastWeek)
    const [one, other] = [await personOf(lastWeek, '910'), await personOf(lastWeek, '911')]
    const { objectionId } = await objects(asRecord(again), { personId: one })
    await releasePerson(again, keeper, { objectionId, personId: other, because: 'another person' })
    const restored = await open(backup)
    await compareWithJournal(restored.needs, journal)
    assert.deepEqual([await isHidden(backup, '910'), await isHidden(backup, '911')], [true, false])
  })
})
