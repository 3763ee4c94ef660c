/** Whose evidence is the user's organisation's own (LR-04), and what is said of it on the screen. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { becauseOf, explainAccess } from './because.ts'
import { type AccessRequest, decide } from './decide.ts'
import { readPolicy, relationshipKinds, standingPolicy, windowOf } from './policy.ts'
import {
  asked,
  dayMs,
  declared,
  nobodySpecial,
  nurse,
  related,
  secondMs,
  start,
} from './sample-request.ts'
import { byCloseness, codesOf } from './ways.ts'

const joined = Date.parse('2021-02-01T00:00:00Z')
const permits = (organisation: string, evidence: string, now: number): boolean =>
  decide(
    asked({
      user: { ...nurse, organisation },
      relationships: [related({ organisation: evidence, startsAt: now })],
      now,
    }),
  ).effect === 'permit'

describe('organisations that took over others (LR-04)', () => {
  test('see by their predecessor’s evidence and its sites’, from that day on', () => {
    for (const evidence of ['RT3', 'RT302']) {
      assert.equal(permits('RJ1', evidence, joined - secondMs), false)
      assert.equal(permits('RJ1', evidence, joined), true)
      assert.equal(permits('RJ1', evidence, joined + secondMs), true)
    }
    assert.equal(permits('RJ1', 'RJ1', joined - secondMs), true)
  })

  test('are not seen into by their predecessor, nor one site by another', () => {
    assert.equal(permits('RT3', 'RJ1', start), false)
    assert.equal(permits('RT302', 'RJ1', start), false)
    assert.equal(permits('RJ101', 'RT3', start), false)
    assert.equal(permits('RT3', 'RT3', start), true)
  })

  test('follow one another, each from its day, and in a circle not for ever', () => {
    const successions = [
      { predecessor: 'AAA', successor: 'BBB', from: 10 },
      { predecessor: 'BBB', successor: 'CCC', from: 20 },
      { predecessor: 'CCC', successor: 'AAA', from: 30 },
      { predecessor: 'XXX', successor: 'CCC', from: 5 },
    ]
    const policy = { ...standingPolicy, successions }
    assert.deepEqual(codesOf('CCC', policy, 19), ['CCC', 'XXX'])
    assert.deepEqual(codesOf('CCC', policy, 20), ['CCC', 'BBB', 'XXX', 'AAA'])
    assert.deepEqual(codesOf('BBB', policy, 9), ['BBB'])
    assert.deepEqual(codesOf('AAA', policy, 30), ['AAA', 'CCC', 'BBB', 'XXX'])
    assert.deepEqual(codesOf('ZZZ', policy, 30), ['ZZZ'])
  })

  test('a practice that took over another does not lose its patients to itself', () => {
    const successions = [{ predecessor: 'G85001', successor: 'G85002', from: 0 }]
    const policy = { ...standingPolicy, successions }
    const registered = (organisation: string, startsAt: number) =>
      related({ kind: 'gp-registration', organisation, startsAt })
    const relationships = [registered('G85002', start - 90 * dayMs), registered('G85001', start)]
    const user = { ...nurse, organisation: 'G85002' }
    const now = start + 60 * dayMs
    assert.equal(decide(asked({ user, relationships, policy, now })).effect, 'permit')
  })
})

describe('the policy', () => {
  const text = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
  const texts = ['./policy.json', './baseline-activities.json', './succession.json'].map(text)
  const [policy = '', baseline = '', succession = ''] = texts

  test('is named by all that changes decisions', () => {
    assert.equal(readPolicy(policy, baseline, succession).hash, standingPolicy.hash)
    const changed = [
      readPolicy(`${policy} `, baseline, succession),
      readPolicy(policy, `${baseline} `, succession),
      readPolicy(policy, baseline, `${succession} `),
    ]
    assert.equal(new Set([standingPolicy, ...changed].map((one) => one.hash)).size, 4)
  })

  test('has one window for each kind, in days or in hours and not in both', () => {
    assert.deepEqual(byCloseness.toSorted(), [...relationshipKinds].sort())
    for (const kind of relationshipKinds) assert.ok(windowOf(standingPolicy, kind))
    const both = policy.replace('"afterHours": 72', '"afterHours": 72, "afterDays": 3')
    const neither = policy.replace('"afterHours": 72, ', '')
    assert.throws(() => readPolicy(both, baseline, succession))
    assert.throws(() => readPolicy(neither, baseline, succession))
    assert.equal(windowOf(standingPolicy, 'constructor'), undefined)
  })

  test('lets no care without an end open a record for ever, but registration (LR-02)', () => {
    const endless = relationshipKinds.filter(
      (kind) => windowOf(standingPolicy, kind)?.open === undefined,
    )
    assert.deepEqual(endless, ['gp-registration'])
  })
})

describe('why can I see this?', () => {
  const explained = (of: Partial<AccessRequest>) => {
    const request = asked(of)
    return explainAccess(decide(request), request)
  }

  test('names each way, the closest first, with its evidence and its end', () => {
    const ward = related({ place: 'Byron Ward', startsAt: start - dayMs, evidence: '12' })
    const referral = related({ kind: 'referral', startsAt: start - 2 * dayMs, evidence: '13' })
    const { ways, sealBrokenUntil } = explained({
      relationships: [referral, ward],
      declarations: [declared()],
    })
    assert.equal(sealBrokenUntil, undefined)
    assert.deepEqual(ways, [
      {
        kind: 'inpatient',
        because: 'Inpatient since 9 March 2026, Byron Ward',
        organisation: 'RJZ',
        evidence: '12',
        place: 'Byron Ward',
        startsAt: start - dayMs,
        until: start - dayMs + 1825 * dayMs,
      },
      {
        kind: 'referral',
        because: 'Referral on 8 March 2026',
        organisation: 'RJZ',
        evidence: '13',
        startsAt: start - 2 * dayMs,
        until: start + 178 * dayMs,
      },
      {
        kind: 'self-declared',
        because: 'You declared that you are involved in their care',
        until: start + dayMs,
      },
    ])
  })

  test('names the same one of two that began together, in whatever order they come', () => {
    const [one, other] = [related({ evidence: '12' }), related({ evidence: '13' })]
    for (const relationships of [
      [one, other],
      [other, one],
    ]) {
      const { ways } = explained({ relationships })
      assert.deepEqual(
        ways.map((way) => way.evidence),
        ['12', '13'],
      )
    }
  })

  test('says the end of the care and that of seeing it', () => {
    const ended = related({ startsAt: start - 9 * dayMs, endsAt: start - dayMs })
    const [way] = explained({ relationships: [ended] }).ways
    assert.equal(way?.because, 'Inpatient on 1 March 2026 until 9 March 2026')
    assert.deepEqual([way?.endsAt, way?.until], [start - dayMs, start + 29 * dayMs])
  })

  test('says no end where nobody has said that it ends', () => {
    const user = { ...nurse, organisation: 'G85001' }
    const registered = related({ kind: 'gp-registration', organisation: 'G85001' })
    const [way] = explained({ user, relationships: [registered] }).ways
    assert.equal(way?.because, 'Registered with your practice')
    assert.equal(way && 'until' in way, false)
  })

  test('says until when a seal is broken', () => {
    const user = { ...nurse, activities: ['B0370', 'B0380'] }
    const seal = declared({ kind: 'seal-break', endsAt: start + 4 * 3_600_000 })
    const person = { ...nobodySpecial, restrictions: ['guarded' as const] }
    const facts = { user, relationships: [related()], declarations: [seal] }
    assert.equal(explained({ ...facts, person }).sealBrokenUntil, seal.endsAt)
    assert.equal(explained(facts).sealBrokenUntil, undefined)
  })

  test('names no way for which the objection stands', () => {
    const { ways } = explained({
      person: { ...nobodySpecial, isObjected: true },
      relationships: [related(), related({ kind: 'emergency' })],
      suspendedKinds: ['emergency'],
    })
    assert.deepEqual(
      ways.map((way) => way.kind),
      ['emergency'],
    )
  })

  test('says nothing of what is refused', () => {
    const person = { ...nobodySpecial, isObjected: true }
    assert.deepEqual(explained({ person, relationships: [related()] }), { ways: [] })
    assert.deepEqual(explained({}), { ways: [] })
  })

  test('has words for every kind', () => {
    const words = relationshipKinds.map((kind) => becauseOf(related({ kind })))
    assert.equal(new Set(words).size, relationshipKinds.length)
    assert.ok(words.every((one) => /^[A-Z][a-z]/.test(one) && !one.includes('undefined')))
    const urgent = becauseOf(related({ kind: 'urgent-case', endsAt: start + dayMs }))
    assert.equal(urgent, 'Urgent care call or visit on 10 March 2026')
    const launched = becauseOf('launch')
    assert.equal(launched, 'You opened this record from your own system')
  })
})
