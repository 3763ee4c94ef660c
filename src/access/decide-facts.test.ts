/** Registrations, declarations, and facts that make no sense: each decided, and on the safe side. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { mayDeclare } from './activities.ts'
import type { Declaration, DeclarationKind, Relationship } from './decide.ts'
import { standingPolicy as policy, type RelationshipKind, relationshipKinds } from './policy.ts'
import { ask, dayMs, declared, nurse, permits, related, secondMs, start } from './sample-request.ts'
import { holdsUntil } from './ways.ts'

describe('registration with a practice', () => {
  const registered = (organisation: string, startsAt: number | undefined) =>
    related({ kind: 'gp-registration', organisation, startsAt })
  const asks = (organisation: string, ...relationships: Relationship[]) =>
    ask({ user: { ...nurse, organisation }, relationships }).effect

  const days14 = 14 * dayMs

  test('the newest wins, whichever order they come in; the one before holds 14 days more', () => {
    const [old, current] = [registered('G85001', start - 90 * dayMs), registered('G85002', start)]
    for (const all of [
      [old, current],
      [current, old],
    ]) {
      const asksAt = (organisation: string, now: number) =>
        ask({ user: { ...nurse, organisation }, relationships: all, now }).effect
      for (const now of [start, start + days14 - secondMs]) {
        assert.equal(asksAt('G85001', now), 'permit')
        assert.equal(asksAt('G85002', now), 'permit')
      }
      for (const now of [start + days14, start + days14 + secondMs]) {
        assert.equal(asksAt('G85001', now), 'refuse')
        assert.equal(asksAt('G85002', now), 'permit')
      }
    }
  })

  test('of several since, the first elsewhere ended it', () => {
    const old = registered('G85001', start - 90 * dayMs)
    const since = [registered('G85002', start - days14), registered('G85003', start - dayMs)]
    assert.equal(asks('G85001', old, ...since), 'refuse')
    assert.equal(asks('G85001', old, ...since.toReversed()), 'refuse')
    assert.equal(asks('G85002', old, ...since), 'permit')
    assert.equal(asks('G85003', old, ...since), 'permit')
  })

  test('the same practice again ends nothing, and neither does one from the same day', () => {
    const [first, again] = [registered('G85001', start - 90 * dayMs), registered('G85001', start)]
    assert.equal(asks('G85001', first, again), 'permit')
    const elsewhere = registered('G85002', start - 90 * dayMs)
    assert.equal(asks('G85001', first, elsewhere), 'permit')
    assert.equal(asks('G85002', first, elsewhere), 'permit')
  })

  test('care of another kind elsewhere ends no registration, and no registration ends care', () => {
    const long = start - 90 * dayMs
    const registration = registered('G85001', long)
    for (const kind of relationshipKinds.filter((one) => one !== 'gp-registration')) {
      const since = related({ kind, organisation: 'RJ1', startsAt: start - 60 * dayMs })
      assert.equal(asks('G85001', registration, since), 'permit', kind)
    }
    const ward = related({ startsAt: long, organisation: 'RJZ' })
    assert.equal(asks('RJZ', ward, registered('G85002', start - 60 * dayMs)), 'permit')
  })

  test('who came back is with the practice again', () => {
    const all = [
      registered('G85001', start - 90 * dayMs),
      registered('G85002', start - 60 * dayMs),
      registered('G85001', start - 30 * dayMs),
    ]
    assert.equal(asks('G85001', ...all), 'permit')
    assert.equal(asks('G85002', ...all), 'refuse')
  })

  test('an end that its source tells ends it 14 days later', () => {
    const ended = { ...registered('G85001', start - 90 * dayMs), endsAt: start }
    const at = (now: number) => permits({ ...ended, organisation: 'RJZ' }, now)
    assert.equal(at(start + days14 - secondMs), true)
    assert.equal(at(start + days14), false)
    const newer = registered('G85002', start + 5 * dayMs)
    const asked = { user: { ...nurse, organisation: 'G85001' }, relationships: [ended, newer] }
    assert.equal(ask({ ...asked, now: start + days14 - secondMs }).effect, 'permit')
    assert.equal(ask({ ...asked, now: start + days14 }).effect, 'refuse')
  })

  test('one that has not begun yet takes it from nobody (LR-05)', () => {
    const [present, future] = [registered('G85001', start), registered('G85002', start + secondMs)]
    assert.equal(asks('G85001', present, future), 'permit')
    assert.equal(asks('G85002', present, future), 'refuse')
  })

  test('one at no time takes it from nobody', () => {
    const [present, broken] = [registered('G85001', start), registered('G85002', Number.NaN)]
    assert.equal(asks('G85001', present, broken), 'permit')
    assert.equal(asks('G85002', present, broken), 'refuse')
  })

  test('one that has ended since gives the patient back to nobody', () => {
    const [old, gone] = [
      registered('G85001', start - 90 * dayMs),
      { ...registered('G85002', start - 60 * dayMs), endsAt: start - 30 * dayMs },
    ]
    assert.equal(asks('G85001', old, gone), 'refuse')
    assert.equal(asks('G85002', old, gone), 'refuse')
  })

  test('one of unknown date gives way to one that has a date', () => {
    const [unknown, dated] = [registered('G85001', undefined), registered('G85002', start - days14)]
    assert.equal(asks('G85001', unknown, dated), 'refuse')
    assert.equal(asks('G85002', unknown, dated), 'permit')
    assert.equal(asks('G85001', unknown), 'permit')
  })
})

describe('a declared relationship', () => {
  const withDeclaration = (of: Partial<Declaration>, now = start) =>
    ask({ declarations: [declared(of)], now })

  test('permits until it ends and not at that moment', () => {
    assert.equal(withDeclaration({}, start + dayMs - secondMs).effect, 'permit')
    assert.equal(withDeclaration({}, start + dayMs).effect, 'refuse')
    assert.equal(withDeclaration({}, start + dayMs + secondMs).effect, 'refuse')
  })

  test('is for the user who declared it, in the organisation in which it was declared', () => {
    assert.deepEqual(withDeclaration({}).reasons[0], 'related-by-declaration')
    assert.equal(withDeclaration({ userKey: 'https://issuer.example|2' }).effect, 'refuse')
    assert.equal(withDeclaration({ organisation: 'RJ1' }).effect, 'refuse')
    assert.equal(withDeclaration({ organisation: 'RJZ01' }).effect, 'refuse')
  })

  test('is named only where there is no evidence', () => {
    const decision = ask({ declarations: [declared()], relationships: [related()] })
    assert.deepEqual(decision.reasons[0], 'related-by-inpatient')
  })

  test('is worth nothing in a role that may not declare', () => {
    const user = { ...nurse, activities: ['B0360'] }
    assert.deepEqual(ask({ user, declarations: [declared()] }).reasons, ['no-relationship'])
  })

  for (const [kind, reason] of [
    ['colleague-granted', 'related-by-colleague-granted'],
    ['patient-consent', 'related-by-patient-consent'],
    ['self-declared', 'related-by-declaration'],
  ] as const) {
    test(`of kind ${kind} permits for its time, its user and its organisation`, () => {
      assert.equal(withDeclaration({ kind }).reasons[0], reason)
      assert.equal(withDeclaration({ kind }, start + dayMs).effect, 'refuse')
      assert.equal(withDeclaration({ kind, userKey: 'other' }).effect, 'refuse')
      assert.equal(withDeclaration({ kind, organisation: 'RJ1' }).effect, 'refuse')
    })
  }

  test('of several the closest is named: a colleague, then the person, then oneself', () => {
    const [granted, consented] = [
      declared({ kind: 'colleague-granted' }),
      declared({ kind: 'patient-consent' }),
    ]
    const named = (...declarations: Declaration[]) => ask({ declarations }).reasons[0]
    assert.equal(named(declared(), consented, granted), 'related-by-colleague-granted')
    assert.equal(named(declared(), consented), 'related-by-patient-consent')
  })

  test('of a kind that nobody knows, or the broken seal alone, relates nobody (AC-13)', () => {
    for (const kind of ['seal-break', 'friend', 'constructor', '']) {
      const decision = withDeclaration({ kind: kind as DeclarationKind })
      assert.deepEqual(decision.reasons, ['no-relationship'])
    }
  })

  test('the latest end of several counts, in whatever order they come', () => {
    const later = declared({ endsAt: start + dayMs })
    const sooner = declared({ endsAt: start + secondMs })
    for (const declarations of [
      [sooner, later],
      [later, sooner],
    ]) {
      const decision = ask({ declarations })
      assert.equal(decision.effect === 'permit' && decision.expiresAt, start + 900 * secondMs)
    }
  })

  test('is offered to who may open and declare, and to no other', () => {
    for (const [activities, offered] of [
      [['B0370'], true],
      [['B0360'], false],
      [['B0360', 'B0370'], true],
      [['B0380'], false],
    ] as const) {
      const user = { ...nurse, activities }
      const decision = ask({ user })
      assert.equal(decision.effect === 'refuse' && decision.mayDeclare, offered)
      assert.equal(mayDeclare(user, policy), offered)
    }
  })
})

describe('what is not known denies (AC-13)', () => {
  for (const kind of ['friend', '', 'INPATIENT', 'constructor', 'toString', '__proto__']) {
    for (const endsAt of [undefined, start + dayMs]) {
      test(`a relationship of kind "${kind}"${endsAt ? ' with an end' : ''}`, () => {
        const unknown = related({ kind: kind as RelationshipKind, endsAt })
        assert.equal(holdsUntil(unknown, policy, start), undefined)
        assert.equal(permits(unknown, start), false)
      })
    }
  }

  for (const kind of relationshipKinds) {
    test(`${kind} with a time that is no time`, () => {
      for (const broken of [Number.NaN, Number.POSITIVE_INFINITY, 'soon' as never]) {
        assert.equal(permits(related({ kind, startsAt: broken }), start), false)
        assert.equal(permits(related({ kind, endsAt: broken }), start), false)
      }
      assert.equal(permits(related({ kind }), Number.NaN), false)
    })
  }

  test('a declaration with an end that is no time', () => {
    for (const endsAt of [Number.NaN, undefined as never]) {
      assert.equal(ask({ declarations: [declared({ endsAt })] }).effect, 'refuse')
    }
  })

  test('an evidence of a great many facts is decided like any other', () => {
    const many = Array.from({ length: 200_000 }, (_, index) =>
      related({ kind: 'gp-registration', organisation: 'G85001', startsAt: start - index }),
    )
    const user = { ...nurse, organisation: 'G85001' }
    assert.equal(ask({ user, relationships: many }).effect, 'permit')
  })
})
