/** Who launches, who is disabled and who is staff, on a real record (AC-09, AC-10, AC-20). */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { keepSessions, operatorKey, ownPersonsOf, type User } from '#access'
import {
  disableUser,
  enableUser,
  endSessionsByProvider,
  findLaunched,
  listDisabledUsers,
  noteLaunch,
  noteRefusedLaunch,
  openRecord,
  registerStaff,
  spendLaunch,
} from '#journeys'
import { doctor, type TestRecord, testRecord } from '#test-support'
import { type NhsNumber, readNhsNumber } from '#vocabulary'
import { admission } from './fixtures/messages.ts'

const operator: User = { ...doctor, key: operatorKey, name: 'Operator', activities: [] }
const guardian: User = { ...doctor, key: 'https://issuer|guardian', activities: ['B0016', 'B0015'] }
const elsewhere: User = { ...doctor, organisation: 'RJ1', session: 'b'.repeat(64) }
const nhsNumber = readNhsNumber('9990000018') as NhsNumber
const born = '1960-03-04'

describe('users', () => {
  let record: TestRecord
  let personId: number
  before(async () => {
    record = await testRecord()
    await record.send(
      admission({ control: 'L1', mrn: 'M1', facility: 'RJZ', nhs: nhsNumber, born: '19600304' }),
    )
    const found = await findLaunched(record.needs, { nhsNumber: '999 000 0018', birthDate: born })
    assert.equal(found.outcome, 'found')
    personId = found.outcome === 'found' ? found.personId : 0
  })
  after(() => record.close())

  const events = (action: string) =>
    record.fresh.superuserQuery<{
      effect: string
      reasons: string[]
      user_key: string
      person_id: string | null
      detail: object | null
    }>(
      'SELECT effect, reasons, user_key, person_id, detail FROM audit.event WHERE action = $1 ORDER BY xid',
      [action],
    )
  const open = async (user: User) =>
    (await openRecord(record.needs, user, personId, { requestId: crypto.randomUUID() })).outcome

  it('AC-10: a launch names one person by NHS number and date of birth, both', async () => {
    const bad: [string | undefined, string | undefined, string][] = [
      ['9990000018', '1960-03-05', 'person-unknown'],
      ['9990000026', born, 'person-unknown'],
      ['9990000019', born, 'patient-unreadable'],
      [undefined, born, 'patient-unreadable'],
      ['9990000018', '1960', 'patient-unreadable'],
      ['9990000018', undefined, 'patient-unreadable'],
    ]
    for (const [number, birthDate, code] of bad) {
      const found = await findLaunched(record.needs, { nhsNumber: number, birthDate })
      assert.deepEqual(found, { outcome: 'refused', code })
    }
  })

  it('AC-10: who launched with a person opens that one, without a relationship, and no other', async () => {
    assert.equal(await open(elsewhere), 'refused')
    const endsAt = record.needs.clock.now() + 60_000
    const launched = { ...elsewhere, launch: { personId, system: 'a system', endsAt } }
    await noteLaunch(record.needs, launched)
    assert.equal(await open(launched), 'opened')
    assert.equal(
      await open({ ...launched, launch: { ...launched.launch, personId: personId + 1 } }),
      'refused',
    )
    assert.equal(await open({ ...launched, launch: { ...launched.launch, endsAt: 1 } }), 'refused')
    const [event] = await events('launch')
    assert.deepEqual([event?.effect, Number(event?.person_id)], ['note', personId])
  })

  it('AC-11: a launch for another user is written down, and somebody is asked to look', async () => {
    await noteRefusedLaunch(record.needs, {
      code: 'launch-user-mismatch',
      system: 'a system',
      who: doctor,
      personId,
    })
    const [event] = await events('launch-refused')
    assert.deepEqual(
      [event?.effect, event?.reasons, event?.user_key],
      ['refuse', ['launch-user-mismatch'], doctor.key],
    )
    const tasks = await record.fresh.superuserQuery<{ words: string; person_id: null }>(
      "SELECT words, person_id FROM access.task WHERE kind = 'launch-refused'",
    )
    assert.equal(tasks.length, 1)
    assert.doesNotMatch(JSON.stringify(tasks), /Okonkwo|9990000018/)
  })

  it('AT-27: a launch token is used once, by whichever process is first', async () => {
    const proof = Buffer.alloc(32, 7)
    const until = record.needs.clock.now() + 300_000
    const use = () => spendLaunch(record.needs, proof, until)
    const all = await Promise.all([use(), use(), use()])
    assert.deepEqual(all.sort(), [false, false, true])
  })

  it('AC-09: disabling ends every session, says so to every process, and is written down', async () => {
    const sessions = keepSessions(record.needs.database, record.needs.clock)
    await sessions.create(doctor)
    await sessions.create({ ...doctor, session: 'c'.repeat(64) })
    const heard: string[] = []
    const stop = await record.needs.database.listen('session_ended', (payload) =>
      heard.push(payload),
    )
    try {
      const ended = await disableUser(record.needs, operator, doctor.key, 'left')
      assert.deepEqual(ended.sort(), ['a'.repeat(64), 'c'.repeat(64)])
      assert.equal(await sessions.find(doctor.session), undefined)
      assert.equal(await sessions.create(doctor), undefined)
      for (let n = 0; heard.length === 0 && n < 400; n++)
        await new Promise((then) => setTimeout(then, 25))
      assert.deepEqual(heard.join().split(',').sort(), ended)
    } finally {
      await stop()
    }
    assert.deepEqual(
      (await listDisabledUsers(record.needs, guardian)).map((one) => one.userKey),
      [doctor.key],
    )
    await assert.rejects(enableUser(record.needs, guardian, doctor.key, ' '), { kind: 'invalid' })
    assert.equal(await enableUser(record.needs, guardian, doctor.key, 'came back'), true)
    assert.equal(await enableUser(record.needs, guardian, doctor.key, 'again'), false)
    assert.ok(await sessions.create(doctor))
    assert.equal(
      (await events('sign-out')).filter((one) => one.reasons[0] === 'user-disabled').length,
      2,
    )
    assert.deepEqual(
      (await events('disable-user')).map((one) => one.effect),
      ['note'],
    )
    const [back] = await events('enable-user')
    assert.deepEqual(back?.detail, { userKey: doctor.key, because: 'came back' })
  })

  it('AC-09: only the privacy officer and the operator may disable, and the try is written down', async () => {
    await assert.rejects(disableUser(record.needs, doctor, guardian.key, 'why not'), {
      kind: 'refused',
    })
    await assert.rejects(enableUser(record.needs, doctor, guardian.key, 'x'), { kind: 'refused' })
    await assert.rejects(listDisabledUsers(record.needs, doctor), { kind: 'refused' })
    assert.deepEqual(
      (await events('disable-user')).map((one) => one.effect),
      ['note', 'refuse'],
    )
  })

  it('AC-07: a provider ends a session once by each token', async () => {
    const sessions = keepSessions(record.needs.database, record.needs.clock)
    const user = { ...doctor, session: 'd'.repeat(64) }
    await sessions.create(user, { subject: 'i|s', providerSession: 'i|1' })
    const forgetAt = record.needs.clock.now() + 300_000
    const said = { of: { providerSession: 'i|1' }, proof: Buffer.alloc(32, 9), forgetAt }
    assert.deepEqual(await endSessionsByProvider(record.needs, said), [user.session])
    assert.equal(await endSessionsByProvider(record.needs, said), undefined)
    assert.equal(await sessions.find(user.session), undefined)
  })

  it('AC-20, AT-04: nobody opens their own record, whichever came first, the number or the person', async () => {
    assert.equal(await open(doctor), 'opened')
    await registerStaff(record.needs, operator, doctor.key, nhsNumber)
    assert.equal(await open(doctor), 'refused')
    const [event] = await events('register-staff')
    assert.equal(event?.effect, 'note')
    const rows = await record.fresh.superuserQuery('SELECT * FROM access.staff')
    assert.doesNotMatch(JSON.stringify(rows), /9990000018/)

    const [{ identifier }] = rows as [{ identifier: Buffer }]
    await record.fresh.superuserQuery('DELETE FROM access.own_person')
    assert.equal(await open(doctor), 'opened')
    await record.needs.database.transaction('filing', (tx) =>
      ownPersonsOf(tx, [{ personId, identifier }]),
    )
    assert.equal(await open(doctor), 'refused')
    await assert.rejects(registerStaff(record.needs, doctor, doctor.key, nhsNumber), {
      kind: 'refused',
    })
  })

  it('AC-20: who was registered before anybody knew them is found when they come, and goes with a merge', async () => {
    const nurse = { ...doctor, key: 'https://issuer.example|nurse', session: 'e'.repeat(64) }
    await registerStaff(record.needs, operator, nurse.key, readNhsNumber('9990000026') as NhsNumber)
    const known = { mrn: 'M2', facility: 'RJZ', family: 'NOWAK', given: 'EWA', born: '19700101' }
    await record.send(admission({ control: 'L2', ...known }))
    const opens = async () => {
      const own = await record.personOf('RJZ/MRN', 'M2')
      return (await openRecord(record.needs, nurse, own, { requestId: 'x' })).outcome
    }
    assert.equal(await opens(), 'opened')
    await record.send(admission({ control: 'L3', event: 'A31', ...known, nhs: '9990000026' }))
    assert.equal(await opens(), 'refused')
    await record.send(
      admission({ control: 'L4', ...known, mrn: 'M3' }),
      admission({ control: 'L5', event: 'A40', ...known, mrn: 'M3', merged: 'M2' }),
    )
    const own = await record.personOf('RJZ/MRN', 'M3')
    assert.equal(
      (await openRecord(record.needs, nurse, own, { requestId: 'x' })).outcome,
      'refused',
    )
  })
})
