/**
 * What holds of every decision, whatever the facts are (AC-13, AC-T2). LCR_DECIDE_RUNS asks for
 * more or fewer of them.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { belongsTo } from '#vocabulary'
import {
  type AccessRequest,
  type Declaration,
  decide,
  declarationKinds,
  kindOf,
  type PersonFacts,
  type Relationship,
  restrictionKinds,
} from './decide.ts'
import { standingPolicy as policy, relationshipKinds } from './policy.ts'
import { dayMs, nurse, start } from './sample-request.ts'
import { codesOf, holdsUntil } from './ways.ts'

const organisations = ['RJZ', 'RJZ01', 'RJ1', 'RT3', 'G85001', 'G85002'] as const
const kinds: readonly string[] = relationshipKinds
const ways: readonly string[] = ['declared', 'colleague-granted', 'patient-consent', 'launch']
/** Near the moment of asking, so that windows are on the brink. */
const time = fc
  .oneof(fc.integer({ min: -40 * 24, max: 40 * 24 }), fc.integer({ min: -400 * 24, max: 400 * 24 }))
  .map((hours) => start + hours * 3_600_000)
const organisation = fc.constantFrom(...organisations, 'RJZ', 'RJZ', 'RJZ')
const perhaps = fc.option(time, { nil: undefined })

const relationship: fc.Arbitrary<Relationship> = fc.record({
  kind: fc.constantFrom(...relationshipKinds),
  organisation,
  place: fc.constant(undefined),
  startsAt: perhaps,
  endsAt: perhaps,
  evidence: fc.nat().map(String),
})
const declaration: fc.Arbitrary<Declaration> = fc.record({
  kind: fc.constantFrom(...declarationKinds),
  userKey: fc.constantFrom(nurse.key, nurse.key, 'https://issuer.example|2'),
  organisation,
  declaredAt: time,
  endsAt: time,
})
const person: fc.Arbitrary<PersonFacts> = fc.record({
  isKnown: fc.constantFrom(true, true, true, false),
  isObjected: fc.constantFrom(false, false, true),
  restrictions: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.subarray([...restrictionKinds]) },
  ),
  diedAt: fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: time },
  ),
  isUser: fc.constantFrom(false, false, false, false, true),
})
const request: fc.Arbitrary<AccessRequest> = fc.record({
  user: fc
    .record({
      organisation,
      activities: fc.subarray(['B0360', 'B0370', 'B0380', 'B0168', 'LCR-LOCAL-EXAMINE-DEATHS']),
      assurance: fc.constantFrom('AAL3', 'AAL3', 'AAL3', 'AAL2', 'AAL1', ''),
      launch: fc.oneof(
        { weight: 3, arbitrary: fc.constant(undefined) },
        {
          weight: 1,
          arbitrary: fc.record({
            personId: fc.constantFrom(7, 8),
            system: fc.constant('epr'),
            endsAt: time,
          }),
        },
      ),
    })
    .map(({ launch, ...chosen }) => ({ ...nurse, ...chosen, ...(launch && { launch }) })),
  personId: fc.constant(7),
  purpose: fc.constantFrom('direct-care', 'direct-care', 'direct-care', 'direct-care', 'research'),
  person,
  relationships: fc.array(relationship, { maxLength: 6 }),
  declarations: fc.array(declaration, { maxLength: 3 }),
  suspendedKinds: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.subarray([...kinds, 'self-declared', 'launch']) },
  ),
  now: time,
  policy: fc.constant(policy),
})

/** Anything at all where a sender or a provider chooses what stands there. */
const oddTime = fc.oneof(perhaps, fc.double(), fc.constant(8.64e15), fc.constant(-8.64e15))
const oddWord = fc.oneof(
  fc.string(),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'RJZ', 'AAL3', 'inpatient', 'B0370'),
)
/** Mostly what is in order, so that what is odd is met beside it and not only before it. */
const mostly = <T>(usual: T, odd: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: odd })
const odd: fc.RecordConstraints<never> = { noNullPrototype: true }
const oddRequest = fc.record(
  {
    user: fc
      .record(
        {
          key: mostly(nurse.key, oddWord),
          organisation: mostly(nurse.organisation, oddWord),
          activities: mostly(nurse.activities, fc.array(oddWord)),
          assurance: mostly(nurse.assurance, oddWord),
        },
        odd,
      )
      .map((chosen) => ({ ...nurse, ...chosen })),
    personId: fc.oneof(fc.integer(), fc.double()),
    purpose: mostly('direct-care', oddWord),
    relationships: fc.array(
      fc.record(
        {
          kind: oddWord,
          organisation: mostly('RJZ', oddWord),
          place: fc.option(oddWord, { nil: undefined }),
          startsAt: oddTime,
          endsAt: oddTime,
          evidence: oddWord,
        },
        odd,
      ),
    ),
    declarations: fc.array(
      fc.record(
        {
          kind: oddWord,
          userKey: mostly(nurse.key, oddWord),
          organisation: mostly('RJZ', oddWord),
          endsAt: fc.double(),
        },
        odd,
      ),
    ),
    person: fc.record(
      {
        isKnown: mostly<unknown>(true, oddWord),
        isObjected: mostly<unknown>(false, oddWord),
        restrictions: mostly<unknown>([], fc.array(oddWord)),
        diedAt: mostly<unknown>(undefined, oddTime),
        isUser: mostly<unknown>(false, oddWord),
      },
      odd,
    ),
    suspendedKinds: fc.array(oddWord),
    now: fc.oneof(time, fc.double()),
    policy: fc.constant(policy),
  },
  odd,
) as fc.Arbitrary<unknown> as fc.Arbitrary<AccessRequest>

const runs = { numRuns: Number(process.env.LCR_DECIDE_RUNS ?? 2_000) }

describe('every decision', () => {
  test('is the same for the same facts in any order (AC-T2 e)', () => {
    const shuffled = request.chain((asked) =>
      fc.record({
        asked: fc.constant(asked),
        relationships: fc.shuffledSubarray([...asked.relationships], {
          minLength: asked.relationships.length,
        }),
        declarations: fc.shuffledSubarray([...asked.declarations], {
          minLength: asked.declarations.length,
        }),
      }),
    )
    fc.assert(
      fc.property(shuffled, ({ asked, ...facts }) => {
        const [one, other] = [decide(asked), decide({ ...asked, ...facts })]
        assert.deepEqual({ ...other, relationship: undefined }, { ...one, relationship: undefined })
        if (one.effect === 'permit' && other.effect === 'permit') {
          assert.equal(kindOf(one.relationship), kindOf(other.relationship))
        }
      }),
      runs,
    )
  })

  test('refuses what it refused when a relationship or a declaration is taken away (AC-T2 b)', () => {
    const lessened = request.chain((asked) =>
      fc.record({
        asked: fc.constant(asked),
        relationships: fc.subarray([...asked.relationships]),
        declarations: fc.subarray([...asked.declarations]),
      }),
    )
    fc.assert(
      fc.property(lessened, ({ asked, ...fewer }) => {
        fc.pre(decide(asked).effect === 'refuse')
        // Registrations alone stand against one another: a newer one elsewhere ends an older one.
        const registrations = asked.relationships.filter((one) => one.kind === 'gp-registration')
        const relationships = [
          ...fewer.relationships.filter((one) => one.kind !== 'gp-registration'),
          ...registrations,
        ]
        assert.equal(decide({ ...asked, ...fewer, relationships }).effect, 'refuse')
      }),
      runs,
    )
  })

  test('is not widened by an objection (AC-T2 a)', () => {
    fc.assert(
      fc.property(request, (asked) => {
        const before = decide({ ...asked, person: { ...asked.person, isObjected: false } })
        const after = decide({ ...asked, person: { ...asked.person, isObjected: true } })
        if (before.effect === 'refuse') return assert.equal(after.effect, 'refuse')
        if (asked.suspendedKinds.length === 0) return assert.deepEqual(after.reasons, ['objected'])
        if (after.effect === 'refuse') return
        assert.ok(asked.suspendedKinds.includes(kindOf(after.relationship)))
        assert.ok(after.reasons.includes('objection-suspended'))
        assert.ok(after.expiresAt <= before.expiresAt)
      }),
      runs,
    )
  })

  test('is not widened by a restriction, a death or an unknown seal (AC-T2 c)', () => {
    fc.assert(
      fc.property(request, time, (asked, diedAt) => {
        const before = decide(asked)
        for (const more of [
          { restrictions: [...asked.person.restrictions, 'whereabouts' as const] },
          { restrictions: [...asked.person.restrictions, 'guarded' as const] },
          { restrictions: [...asked.person.restrictions, 'unknown' as never] },
          { diedAt: Math.min(diedAt, asked.person.diedAt ?? diedAt) },
          { isUser: true },
        ]) {
          const after = decide({ ...asked, person: { ...asked.person, ...more } })
          if (before.effect === 'refuse') assert.equal(after.effect, 'refuse')
          if (before.effect === 'refuse' || after.effect === 'refuse') continue
          assert.ok(after.hideWhereabouts || !before.hideWhereabouts)
          assert.ok(after.expiresAt <= before.expiresAt)
          assert.deepEqual(after.withhold, before.withhold)
        }
      }),
      runs,
    )
  })

  test('permits only by what permits, and never who objected (AC-T2 d)', () => {
    let permitted = 0
    fc.assert(
      fc.property(request, (asked) => {
        const decision = decide(asked)
        if (decision.effect === 'refuse') return
        permitted++
        const { user, now } = asked
        const codes = codesOf(user.organisation, policy, now)
        const evidenced = asked.relationships.some(
          (one) =>
            codes.some((code) => belongsTo(one.organisation, code)) &&
            holdsUntil(one, policy, now) !== undefined,
        )
        const own = asked.declarations.filter(
          (one) =>
            one.userKey === user.key && one.organisation === user.organisation && one.endsAt > now,
        )
        const declared = own.some((one) => one.kind !== 'seal-break')
        const launched = user.launch?.personId === asked.personId && user.launch.endsAt > now
        assert.ok(evidenced || declared || launched)
        assert.ok(user.activities.includes('B0360') || user.activities.includes('B0370'))
        assert.equal(user.assurance, 'AAL3')
        assert.equal(asked.purpose, 'direct-care')
        assert.ok(asked.person.isKnown && !asked.person.isUser)
        const isLifted = asked.suspendedKinds.includes(kindOf(decision.relationship))
        assert.ok(!asked.person.isObjected || isLifted)
        const isBroken = own.some((one) => one.kind === 'seal-break')
        const isSealed = asked.person.restrictions.length > 0
        assert.ok(!isSealed || (isBroken && user.activities.includes('B0380')))
        assert.equal(decision.withhold.includes('restricted'), !user.activities.includes('B0380'))
        assert.ok(decision.withhold.includes('sensitive'))
        assert.ok(decision.expiresAt > now && decision.expiresAt <= now + 15 * 60_000)
        assert.ok(decision.reasons.length > 0)
      }),
      runs,
    )
    assert.ok(runs.numRuns < 1_000 || permitted > runs.numRuns / 100, `only ${permitted} permitted`)
  })

  test('refuses whoever has less: without an activity, or signed in more weakly', () => {
    fc.assert(
      fc.property(request, fc.nat(3), (asked, index) => {
        fc.pre(decide(asked).effect === 'refuse')
        const fewer = asked.user.activities.filter((_, at) => at !== index)
        for (const user of [
          { ...asked.user, activities: fewer },
          { ...asked.user, assurance: 'AAL2' },
        ]) {
          assert.equal(decide({ ...asked, user }).effect, 'refuse')
        }
      }),
      runs,
    )
  })

  test('never ends later for a relationship that ended earlier', () => {
    fc.assert(
      fc.property(relationship, time, fc.nat(900), (one, now, days) => {
        fc.pre(one.endsAt !== undefined && holdsUntil(one, policy, now) === undefined)
        const started = one.startsAt === undefined || now >= one.startsAt - 30 * dayMs
        fc.pre(started)
        const ended = { ...one, endsAt: one.endsAt! - days * dayMs }
        assert.equal(holdsUntil(ended, policy, now), undefined)
      }),
      runs,
    )
  })

  test('is made of whatever it is given, names its reason, and throws nothing (AC-13)', () => {
    fc.assert(
      fc.property(oddRequest, (asked) => {
        const before = structuredClone(asked)
        const decision = decide(asked)
        assert.ok(decision.reasons.length > 0)
        assert.deepEqual(decide(asked), decision)
        assert.deepEqual(asked, before)
        if (decision.effect === 'refuse') return
        const by = decision.relationship
        assert.ok(typeof by === 'string' ? ways.includes(by) : kinds.includes(by.kind))
      }),
      runs,
    )
  })
})
