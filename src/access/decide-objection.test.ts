/** Who said no, and who is sealed: each rule, and what is told to whom. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AccessRequest, PersonFacts, RestrictionKind } from './decide.ts'
import { relationshipKinds } from './policy.ts'
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
const viewer = { ...nurse, activities: ['B0360'] }

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

describe('an objection (OO-15, §2.4 rule 6)', () => {
  const objected = who({ isObjected: true })

  test('refuses whoever is related, in whatever way, and tells them why', () => {
    const mayKnow = refusal('objected', { mayKnowObjection: true })
    for (const kind of relationshipKinds) {
      const decision = ask({ person: objected, relationships: [related({ kind })] })
      assert.deepEqual(decision, mayKnow)
    }
    const declarations = [declared(), declared({ kind: 'seal-break' })]
    assert.deepEqual(ask({ person: objected, declarations, user: senior }), mayKnow)
  })

  test('is told to who might declare a relationship, and to nobody else', () => {
    assert.deepEqual(ask({ person: objected }), refusal('objected', { mayKnowObjection: true }))
    assert.deepEqual(ask({ person: objected, user: viewer }), refusal('objected'))
    assert.deepEqual(
      ask({ person: objected, user: viewer, relationships: [related()] }),
      refusal('objected', { mayKnowObjection: true }),
    )
  })

  test('is not told to who may not open records at all', () => {
    for (const activities of [[], ['B0825'], ['LCR-LOCAL-OBJECTIONS']]) {
      const user = { ...nurse, activities }
      const decision = ask({ person: objected, user, relationships: [related()] })
      assert.deepEqual(decision, refusal('no-activity-to-open-records'))
    }
  })

  test('lifted by law opens for the kinds that the law names, and says so (OO suspension)', () => {
    const asked = { person: objected, relationships: [related({ kind: 'emergency' })] }
    const decision = ask({ ...asked, suspendedKinds: ['emergency'] })
    assert.deepEqual(decision.reasons.slice(0, 2), ['related-by-emergency', 'objection-suspended'])
    for (const suspendedKinds of [['inpatient'], [], ['constructor'], ['']]) {
      assert.deepEqual(
        ask({ ...asked, suspendedKinds }),
        refusal('objected', { mayKnowObjection: true }),
      )
    }
  })

  test('lifted for one kind is found behind a closer one, which is not named', () => {
    const relationships = [related(), related({ kind: 'emergency', startsAt: start - dayMs })]
    const decision = ask({ person: objected, relationships, suspendedKinds: ['emergency'] })
    assert.equal(decision.reasons[0], 'related-by-emergency')
  })

  test('lifted for declarations opens for one, and not without', () => {
    const asked = { person: objected, suspendedKinds: ['self-declared'] }
    assert.equal(ask({ ...asked, declarations: [declared()] }).effect, 'permit')
    assert.deepEqual(ask(asked), refusal('objected', { mayKnowObjection: true }))
  })

  test('lifted for what colleagues grant opens for that, and for nothing else that was said', () => {
    const asked = { person: objected, suspendedKinds: ['colleague-granted'] }
    const granted = declared({ kind: 'colleague-granted' })
    assert.equal(ask({ ...asked, declarations: [granted] }).effect, 'permit')
    for (const kind of ['self-declared', 'patient-consent'] as const) {
      assert.equal(ask({ ...asked, declarations: [declared({ kind })] }).effect, 'refuse')
    }
  })

  test('a permit does not outlast the suspension on which it rests (AT-12)', () => {
    const relationships = [related({ kind: 'emergency' })]
    const suspendedUntil = start + 4 * secondMs
    const asked = { relationships, suspendedKinds: ['emergency'], suspendedUntil }
    const rests = ask({ ...asked, person: objected })
    assert.equal(rests.effect === 'permit' && rests.expiresAt, suspendedUntil)
    const doesNot = ask(asked)
    assert.equal(doesNot.effect === 'permit' && doesNot.expiresAt, start + 15 * 60_000)
  })

  test('a suspension changes nothing for who has not objected', () => {
    const decision = ask({ relationships: [related()], suspendedKinds: ['inpatient'] })
    assert.ok(!decision.reasons.includes('objection-suspended'))
    assert.equal(decision.effect, 'permit')
  })

  test('comes before death and seal, and after one’s own record and an unknown person', () => {
    const all = { isObjected: true, restrictions: ['guarded'] as const, diedAt: 0 }
    const reasonOf = (of: Partial<PersonFacts>) =>
      ask({ person: who({ ...all, ...of }), relationships: [related()] }).reasons
    assert.deepEqual(reasonOf({}), ['objected'])
    assert.deepEqual(reasonOf({ isUser: true }), ['own-record'])
    assert.deepEqual(reasonOf({ isUser: true, isKnown: false }), ['person-unknown'])
    assert.deepEqual(reasonOf({ isObjected: false }), ['died-too-long-ago'])
    assert.deepEqual(reasonOf({ isObjected: false, diedAt: undefined }), ['sealed'])
  })
})

describe('a person who is sealed (AC-22, AC-27)', () => {
  const broken = declared({ kind: 'seal-break', endsAt: start + 4 * 60 * minuteMs })
  const sealed = (restriction: RestrictionKind, of: Partial<AccessRequest> = {}) =>
    ask({
      user: senior,
      person: who({ restrictions: [restriction] }),
      relationships: [related()],
      ...of,
    })

  for (const restriction of ['whereabouts', 'guarded'] as const) {
    test(`${restriction}: needs a relationship and a broken seal`, () => {
      assert.deepEqual(sealed(restriction), refusal('sealed', { mayBreakSeal: true }))
      assert.equal(sealed(restriction, { declarations: [broken] }).effect, 'permit')
      const unrelated = sealed(restriction, { declarations: [broken], relationships: [] })
      assert.deepEqual(unrelated, refusal('no-relationship', { mayDeclare: true }))
    })

    test(`${restriction}: looks like anybody to who is not related`, () => {
      const nobody = sealed(restriction, { relationships: [] })
      assert.deepEqual(nobody, ask({ user: senior }))
    })

    test(`${restriction}: nothing is offered to a role that breaks no seal`, () => {
      assert.deepEqual(sealed(restriction, { user: nurse }), refusal('sealed'))
      // Broken in another role, which is not this one.
      const decision = sealed(restriction, { user: nurse, declarations: [broken] })
      assert.deepEqual(decision, refusal('sealed'))
    })

    test(`${restriction}: the seal closes again by itself`, () => {
      const at = (now: number) => sealed(restriction, { declarations: [broken], now }).effect
      assert.equal(at(broken.endsAt - secondMs), 'permit')
      assert.equal(at(broken.endsAt), 'refuse')
      assert.equal(at(broken.endsAt + secondMs), 'refuse')
    })

    test(`${restriction}: another user’s broken seal is not this one’s`, () => {
      for (const other of [{ userKey: 'other' }, { organisation: 'RJ1' }]) {
        const decision = sealed(restriction, { declarations: [{ ...broken, ...other }] })
        assert.deepEqual(decision, refusal('sealed', { mayBreakSeal: true }))
      }
    })
  }

  test('whereabouts are hidden, and only theirs', () => {
    const hidden = sealed('whereabouts', { declarations: [broken] })
    assert.equal(hidden.effect === 'permit' && hidden.hideWhereabouts, true)
    assert.deepEqual(hidden.reasons, [
      'related-by-inpatient',
      'seal-broken',
      'withheld-sensitive',
      'whereabouts-hidden',
    ])
    const guarded = sealed('guarded', { declarations: [broken] })
    assert.equal(guarded.effect === 'permit' && guarded.hideWhereabouts, false)
    assert.deepEqual(guarded.reasons, ['related-by-inpatient', 'seal-broken', 'withheld-sensitive'])
    const both = ask({
      user: senior,
      person: who({ restrictions: ['guarded', 'whereabouts'] }),
      relationships: [related()],
      declarations: [broken],
    })
    assert.equal(both.effect === 'permit' && both.hideWhereabouts, true)
  })

  test('a seal that nobody understands is opened by nobody (AC-13)', () => {
    for (const kind of ['legal-hold', '', 'constructor']) {
      const restrictions = ['guarded', kind] as RestrictionKind[]
      const decision = ask({
        user: senior,
        person: who({ restrictions }),
        relationships: [related()],
        declarations: [broken],
      })
      assert.deepEqual(decision, refusal('sealed'))
    }
  })

  test('a broken seal is no reason where nothing is sealed', () => {
    const decision = ask({ user: senior, relationships: [related()], declarations: [broken] })
    assert.ok(!decision.reasons.includes('seal-broken'))
  })
})
