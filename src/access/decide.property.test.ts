/** What holds of every decision, whatever the facts are (AC-13, AC-T2). */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { belongsTo } from '#vocabulary'
import {
  type AccessRequest,
  type Declaration,
  decide,
  isActive,
  type Relationship,
} from './decide.ts'
import { standingPolicy as policy, relationshipKinds } from './policy.ts'
import { dayMs, nurse, start } from './sample-request.ts'

const organisations = ['RJZ', 'RJZ01', 'RJ1', 'G85001', 'G85002'] as const
/** Near the moment of asking, so that windows are on the brink. */
const time = fc.integer({ min: -400 * 24, max: 400 * 24 }).map((hours) => start + hours * 3_600_000)
const perhaps = fc.option(time, { nil: undefined })

const relationship: fc.Arbitrary<Relationship> = fc.record({
  kind: fc.constantFrom(...relationshipKinds),
  organisation: fc.constantFrom(...organisations),
  place: fc.constant(undefined),
  startsAt: perhaps,
  endsAt: perhaps,
  evidence: fc.nat().map(String),
})
const declaration: fc.Arbitrary<Declaration> = fc.record({
  userKey: fc.constantFrom(nurse.key, 'https://issuer.example|2'),
  organisation: fc.constantFrom(...organisations),
  endsAt: time,
})
const request: fc.Arbitrary<AccessRequest> = fc.record({
  user: fc
    .record({
      organisation: fc.constantFrom(...organisations),
      activities: fc.subarray(['B0360', 'B0370', 'B0380', 'B0168']),
      assurance: fc.constantFrom('AAL3', 'AAL3', 'AAL3', 'AAL2', 'AAL1', ''),
    })
    .map((chosen) => ({ ...nurse, ...chosen })),
  personId: fc.constant(7),
  purpose: fc.constant('direct-care'),
  relationships: fc.array(relationship, { maxLength: 6 }),
  declarations: fc.array(declaration, { maxLength: 3 }),
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
      fc.record({ userKey: oddWord, organisation: oddWord, endsAt: fc.double() }, odd),
    ),
    now: fc.oneof(time, fc.double()),
    policy: fc.constant(policy),
  },
  odd,
) as fc.Arbitrary<unknown> as fc.Arbitrary<AccessRequest>

const runs = { numRuns: 2_000 }

describe('every decision', () => {
  test('is the same for the same facts in any order', () => {
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
      }),
      runs,
    )
  })

  test('refuses what it refused when a relationship or a declaration is taken away', () => {
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

  test('permits only who has a relationship that holds or a declaration, an activity and assurance', () => {
    fc.assert(
      fc.property(request, (asked) => {
        const decision = decide(asked)
        if (decision.effect === 'refuse') return
        const { user, now } = asked
        const evidenced = asked.relationships.some(
          (one) => belongsTo(one.organisation, user.organisation) && isActive(one, policy, now),
        )
        const declared = asked.declarations.some(
          (one) =>
            one.userKey === user.key && one.organisation === user.organisation && one.endsAt > now,
        )
        assert.ok(evidenced || declared)
        assert.ok(user.activities.includes('B0360') || user.activities.includes('B0370'))
        assert.equal(user.assurance, 'AAL3')
        assert.equal(decision.withhold.length === 0, user.activities.includes('B0380'))
        assert.ok(decision.expiresAt > now && decision.expiresAt <= now + 15 * 60_000)
        assert.ok(decision.reasons.length > 0)
      }),
      runs,
    )
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
        fc.pre(one.endsAt !== undefined && !isActive(one, policy, now))
        const started = one.startsAt === undefined || now >= one.startsAt - 30 * dayMs
        fc.pre(started)
        const ended = { ...one, endsAt: one.endsAt! - days * dayMs }
        assert.equal(isActive(ended, policy, now), false)
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
        const kinds: readonly string[] = relationshipKinds
        const by = decision.relationship
        assert.ok(by === 'declared' || kinds.includes(by.kind))
      }),
      runs,
    )
  })
})
