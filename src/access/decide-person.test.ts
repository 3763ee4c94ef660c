/** Launches, deaths, own records, and how long a permit lasts: each rule and their order. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { mayFind } from './activities.ts'
import type { AccessRequest, PersonFacts } from './decide.ts'
import { standingPolicy as policy } from './policy.ts'
import {
  ask,
  dayMs,
  declared,
  nobodySpecial,
  nurse,
  related,
  secondMs,
  start,
} from './sample-request.ts'

const who = (of: Partial<PersonFacts>): PersonFacts => ({ ...nobodySpecial, ...of })
const minuteMs = 60 * secondMs
const senior = { ...nurse, activities: ['B0360', 'B0370', 'B0380'] }
const clerk = { ...nurse, activities: ['B0825'] }

/** A refusal with nothing offered but what is said here. */
const refusal = (reason: string, of: object = {}) => ({
  effect: 'refuse',
  personId: 7,
  reasons: [reason],
  mayDeclare: false,
  mayBreakSeal: false,
  mayKnowObjection: false,
  ...of,
})

describe('a permit lasts 15 minutes, and never longer than what it rests on', () => {
  const expiry = (of: Partial<AccessRequest>) => {
    const decision = ask({ user: senior, ...of })
    return decision.effect === 'permit' ? (decision.expiresAt - start) / minuteMs : undefined
  }
  const soon = start + 5 * minuteMs
  const ending = related({ startsAt: start - dayMs, endsAt: soon - 30 * dayMs })

  test('not longer than the relationship, unless another holds on', () => {
    assert.equal(expiry({ relationships: [ending] }), 5)
    assert.equal(expiry({ relationships: [ending, related({ kind: 'referral' })] }), 15)
    assert.equal(expiry({ declarations: [declared({ endsAt: soon })] }), 5)
  })

  test('not longer than the seal stays broken', () => {
    const declarations = [declared({ kind: 'seal-break', endsAt: soon })]
    const person = who({ restrictions: ['guarded'] })
    assert.equal(expiry({ person, declarations, relationships: [related()] }), 5)
  })

  test('not longer than the launch', () => {
    const launch = { personId: 7, system: 'epr', endsAt: soon }
    assert.equal(expiry({ user: { ...senior, launch } }), 5)
  })

  test('not by a relationship for which objections are not lifted', () => {
    const relationships = [ending, related({ kind: 'referral' })]
    const asked = { person: who({ isObjected: true }), relationships }
    assert.equal(expiry({ ...asked, suspendedKinds: ['inpatient'] }), 5)
  })
})

describe('a launch from one’s own system (AC-10)', () => {
  const launch = (of: object = {}) => ({
    personId: 7,
    system: 'epr',
    endsAt: start + dayMs,
    ...of,
  })
  const searching = { ...nurse, activities: [...nurse.activities, 'LCR-LOCAL-FIND-BESIDE-LAUNCH'] }

  test('opens the record that it names, for its time', () => {
    const at = (now: number) =>
      ask({ user: { ...nurse, launch: launch({ endsAt: start + dayMs }) }, now })
    assert.equal(at(start).reasons[0], 'related-by-launch')
    assert.equal(at(start + dayMs - secondMs).effect, 'permit')
    assert.deepEqual(at(start + dayMs).reasons, ['outside-the-launch'])
  })

  test('opens no other to who may not find others, however related', () => {
    for (const other of [{ personId: 8 }, { endsAt: start }, { endsAt: Number.NaN }]) {
      const user = { ...nurse, launch: launch(other) }
      const decision = ask({ user, relationships: [related()] })
      assert.deepEqual(decision, refusal('outside-the-launch'))
      assert.equal(mayFind(user, policy), false)
    }
    const inside = ask({ user: { ...nurse, launch: launch() }, relationships: [related()] })
    assert.equal(inside.effect, 'permit')
  })

  test('holds nobody to it who may find others', () => {
    const user = { ...searching, launch: launch({ personId: 8 }) }
    assert.equal(mayFind(user, policy), true)
    assert.equal(ask({ user, relationships: [related()] }).reasons[0], 'related-by-inpatient')
    assert.deepEqual(ask({ user }).reasons, ['no-relationship'])
  })

  test('is named after evidence and before what was only said', () => {
    const user = { ...nurse, launch: launch() }
    const declarations = [declared(), declared({ kind: 'colleague-granted' })]
    assert.equal(ask({ user, declarations }).reasons[0], 'related-by-launch')
    const evidenced = ask({ user, declarations, relationships: [related({ kind: 'referral' })] })
    assert.equal(evidenced.reasons[0], 'related-by-referral')
  })

  test('passes neither objection nor seal', () => {
    const user = { ...senior, launch: launch() }
    const reasons = (person: PersonFacts) => ask({ user, person }).reasons
    assert.deepEqual(reasons(who({ isObjected: true })), ['objected'])
    assert.deepEqual(reasons(who({ restrictions: ['guarded'] })), ['sealed'])
    assert.deepEqual(reasons(who({ isUser: true })), ['own-record'])
  })
})

describe('after death (AC-24)', () => {
  const died = start - 90 * dayMs
  const asks = (of: Partial<AccessRequest>) =>
    ask({ person: who({ diedAt: died }), relationships: [related()], ...of })

  test('the record closes 90 days after, to the second', () => {
    assert.equal(asks({ now: start - secondMs }).effect, 'refuse', 'not yet admitted')
    const relationships = [related({ startsAt: died - dayMs })]
    assert.equal(asks({ relationships, now: start - secondMs }).effect, 'permit')
    for (const now of [start, start + secondMs]) {
      assert.deepEqual(asks({ relationships, now }), refusal('died-too-long-ago'))
    }
  })

  test('except for who examines deaths, and only for who may open records', () => {
    const examiner = { ...nurse, activities: ['B0360', 'LCR-LOCAL-EXAMINE-DEATHS'] }
    assert.equal(asks({ user: examiner }).effect, 'permit')
    const only = { ...nurse, activities: ['LCR-LOCAL-EXAMINE-DEATHS'] }
    assert.deepEqual(asks({ user: only }).reasons, ['no-activity-to-open-records'])
  })

  test('at a time that is no time closes it', () => {
    const person = who({ diedAt: Number.NaN })
    assert.deepEqual(asks({ person }).reasons, ['died-too-long-ago'])
  })
})

describe('nobody but who cares for people opens records', () => {
  test('a member of staff does not open their own (AC-20)', () => {
    const decision = ask({ person: who({ isUser: true }), relationships: [related()] })
    assert.deepEqual(decision, refusal('own-record'))
  })

  test('who may see who people are opens nothing and is offered nothing', () => {
    const asked = { user: clerk, relationships: [related()], declarations: [declared()] }
    assert.deepEqual(ask(asked), refusal('no-activity-to-open-records'))
  })

  for (const activities of [
    policy.activities.objections,
    policy.activities.guard,
    policy.activities.operate,
    policy.activities.find.filter((code) => !policy.activities.open.includes(code)),
  ]) {
    test(`administrators with ${activities.join(' and ')} open nothing (AC-29)`, () => {
      const user = { ...nurse, activities, launch: { personId: 7, system: 'x', endsAt: Infinity } }
      const declarations = [declared(), declared({ kind: 'colleague-granted' })]
      const decision = ask({ user, declarations, relationships: [related()] })
      assert.deepEqual(decision, refusal('no-activity-to-open-records'))
    })
  }

  test('what is neither yes nor no is taken as what refuses (AC-13)', () => {
    const relationships = [related()]
    const odd = (of: object) => ask({ relationships, person: who(of) }).reasons
    assert.deepEqual(odd({ isKnown: undefined }), ['person-unknown'])
    assert.deepEqual(odd({ isKnown: 1 }), ['person-unknown'])
    assert.deepEqual(odd({ isUser: undefined }), ['own-record'])
    assert.deepEqual(odd({ isObjected: undefined }), ['objected'])
    assert.deepEqual(odd({ isObjected: 0 }), ['objected'])
  })

  test('rules that break down refuse and say so (AC-13)', () => {
    const broken: Partial<AccessRequest>[] = [
      { relationships: undefined as never },
      { declarations: undefined as never },
      { person: undefined as never },
      { user: undefined as never },
      { policy: undefined as never },
      { person: who({ restrictions: undefined as never }) },
    ]
    for (const part of broken) {
      const decision = ask({ ...{ relationships: [related()] }, ...part })
      assert.deepEqual(decision, refusal('could-not-decide'))
    }
  })
})
