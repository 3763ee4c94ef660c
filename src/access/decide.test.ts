/** The decision, row by row from the policy, to the second (AC-T1). */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { mayDeclare, mayFind } from './activities.ts'
import type { Relationship } from './decide.ts'
import { standingPolicy as policy, relationshipKinds, windowOf } from './policy.ts'
import { ask, dayMs, nurse, permits, related, secondMs, start } from './sample-request.ts'

/** Permitted from `from` (inclusive) until `until` (exclusive), to the secondMs. */
function assertWindow(relationship: Relationship, from: number | undefined, until: number): void {
  const at = (now: number): boolean => permits(relationship, now)
  if (from !== undefined) {
    assert.equal(at(from - secondMs), false, 'one second before it begins')
    assert.equal(at(from), true, 'when it begins')
    assert.equal(at(from + secondMs), true, 'one second after it began')
  }
  assert.equal(at(until - secondMs), true, 'one second before it ends')
  assert.equal(at(until), false, 'when it ends')
  assert.equal(at(until + secondMs), false, 'one second after it ended')
}

describe('the windows of the policy, one by one and to the second (AC-T1)', () => {
  for (const kind of relationshipKinds) {
    const { before, after, open } = windowOf(policy, kind)!
    const from = start - before
    const end = start + 3 * dayMs

    test(`${kind} that has ended`, () => {
      assertWindow(related({ kind, endsAt: end }), from, end + after)
    })
    if (open === undefined) {
      test(`${kind} without an end holds until it has one`, () => {
        assert.equal(permits(related({ kind }), from - secondMs), false)
        for (const now of [from, start, start + 4_000 * dayMs]) {
          assert.equal(permits(related({ kind }), now), true)
        }
      })
    } else {
      test(`${kind} without an end holds for ${open / dayMs} days at most`, () => {
        assertWindow(related({ kind }), from, start + open)
      })
      test(`${kind} of which neither beginning nor end is known permits nothing`, () => {
        assert.equal(permits(related({ kind, startsAt: undefined }), start), false)
      })
    }
    test(`${kind} of which only the end is known holds until its window closes`, () => {
      const ended = related({ kind, startsAt: undefined, endsAt: end })
      assertWindow(ended, undefined, end + after)
    })
  }

  test('an urgent case holds for 72 hours after it was closed', () => {
    const closed = related({ kind: 'urgent-case', endsAt: start })
    assertWindow(closed, start, start + 72 * 3_600_000)
  })

  for (const [name, at] of [
    ['the night the clocks go forward', '2026-03-29T01:00:00Z'],
    ['the night the clocks go back', '2026-10-25T01:00:00Z'],
    ['a leap day', '2028-02-29T12:00:00Z'],
  ] as const) {
    for (const kind of relationshipKinds) {
      test(`${kind}: a day is 24 hours across ${name}`, () => {
        const { after, before } = windowOf(policy, kind)!
        const endsAt = Date.parse(at) - after / 2
        const startsAt = endsAt - dayMs
        assertWindow(related({ kind, startsAt, endsAt }), startsAt - before, endsAt + after)
        const begins = Date.parse(at) + before / 2
        assertWindow(
          related({ kind, startsAt: begins, endsAt: begins }),
          begins - before,
          begins + after,
        )
      })
    }
  }

  test('a clock that is five minutes off moves a window by five minutes and opens no other', () => {
    const ended = related({ endsAt: start, startsAt: start - dayMs })
    assert.equal(permits(ended, start + 30 * dayMs - 5 * 60_000), true)
    assert.equal(permits(ended, start + 30 * dayMs + 5 * 60_000), false)
  })
})

describe('the rules, in their order (trust.md §2.4)', () => {
  test('an appointment next year opens nothing before its window (LR-05)', () => {
    const next = start + 365 * dayMs
    const appointment = related({ kind: 'appointment', startsAt: next, endsAt: next + 3_600_000 })
    assert.equal(permits(appointment, start), false)
    assert.equal(permits(appointment, next - 30 * dayMs), true)
  })

  for (const [claimed, meets] of [
    ['AAL3', true],
    ['AAL3_ANY', true],
    ['AAL2', false],
    ['AAL2_OR_AAL3_ANY', false],
    ['AAL1', false],
    ['AAL4', false],
    ['AAL33', false],
    ['aal3', false],
    [' AAL3', false],
    ['', false],
    ['AAL3;AAL1', false],
    ['__proto__', false],
  ] as const) {
    test(`assurance "${claimed}" ${meets ? 'meets' : 'does not meet'} the floor`, () => {
      const decision = ask({ user: { ...nurse, assurance: claimed }, relationships: [related()] })
      assert.equal(decision.effect === 'permit', meets)
      if (!meets) assert.deepEqual(decision.reasons, ['assurance-too-low'])
    })
  }

  test('a floor of AAL2 takes AAL2 and AAL3', () => {
    for (const assurance of ['AAL2', 'AAL3']) {
      const user = { ...nurse, assurance }
      const lower = { ...policy, assuranceFloor: 'AAL2' as const }
      assert.equal(ask({ user, relationships: [related()], policy: lower }).effect, 'permit')
    }
  })

  test('AC-02: a floor of its own holds for an organisation and its sites, and for no other', () => {
    const floors = { ...policy, assuranceFloors: { RJZ: 'AAL2', RJZ02: 'AAL3' } as const }
    const effectAt = (organisation: string, assurance: string, of = floors): string => {
      const relationships = [related({ organisation })]
      return ask({ user: { ...nurse, organisation, assurance }, relationships, policy: of }).effect
    }
    assert.equal(effectAt('RJZ', 'AAL2', { ...policy, assuranceFloors: {} } as never), 'refuse')
    assert.deepEqual(
      ['RJZ', 'RJZ01', 'RJZ02', 'RJ1', 'RJZA'].map((one) => effectAt(one, 'AAL2')),
      ['permit', 'permit', 'refuse', 'refuse', 'refuse'],
    )
    assert.equal(effectAt('RJZ', 'AAL1'), 'refuse')
    assert.equal(effectAt('RJZ02', 'AAL3'), 'permit')
    const raised = { ...policy, assuranceFloor: 'AAL2', assuranceFloors: { RJZ: 'AAL3' } } as const
    assert.equal(effectAt('RJZ', 'AAL2', raised as never), 'refuse')
    assert.equal(effectAt('constructor', 'AAL2'), 'refuse')
  })

  test('AC-02: a floor of its own counts for everything that a role may do', () => {
    const floors = { ...policy, assuranceFloors: { RJZ: 'AAL2' } } as const
    const here = { ...nurse, assurance: 'AAL2' }
    assert.equal(mayFind(here, floors), true)
    assert.equal(mayDeclare(here, floors), true)
    assert.equal(mayFind({ ...here, organisation: 'RJ1' }, floors), false)
    assert.equal(mayDeclare({ ...here, organisation: 'RJ1' }, floors), false)
  })

  test('who signed in too weakly is not offered to declare', () => {
    const decision = ask({ user: { ...nurse, assurance: 'AAL1' } })
    assert.equal(decision.effect === 'refuse' && decision.mayDeclare, false)
  })

  test('no purpose but direct care has a way in (AC-12)', () => {
    for (const purpose of ['research', 'audit', '', undefined]) {
      const decision = ask({ purpose: purpose as never, relationships: [related()] })
      assert.deepEqual(decision.reasons, ['purpose-is-not-direct-care'])
    }
  })

  test('without an activity that opens records no relationship helps', () => {
    for (const activities of [[], ['B0380'], ['B0168'], ['b0360'], ['B036'], ['constructor']]) {
      const decision = ask({ user: { ...nurse, activities }, relationships: [related()] })
      assert.deepEqual(decision.reasons, ['no-activity-to-open-records'])
      assert.equal(decision.effect === 'refuse' && decision.mayDeclare, false)
    }
  })

  test('to see what is restricted needs its own activity', () => {
    const without = ask({ relationships: [related()] })
    assert.deepEqual(without.effect === 'permit' && without.withhold, ['restricted', 'sensitive'])
    assert.deepEqual(without.reasons, [
      'related-by-inpatient',
      'withheld-restricted',
      'withheld-sensitive',
    ])
    const user = { ...nurse, activities: ['B0360', 'B0380'] }
    const with_ = ask({ user, relationships: [related()] })
    assert.deepEqual(with_.effect === 'permit' && with_.withhold, ['sensitive'])
    const sensitive = {
      ...policy,
      activities: { ...policy.activities, seeSensitive: ['LCR-LOCAL-SENSITIVE'] },
    }
    const all = { ...user, activities: [...user.activities, 'LCR-LOCAL-SENSITIVE'] }
    const whole = ask({ user: all, relationships: [related()], policy: sensitive })
    assert.deepEqual(whole.effect === 'permit' && whole.withhold, [])
    assert.deepEqual(whole.reasons, ['related-by-inpatient'])
  })

  test('a permit lasts 15 minutes from when it was asked for', () => {
    const decision = ask({ relationships: [related()] })
    assert.equal(decision.effect === 'permit' && decision.expiresAt, start + 15 * 60_000)
    assert.equal(decision.personId, 7)
  })

  for (const [evidence, organisation, matches] of [
    ['RJZ', 'RJZ', true],
    ['RJZ01', 'RJZ', true],
    ['RJZ', 'RJZ01', false],
    ['RJZ01', 'RJZ02', false],
    ['RJ1', 'RJZ', false],
    ['G85001', 'G85002', false],
    ['', 'RJZ', false],
    ['RJZ', '', false],
    ['rjz', 'RJZ', false],
  ] as const) {
    test(`evidence of "${evidence}" ${matches ? 'is' : 'is not'} one of "${organisation}" (LR-04)`, () => {
      const decision = ask({
        user: { ...nurse, organisation },
        relationships: [related({ organisation: evidence })],
      })
      assert.equal(decision.effect === 'permit', matches)
    })
  }

  test('of two relationships the closest kind of care is named, then the newest', () => {
    const decision = ask({
      relationships: [
        related({ kind: 'referral', startsAt: start - dayMs }),
        related({ kind: 'emergency', startsAt: start - 3 * dayMs, evidence: 'older' }),
        related({ kind: 'emergency', startsAt: start - dayMs, evidence: 'newer' }),
      ],
    })
    assert.deepEqual(decision.reasons[0], 'related-by-emergency')
    assert.equal(
      decision.effect === 'permit' && (decision.relationship as Relationship).evidence,
      'newer',
    )
  })
})
