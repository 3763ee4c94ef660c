/** What is told of a record that does not open, and to whom (AC-17 to AC-24, OO-13 to OO-16). */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { zstdDecompressSync } from 'node:zlib'
import {
  breakSeal,
  doStaffTask,
  doTask,
  findPerson,
  findToGuard,
  guardPerson,
  merges,
  myPatients,
  objectionTasks,
  openDocument,
  openRecord,
  restrictSensitive,
  staffTasks,
  stillPermitted,
  type User,
  undoMerge,
  unguardPerson,
  whyCanISee,
  whyNotPermitted,
} from '#journeys'
import { doctor, type TestRecord, testRecord } from '#test-support'
import { allowFeed, day, patient, restricted, somebody } from './fixtures/care.ts'
import { keeper } from './fixtures/keepers.ts'
import { admission } from './fixtures/messages.ts'

/** May find and open, and declare nothing: has no right to know whom nothing relates. */
const reader = somebody({
  organisation: 'RYJ',
  key: 'https://issuer.example|reader',
  activities: ['B0360'],
})
const declarer = somebody({ organisation: 'RYJ', key: 'https://issuer.example|declarer' })
const clerk = somebody({ key: 'https://issuer.example|ward-clerk', activities: ['B0825'] })
const clerkElsewhere = { ...clerk, organisation: 'RYJ', key: 'https://issuer.example|clerk-there' }
const officer = somebody({ key: 'https://issuer.example|officer', activities: ['B0016'] })

const born = '1985-03-14'
const numbers = [
  '9990000018',
  '9990000026',
  '9990000034',
  '9990000042',
  '9990000050',
  '9990000069',
  '9990000077',
  '9990000085',
  '9990000093',
  '9990000107',
  '9990000131',
  '9990000158',
]

describe('who may know what of a record that does not open', () => {
  const now = Date.now()
  let record: TestRecord
  let last = 0
  before(async () => {
    record = await testRecord(now)
    await allowFeed(record, 'RJZ')
  })
  after(() => record.close())

  /** Somebody who is an inpatient of the doctor's hospital. */
  async function newcomer(of: { vip?: string } = {}) {
    const [mrn, nhs] = [String(last), numbers[last++]!]
    const given = `GIVEN${'ABCDEFGHIJKLM'[last]}`
    const message = { mrn, nhs, given, ward: 'ACORN WARD', ...of }
    await record.send(admission({ control: `W${mrn}`, ...message }))
    return { mrn, nhs, given, person: await record.personOf('RJZ/MRN', mrn) }
  }

  const opens = (user: User, person: number) =>
    openRecord(record.needs, user, person, { requestId: 'test' })
  const finds = (user: User, nhsNumber: string) =>
    findPerson(record.needs, user, { nhsNumber, birthDate: born })
  /** As the register does it, in one transaction with its own entries. */
  const objects = (person: number) =>
    record.fresh.superuserQuery(`INSERT INTO access.objected VALUES (${person}, now())`)

  const unknownAnswer = {
    outcome: 'refused',
    words: 'This record is not available to you.',
    mayDeclare: false,
  }

  test('OO-15 OO-16: an objection is told to who may know it, and nothing of when, why or through whom', async () => {
    const { nhs, person } = await newcomer()
    assert.equal((await opens(doctor, person)).outcome, 'opened')
    await objects(person)
    for (const user of [doctor, declarer]) {
      const answer = await opens(user, person)
      assert.equal((answer as { why?: string }).why, 'objected')
      assert.ok(answer.outcome === 'refused')
      const { words, contacts = [] } = answer
      assert.equal(
        words,
        'This person has chosen not to share through the London Care Record. Contact the ' +
          'organisations that care for them.',
      )
      assert.ok(contacts.length >= 3)
      // Who cares for them is itself of their record.
      assert.doesNotMatch(JSON.stringify(answer), /King|RJZ|ACORN|\d{4}/)
      const found = await finds(user, nhs)
      assert.ok(found.outcome === 'found')
      assert.equal(found.line.name.family, 'KHAN')
      assert.equal(found.refusal?.why, 'objected')
      assert.equal(found.mustDeclare, false)
    }
    assert.deepEqual(await opens(reader, person), unknownAnswer)
    assert.deepEqual(await finds(reader, nhs), { outcome: 'not-available' })
  })

  test('OO-14: who objected is on no list', async () => {
    const { person } = await newcomer()
    const listed = async () =>
      (await myPatients(record.needs, doctor)).patients.map((one) => one.personId)
    assert.ok((await listed()).includes(person))
    await objects(person)
    assert.ok(!(await listed()).includes(person))
    // Written down as listed before, and not after.
    const lists = await record.fresh.superuserQuery<{ detail: { persons: string } }>(
      `SELECT detail FROM audit.event WHERE action = 'list-patients'`,
    )
    const naming = lists.filter(({ detail }) => detail.persons.split(' ').includes(String(person)))
    assert.deepEqual([lists.length, naming.length], [2, 1])
  })

  test('OO-13: an open screen may not stay from the moment of an objection, a guard, or an end', async () => {
    const { person, mrn } = await newcomer()
    assert.equal(await whyNotPermitted(record.needs, doctor, person), undefined)
    await guardPerson(record.needs, officer, person, { because: 'A test', untilAt: now + day })
    assert.equal((await whyNotPermitted(record.needs, doctor, person))?.why, 'sealed')
    await unguardPerson(record.needs, officer, person, 'A test')
    assert.equal(await stillPermitted(record.needs, doctor, person), true)
    await objects(person)
    assert.equal((await whyNotPermitted(record.needs, doctor, person))?.why, 'objected')
    await record.fresh.superuserQuery(`DELETE FROM access.objected WHERE person_id = ${person}`)
    await record.send(admission({ control: `E${mrn}`, mrn, event: 'A11', at: '20261122090000' }))
    assert.equal((await whyNotPermitted(record.needs, doctor, person))?.mayDeclare, true)
  })

  test('AC-17: with no right to know, every kind of person is the unknown person, to the letter', async () => {
    const unknown = 987_654_321
    const objectedOne = await newcomer()
    await objects(objectedOne.person)
    const guarded = await newcomer()
    const until = { because: 'A test', untilAt: now + day }
    await guardPerson(record.needs, officer, guarded.person, until)
    const died = await newcomer()
    await record.fresh.superuserQuery(
      `INSERT INTO access.relationship (person_id, source_patient_id, evidence, ordinal, kind,
         organisation, starts_at) VALUES (${died.person}, 1, 1, 99, 'death', 'RJZ', '2020-01-01')`,
    )
    const plain = await newcomer()
    const bytes = new Set<string>()
    const found = new Set<string>()
    for (const { person, nhs } of [
      objectedOne,
      guarded,
      died,
      plain,
      { person: unknown, nhs: '9990000115' },
    ]) {
      bytes.add(JSON.stringify(await opens(reader, person)))
      bytes.add(JSON.stringify(await openDocument(record.needs, reader, person, 'a'.repeat(64))))
      bytes.add(JSON.stringify(await whyCanISee(record.needs, reader, person)))
      bytes.add(JSON.stringify(await whyNotPermitted(record.needs, reader, person)))
      found.add(JSON.stringify(await finds(reader, nhs)))
    }
    assert.deepEqual([...bytes], [JSON.stringify(unknownAnswer)])
    assert.deepEqual([...found], ['{"outcome":"not-available"}'])
    const seal = { reason: 'emergency', words: 'Brought in by ambulance' }
    for (const person of [guarded.person, plain.person, unknown]) {
      assert.deepEqual(
        await breakSeal(record.needs, { ...reader, activities: ['B0360', 'B0380'] }, person, seal),
        {
          outcome: 'refused',
          words: 'This record is not available to you.',
        },
      )
    }
    // Who may know is told why.
    assert.equal(((await opens(doctor, died.person)) as { why?: string }).why, 'died')
  })

  test('AC-20: nobody opens their own record, and a privacy officer is told by a reference', async () => {
    const { nhs, person } = await newcomer()
    await record.fresh.superuserQuery(
      `INSERT INTO access.own_person VALUES ('${doctor.key}', ${person})`,
    )
    for (const user of [doctor, { ...doctor, organisation: 'RYJ', activities: ['B0360'] }]) {
      const answer = await opens(user, person)
      assert.equal(answer.outcome === 'refused' && answer.why, 'own-record')
    }
    const found = await finds(doctor, nhs)
    assert.equal(found.outcome === 'found' && found.refusal?.why, 'own-record')
    const tasks = await record.fresh.superuserQuery<{
      words: string
      detail: { reference: string }
    }>(`SELECT words, detail FROM access.task WHERE kind = 'own-record'`)
    assert.equal(tasks.length, 1, 'once a day, however often it is tried')
    assert.match(tasks[0]!.detail.reference, /^D-[0-9A-F]{8}$/)
    const isOwn = (one: { readonly kind: string }) => one.kind === 'own-record'
    const waiting = { open: true, max: 100 }
    assert.equal((await objectionTasks(record.needs, keeper, waiting)).filter(isOwn).length, 0)
    const elsewhere = { ...officer, organisation: 'RYJ' }
    assert.equal((await staffTasks(record.needs, elsewhere, waiting)).filter(isOwn).length, 0)
    const [task] = (await staffTasks(record.needs, officer, waiting)).filter(isOwn)
    const finish = (by: User) =>
      doStaffTask(record.needs, by, task!.taskId, { outcome: 'Did not know that they may not.' })
    await assert.rejects(doTask(record.needs, keeper, task!.taskId, { outcome: 'x' }), {
      kind: 'conflict',
    })
    for (const by of [keeper, { ...officer, key: doctor.key }]) {
      await assert.rejects(finish(by), { kind: 'refused' })
    }
    await assert.rejects(finish(elsewhere), { kind: 'conflict' })
    await finish(officer)
    assert.equal((await staffTasks(record.needs, officer, waiting)).filter(isOwn).length, 0)
    await assert.rejects(staffTasks(record.needs, keeper, waiting), { kind: 'refused' })
  })

  describe('AC-22: whose whereabouts nobody may learn', () => {
    test('a source’s flag seals the record; broken, it tells no place and no document', async () => {
      const { nhs, person } = await newcomer({ vip: 'S' })
      const sealed = await opens(doctor, person)
      assert.equal(sealed.outcome === 'refused' && sealed.why, 'sealed')
      const found = await finds(doctor, nhs)
      assert.ok(found.outcome === 'found')
      assert.deepEqual(Object.keys(found.line).sort(), ['birthDate', 'name', 'nhsNumber'])
      await breakSeal(record.needs, doctor, person, {
        reason: 'direct-care',
        words: 'On my ward round this morning',
      })
      const line = (await myPatients(record.needs, doctor)).patients.find(
        (one) => one.personId === person,
      )
      assert.match(line?.because ?? '', /^Inpatient since/)
      assert.doesNotMatch(JSON.stringify(line), /ACORN/)
      assert.deepEqual(Object.keys(line ?? {}).sort(), [
        'because',
        'birthDate',
        'name',
        'nhsNumber',
        'personId',
        'since',
      ])
      const opened = await opens(doctor, person)
      assert.ok(opened.outcome === 'opened')
      assert.equal(opened.permit.hidesWhereabouts, true)
      assert.doesNotMatch(opened.permit.because, /ACORN/)
      assert.doesNotMatch(zstdDecompressSync(opened.body).toString(), /ACORN|EXAMPLE ROAD|SE5|7946/)
      const why = await whyCanISee(record.needs, doctor, person)
      assert.doesNotMatch(JSON.stringify(why), /ACORN/)
      const document = await openDocument(record.needs, doctor, person, 'a'.repeat(64))
      assert.equal(document.outcome, 'refused')
    })

    test('who was flagged before restrictions were kept is hidden too', async () => {
      const { person } = await newcomer({ vip: 'Y' })
      await record.fresh.superuserQuery(
        `DELETE FROM access.restriction WHERE person_id = ${person}`,
      )
      assert.equal(await stillPermitted(record.needs, doctor, person), true)
      await restrictSensitive(record.needs)
      assert.equal((await whyNotPermitted(record.needs, doctor, person))?.why, 'sealed')
    })

    test('said by FHIR too; no later silence lifts it, a human does, and the same word again does not undo that', async () => {
      const nhs = numbers[last++]!
      const send = (more: object) =>
        record.load('RJZ', patient({ id: 'flagged', nhs, family: 'OSEI', given: 'AMA' }, more))
      await send(restricted)
      const person = await record.personOf('RJZ/RJZ/Patient', 'flagged')
      const isHidden = async () =>
        (await findToGuard(record.needs, officer, { nhsNumber: nhs, birthDate: born }))
          ?.hidesWhereabouts
      assert.equal(await isHidden(), true)
      await send({ meta: { lastUpdated: new Date(now).toISOString() } })
      assert.equal(await isHidden(), true)
      assert.equal(
        await unguardPerson(
          record.needs,
          officer,
          person,
          'Made sure with the team',
          'whereabouts',
        ),
        true,
      )
      assert.equal(await isHidden(), false)
      await send({ ...restricted, telecom: [{ system: 'phone', value: '020 7946 0999' }] })
      assert.equal(await isHidden(), false)
    })
  })

  test('restrictions follow a merge, and undoing it leaves nobody unguarded who was guarded', async () => {
    const [survivor, retired] = [await newcomer(), await newcomer()]
    await guardPerson(record.needs, officer, retired.person, {
      because: 'A test',
      untilAt: now + day,
    })
    assert.equal(await stillPermitted(record.needs, doctor, survivor.person), true)
    await record.send(
      admission({
        control: 'MERGE',
        mrn: survivor.mrn,
        nhs: survivor.nhs,
        given: survivor.given,
        event: 'A40',
        merged: retired.mrn,
        at: '20261122100000',
      }),
    )
    const merged = await record.personOf('RJZ/MRN', retired.mrn)
    if (merged === survivor.person) {
      assert.equal((await whyNotPermitted(record.needs, doctor, merged))?.why, 'sealed')
      const [merge] = await merges(record.needs, 1)
      await undoMerge(record.needs, doctor, merge!.mergeId)
    }
    const again = await record.personOf('RJZ/MRN', retired.mrn)
    assert.equal((await whyNotPermitted(record.needs, doctor, again))?.why, 'sealed')
  })

  describe('roles that find and open nothing', () => {
    test('a ward clerk sees who somebody in the care of the hospital is, and no more', async () => {
      const nhs = numbers[0]!
      const found = await finds(clerk, nhs)
      // This one objected above: who they are may be known, and that they said no.
      assert.equal(found.outcome, 'found')
      const { person } = { person: await record.personOf('RJZ/MRN', '2') }
      assert.equal((await opens(clerk, person)).outcome, 'refused')
      assert.deepEqual((await myPatients(record.needs, clerk)).patients, [])
      assert.deepEqual(await finds(clerkElsewhere, nhs), { outcome: 'not-available' })
    })
  })

  test('AC-18 AT-19: sixty searches an hour, found or not, and then none; each is written down', async () => {
    const user = somebody({ organisation: 'RYJ', key: 'https://issuer.example|tries-numbers' })
    for (let i = 0; i < 60; i++)
      assert.notEqual((await finds(user, '9990000123')).outcome, 'too-many')
    const over = await finds(user, numbers[0]!)
    assert.equal(over.outcome, 'too-many')
    assert.equal((await finds(declarer, numbers[0]!)).outcome, 'found', 'others may')
    const events = await record.fresh.superuserQuery<{ reasons: string[] }>(
      `SELECT reasons FROM audit.event WHERE user_key = '${user.key}'`,
    )
    assert.equal(events.length, 61)
    const [tally] = await record.fresh.superuserQuery<{ misses: string }>(
      `SELECT sum(misses) AS misses FROM access.find_tally WHERE user_key = '${user.key}'`,
    )
    assert.equal(Number(tally!.misses), 60)
    record.at(now + 71 * 60_000)
    assert.equal((await finds(user, numbers[0]!)).outcome, 'found')
    record.at(now)
  })
})
