/** Registrations, declarations, and facts that make no sense: each decided, and on the safe side. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Declaration, isActive, mayDeclare, type Relationship } from './decide.ts'
import { standingPolicy as policy, type RelationshipKind, relationshipKinds } from './policy.ts'
import { ask, dayMs, declared, nurse, permits, related, secondMs, start } from './sample-request.ts'

describe('registration with a practice', () => {
  const registered = (organisation: string, startsAt: number | undefined) =>
    related({ kind: 'gp-registration', organisation, startsAt })
  const asks = (organisation: string, ...relationships: Relationship[]) =>
    ask({ user: { ...nurse, organisation }, relationships }).effect

  test('the newest wins, whichever order they come in', () => {
    const [old, current] = [registered('G85001', start - 9 * dayMs), registered('G85002', start)]
    for (const all of [
      [old, current],
      [current, old],
    ]) {
      assert.equal(asks('G85001', ...all), 'refuse')
      assert.equal(asks('G85002', ...all), 'permit')
    }
  })

  test('one that has not begun yet takes it from nobody (LR-05)', () => {
    const [present, future] = [registered('G85001', start), registered('G85002', start + secondMs)]
    assert.equal(asks('G85001', present, future), 'permit')
    assert.equal(asks('G85002', present, future), 'refuse')
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
    const [unknown, dated] = [registered('G85001', undefined), registered('G85002', start - dayMs)]
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
        assert.equal(isActive(unknown, policy, start), false)
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
