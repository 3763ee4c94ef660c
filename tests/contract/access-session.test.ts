import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { freshDatabase } from '#test-support'
import { endSessions, keepSessions } from '../../src/access/session.ts'
import { disableUser, enableUser } from '../../src/access/users.ts'
import type { Sessions } from '../../src/doors/viewer/needs.ts'
import { rememberSessions } from '../../src/doors/viewer/session-cache.ts'

const minuteMs = 60_000

describe('sessions in PostgreSQL', () => {
  let fresh: Awaited<ReturnType<typeof freshDatabase>>
  const clock = { time: Date.parse('2026-11-22T09:00:00Z'), now: () => clock.time }
  before(async () => {
    fresh = await freshDatabase()
  })
  after(() => fresh.close())

  const open = (): ReturnType<typeof keepSessions> & Sessions => keepSessions(fresh.database, clock)
  const user = (digit: string, key = 'https://issuer|1') => ({
    key,
    name: 'Dr Example',
    roleCode: 'R8000',
    roleName: 'Clinical Practitioner Access Role',
    organisation: 'RJZ',
    organisationName: "King's College Hospital NHS Foundation Trust",
    activities: ['B0360'],
    session: digit.repeat(64),
    assurance: 'AAL3',
  })

  it('is found by its hash as it was created, until it ends', async () => {
    const sessions = open()
    const created = await sessions.create(user('a'))
    assert.ok(created)
    assert.deepEqual(created.user, user('a'))
    assert.equal(created.idleUntil, clock.now() + 30 * minuteMs)
    assert.equal(created.endsAt, clock.now() + 12 * 60 * minuteMs)
    assert.deepEqual(await sessions.find(user('a').session), created)
    await sessions.end(user('a').session)
    assert.equal(await sessions.find(user('a').session), undefined)
  })

  it('ends thirty minutes after its last use, and after twelve hours however much it is used', async () => {
    const sessions = open()
    const { endsAt } = (await sessions.create(user('b')))!
    clock.time += 29 * minuteMs
    assert.ok(await sessions.touch(user('b').session))
    clock.time += 29 * minuteMs
    assert.ok(await sessions.find(user('b').session), 'to look is no use')
    clock.time += 2 * minuteMs
    assert.equal(await sessions.touch(user('b').session), undefined)
    await sessions.create(user('c'))
    const twelveHours = clock.now() + 12 * 60 * minuteMs
    assert.ok(twelveHours > endsAt)
    while (clock.time + 20 * minuteMs < twelveHours) {
      clock.time += 20 * minuteMs
      assert.ok(await sessions.touch(user('c').session))
    }
    clock.time = twelveHours
    assert.equal(await sessions.touch(user('c').session), undefined)
  })

  it('clears away what has ended when somebody else signs in', async () => {
    const sessions = open()
    await sessions.create(user('d'))
    const [row] = await fresh.superuserQuery('SELECT count(*)::int AS rows FROM access.session')
    assert.equal(row?.rows, 1)
  })

  it('ends all sessions of a user who was disabled', async () => {
    const sessions = open()
    await sessions.create(user('e', 'https://issuer|2'))
    await sessions.create(user('f', 'https://issuer|2'))
    const ended = await fresh.database.transaction('serving', (tx) =>
      endSessions(tx, { userKey: 'https://issuer|2' }),
    )
    assert.equal(ended.length, 2)
    assert.equal(await sessions.find(user('e').session), undefined)
    assert.ok(await sessions.find(user('d').session))
  })

  it('AC-09: who is disabled has no session, whoever ends it, and gets none', async () => {
    const sessions = open()
    const key = 'https://issuer|3'
    await sessions.create(user('1', key))
    const disabled = { userKey: key, since: clock.now(), because: 'left', by: 'a test' }
    assert.equal(
      await fresh.database.transaction('serving', (tx) => disableUser(tx, disabled)),
      true,
    )
    assert.equal(await sessions.find(user('1').session), undefined)
    assert.equal(await sessions.touch(user('1').session), undefined)
    assert.equal(await sessions.create(user('2', key)), undefined)
    assert.equal(await fresh.database.transaction('serving', (tx) => enableUser(tx, key)), true)
    assert.ok(await sessions.create(user('2', key)))
  })

  it('AC-07: a shared workstation locks; what is locked is not used, and ends as usual', async () => {
    const lockMs = { RJZ: 10 * minuteMs, '*': 15 * minuteMs }
    const limits = { idleMs: 30 * minuteMs, absoluteMs: 720 * minuteMs, lockMs }
    const sessions = keepSessions(fresh.database, clock, limits)
    const site = { ...user('4'), organisation: 'RJZ01' }
    await sessions.create(user('3'))
    await sessions.create(site)
    await sessions.create({ ...user('5'), organisation: 'RJ1' })
    const from = async (one: { session: string }) =>
      ((await sessions.find(one.session))?.lockedFrom ?? 0) - clock.now()
    assert.deepEqual(
      [await from(user('3')), await from(site), await from(user('5'))],
      [10 * minuteMs, 10 * minuteMs, 15 * minuteMs],
    )
    clock.time += 9 * minuteMs
    assert.equal((await sessions.touch(user('3').session))?.lockedFrom, clock.now() + 10 * minuteMs)
    clock.time += 10 * minuteMs
    assert.equal(await sessions.touch(user('3').session), undefined)
    assert.equal((await sessions.find(user('3').session))?.lockedFrom, clock.now())
    clock.time += 20 * minuteMs
    assert.equal(await sessions.find(user('3').session), undefined)
  })

  it('AC-07: ends what the provider names: a session, or all of somebody', async () => {
    const sessions = open()
    await sessions.create(user('6'), { subject: 'i|s', providerSession: 'i|1' })
    await sessions.create(user('7'), { subject: 'i|s', providerSession: 'i|2' })
    await sessions.create(user('8'), { subject: 'i|s' })
    await sessions.create(user('9'), { subject: 'i|other' })
    const end = (of: Parameters<typeof endSessions>[1]) =>
      fresh.database.transaction('serving', async (tx) =>
        (await endSessions(tx, of)).map((one) => one.session[0]).sort(),
      )
    assert.deepEqual(await end({ providerSession: 'i|1', subject: 'i|s' }), ['6', '8'])
    assert.deepEqual(await end({ subject: 'i|s' }), ['7'])
    assert.ok(await sessions.find(user('9').session))
  })

  it('is remembered for five seconds, and written down every thirty', async () => {
    const kept = open()
    const asked = { find: 0, touch: 0 }
    const counted: Sessions = {
      ...kept,
      find(hash) {
        asked.find++
        return kept.find(hash)
      },
      touch(hash) {
        asked.touch++
        return kept.touch(hash)
      },
    }
    const sessions = rememberSessions(counted, clock)
    await sessions.create(user('0'))
    for (let times = 0; times < 20; times++) {
      assert.ok(await sessions.touch(user('0').session))
      clock.time += 2_000
    }
    assert.deepEqual(asked, { find: 5, touch: 2 })
    await kept.end(user('0').session)
    clock.time += 5_000
    assert.equal(await sessions.touch(user('0').session), undefined)
  })
})
