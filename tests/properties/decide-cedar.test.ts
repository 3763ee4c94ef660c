/**
 * The decision and the same rules written in Cedar, which is proven to deny by default and to let
 * what forbids override: whatever is asked, both say the same (AC-T3). LCR_ORACLE_REQUESTS says
 * how often to ask, LCR_SEED which requests failed.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, describe, test } from 'node:test'
import {
  type CedarValueJson,
  preparsePolicySet,
  statefulIsAuthorized,
} from '@cedar-policy/cedar-wasm/nodejs'
import * as fc from 'fast-check'
import { type AccessRequest, decide, type Relationship, standingPolicy } from '#access'
import { doctor } from '#test-support'

const requests = Number(process.env.LCR_ORACLE_REQUESTS ?? 5_000)
const seed = process.env.LCR_SEED ? { seed: Number(process.env.LCR_SEED) } : {}
const policySet = 'the rules'

const [second, day] = [1_000, 86_400_000]
const now = Date.parse('2026-03-29T01:00:00Z')
const joined = Date.parse('2021-02-01T00:00:00Z')

/** Organisations and what each is part of. */
const partOf: Readonly<Record<string, string | undefined>> = {
  RJZ: undefined,
  RJZ01: 'RJZ',
  RJZAB: 'RJZ',
  RJZ9: undefined,
  RJ1: undefined,
  RT3: undefined,
  RT302: 'RT3',
  G85001: undefined,
  G85002: undefined,
}
const organisations = Object.keys(partOf)

const days = [0, 3, 7, 14, 30, 90, 180, 1825, 3650, 7300]
const moment = fc
  .record({
    days: fc.oneof(
      fc.constantFrom(...days.flatMap((one) => [one, -one])),
      fc.integer({ min: -40, max: 40 }),
    ),
    off: fc.constantFrom(-second, -1, 0, 1, second),
  })
  .map((one) => one.days * day + one.off)
const perhaps = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(of, { nil: undefined, freq: 2 })
const seldom = <T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other })
const organisation = fc.constantFrom(...organisations, 'RJZ', 'RJZ', 'RJZ', 'RJ1')
const evidenceKinds = Object.keys(standingPolicy.windows) as Relationship['kind'][]

const relationship = fc.record({
  kind: fc.constantFrom(...evidenceKinds, 'gp-registration', 'gp-registration'),
  organisation,
  place: fc.constant(undefined),
  startsAt: perhaps(moment),
  endsAt: perhaps(moment),
  evidence: fc.nat(9).map(String),
})
const declaration = fc.record({
  kind: fc.constantFrom('self-declared', 'colleague-granted', 'patient-consent', 'seal-break'),
  userKey: seldom('u', fc.constant('v')),
  organisation,
  declaredAt: fc.constant(now),
  endsAt: moment,
})
const asking = fc
  .record({
    at: seldom(now, fc.constantFrom(joined - 1, joined, joined + 1)),
    organisation,
    activities: fc.subarray([
      ...['B0360', 'B0370', 'B0380', 'B0825', 'B9999', 'LCR-LOCAL-EXAMINE-DEATHS'],
      'LCR-LOCAL-FIND-BESIDE-LAUNCH',
      ...['LCR-LOCAL-OBJECTIONS', 'B0016', 'LCR-LOCAL-OPERATE'],
    ]),
    assurance: seldom('AAL3', fc.constantFrom('AAL2', 'AAL3_ANY', 'AAL33', '', 'aal3', 'AAL1')),
    launch: seldom<{ personId: number; endsAt: number } | undefined>(
      undefined,
      fc.record({ personId: fc.constantFrom(7, 7, 8), endsAt: moment }),
    ),
    purpose: seldom('direct-care', fc.constantFrom('research', '')),
    isKnown: seldom(true, fc.constant(false)),
    isUser: seldom(false, fc.constant(true)),
    isObjected: seldom(false, fc.constant(true)),
    restrictions: seldom<string[]>(
      [],
      fc.subarray(['whereabouts', 'guarded', 'unheard-of'], { minLength: 1 }),
    ),
    diedAt: seldom<number | undefined>(undefined, moment),
    relationships: fc.array(relationship, { maxLength: 4 }),
    declarations: fc.array(declaration, { maxLength: 3 }),
    suspendedKinds: seldom<string[]>(
      [],
      fc.subarray([...evidenceKinds, 'launch', 'self-declared', 'patient-consent']),
    ),
  })
  .map(({ at, ...one }) => {
    const from = <T extends number | undefined>(offset: T) =>
      (offset === undefined ? undefined : at + offset) as T
    const { launch, activities, assurance } = one
    const user = { ...doctor, key: 'u', organisation: one.organisation, activities, assurance }
    const request = {
      user: launch
        ? { ...user, launch: { ...launch, system: 'epr', endsAt: from(launch.endsAt) } }
        : user,
      personId: 7,
      purpose: one.purpose,
      person: {
        isKnown: one.isKnown,
        isUser: one.isUser,
        isObjected: one.isObjected,
        restrictions: one.restrictions,
        diedAt: from(one.diedAt),
      },
      relationships: one.relationships.map((each) => ({
        ...each,
        startsAt: from(each.startsAt),
        endsAt: from(each.endsAt),
      })),
      declarations: one.declarations.map((each) => ({ ...each, endsAt: from(each.endsAt) })),
      suspendedKinds: one.suspendedKinds,
      now: at,
      policy: standingPolicy,
    }
    return request as AccessRequest
  })

const entity = (type: string, id: string) => ({ __entity: { type, id } })
const uid = (type: string, id: string) => ({ type, id })
const known = (of: Readonly<Record<string, CedarValueJson | undefined>>) =>
  Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)) as Record<
    string,
    CedarValueJson
  >

/** Each way in which the user may be related, as one question. */
function waysIn(request: AccessRequest): Record<string, CedarValueJson>[] {
  const evidence = request.relationships.map((one) =>
    known({
      isEvidence: true,
      kind: one.kind,
      organisation: entity('Organisation', one.organisation),
      startsAt: one.startsAt,
      endsAt: one.endsAt,
      nextElsewhere: nextElsewhere(one, request),
    }),
  )
  const said = request.declarations
    .filter((one) => one.kind !== 'seal-break')
    .map((one) => ({
      isEvidence: false,
      kind: one.kind,
      user: entity('User', one.userKey),
      organisation: entity('Organisation', one.organisation),
      endsAt: one.endsAt,
    }))
  return [...evidence, ...said, { isEvidence: false, kind: 'launch' }]
}

/** When the patient is first said to be with a practice that is not the user's, after this one. */
function nextElsewhere(one: Relationship, { user, relationships, now }: AccessRequest) {
  if (one.kind !== 'gp-registration') return undefined
  const isOurs = (code: string): boolean =>
    code === user.organisation ||
    partOf[code] === user.organisation ||
    (user.organisation === 'RJ1' && now >= joined && (code === 'RT3' || partOf[code] === 'RT3'))
  let next: number | undefined
  for (const other of relationships) {
    if (other.kind !== 'gp-registration' || isOurs(other.organisation)) continue
    const start = other.startsAt ?? 0
    if (start > (one.startsAt ?? 0) && (next === undefined || start < next)) next = start
  }
  return next
}

function allows(request: AccessRequest): boolean {
  const { user, person, declarations } = request
  const seals = declarations.filter(
    (one) =>
      one.kind === 'seal-break' &&
      one.userKey === user.key &&
      one.organisation === user.organisation,
  )
  const entities = [
    ...organisations.map((code) => ({
      uid: uid('Organisation', code),
      attrs: {},
      parents: partOf[code] ? [uid('Organisation', partOf[code])] : [],
    })),
    {
      uid: uid('User', user.key),
      attrs: {
        organisation: entity('Organisation', user.organisation),
        activities: [...user.activities],
      },
      parents: [],
    },
    {
      uid: uid('Person', '7'),
      attrs: known({
        isKnown: person.isKnown,
        isUser: person.isUser,
        isObjected: person.isObjected,
        restrictions: [...person.restrictions],
        diedAt: person.diedAt,
      }),
      parents: [],
    },
  ]
  const context = known({
    now: request.now,
    purpose: request.purpose,
    assurance: user.assurance,
    suspendedKinds: [...request.suspendedKinds],
    sealBrokenUntil: seals.length > 0 ? Math.max(...seals.map((one) => one.endsAt)) : undefined,
    launch: user.launch && {
      person: entity('Person', String(user.launch.personId)),
      endsAt: user.launch.endsAt,
    },
  })
  return waysIn(request).some((way) => {
    const answer = statefulIsAuthorized({
      principal: uid('User', user.key),
      action: uid('Action', 'open'),
      resource: uid('Person', '7'),
      context: { ...context, way },
      preparsedPolicySetId: policySet,
      entities,
    })
    assert.equal(answer.type, 'success', JSON.stringify(answer))
    // A rule that cannot be evaluated is left out by Cedar: that would be a fault of this test.
    assert.deepEqual(answer.type === 'success' && answer.response.diagnostics.errors, [])
    return answer.type === 'success' && answer.response.decision === 'allow'
  })
}

describe('the decision and its rendering in Cedar (AC-T3)', () => {
  before(() => {
    const text = readFileSync(new URL('./decide.cedar', import.meta.url), 'utf8')
    const parsed = preparsePolicySet(policySet, { staticPolicies: text })
    assert.equal(parsed.type, 'success', JSON.stringify(parsed))
  })

  test(`say the same of ${requests} random requests`, () => {
    const reasons = new Map<string, number>()
    fc.assert(
      fc.property(asking, (request) => {
        const { effect, reasons: because } = decide(request)
        reasons.set(because[0]!, (reasons.get(because[0]!) ?? 0) + 1)
        assert.equal(allows(request) ? 'permit' : 'refuse', effect, because.join())
      }),
      { numRuns: requests, ...seed },
    )
    // Every rule was met, so that agreement means something.
    const least = requests / 2_000
    for (const reason of [...met, ...evidenceKinds.map((kind) => `related-by-${kind}`)]) {
      assert.ok((reasons.get(reason) ?? 0) > least, `${reason} was hardly met`)
    }
  })
})

const met = [
  'outside-the-launch',
  'assurance-too-low',
  'purpose-is-not-direct-care',
  'no-activity-to-open-records',
  'person-unknown',
  'own-record',
  'objected',
  'sealed',
  'died-too-long-ago',
  'no-relationship',
  'related-by-declaration',
  'related-by-colleague-granted',
  'related-by-patient-consent',
  'related-by-launch',
]
