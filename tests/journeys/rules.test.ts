/** AC-30, AT-50: by which rules access is decided is kept, changed by two, and written down. */
import assert from 'node:assert/strict'
import { after, beforeEach, describe, test } from 'node:test'
import { approveRules, proposeRules, rulesStand, takeRules } from '#journeys'
import { type TestRecord, testRecord } from '#test-support'
import { hashOfRules } from '../../src/access/rules/rules.ts'

const rules = (version: number, hash: string) => ({
  policy: { version, hash },
  'care-settings': { version: 1, hash: 'same' },
})
const ann = { name: 'Ann Smith', account: 'ann' }
const ben = { name: 'Ben Jones', account: 'root' }
const because = 'change 2041'

describe('the rules in force', () => {
  let record: TestRecord
  const records: TestRecord[] = []
  beforeEach(async () => {
    record = await testRecord()
    records.push(record)
    assert.equal(await takeRules(record.needs, rules(2, 'a'), true), undefined)
  })
  after(async () => {
    for (const one of records) await one.close()
  })
  const events = (action: string) =>
    record.fresh.superuserQuery<{ user_name: string; detail: Record<string, string> }>(
      'SELECT user_name, detail FROM audit.event WHERE action = $1 ORDER BY xid::text::bigint',
      [action],
    )

  test('the first start takes what it brings, and the same starts again without a word', async () => {
    assert.equal(await takeRules(record.needs, rules(2, 'a'), true), undefined)
    const taken = await events('take-rules')
    assert.equal(taken.length, 1)
    assert.equal(taken[0]!.detail.before, 'none')
    assert.equal(taken[0]!.detail.after, hashOfRules(rules(2, 'a')))
  })

  test('AT-50: edited on disk, or an older version: refused in production and outside it', async () => {
    for (const isProduction of [true, false]) {
      const edited = await takeRules(record.needs, rules(2, 'b'), isProduction)
      assert.deepEqual(edited?.compared.changes, { policy: 'edited' })
      const older = await takeRules(record.needs, rules(1, 'b'), isProduction)
      assert.deepEqual(older?.compared.changes, { policy: 'older' })
    }
    assert.equal((await events('take-rules')).length, 1)
  })

  test('AC-30: a newer version is taken by itself outside production, with the hash before and after', async () => {
    assert.equal(await takeRules(record.needs, rules(3, 'c'), false), undefined)
    const taken = (await events('take-rules')).at(-1)!
    assert.equal(taken.detail.before, hashOfRules(rules(2, 'a')))
    assert.equal(taken.detail.after, hashOfRules(rules(3, 'c')))
    assert.ok(await takeRules(record.needs, rules(2, 'a'), false), 'and not rolled back')
  })

  test('AC-30: in production one proposes and another approves; then it starts', async () => {
    const fresh = rules(3, 'c')
    assert.ok(await takeRules(record.needs, fresh, true))
    const approve = (by: typeof ann) =>
      approveRules(record.needs, fresh, by, { because, isProduction: true })
    await assert.rejects(approve(ben), { code: 'not-proposed' })
    await proposeRules(record.needs, fresh, ann, because)
    await assert.rejects(proposeRules(record.needs, fresh, ben, because), { code: 'proposed' })
    await assert.rejects(approve({ name: 'ann  SMITH', account: 'other' }), {
      code: 'needs-another',
    })
    assert.ok(await takeRules(record.needs, fresh, true), 'proposed is not in force')
    await approve(ben)
    assert.equal(await takeRules(record.needs, fresh, true), undefined)
    const { inForce } = await rulesStand(record.needs, fresh)
    assert.equal(inForce?.proposedBy, 'Ann Smith (account ann)')
    assert.equal(inForce?.approvedBy, 'Ben Jones (account root)')
    assert.equal((await events('propose-rules'))[0]!.user_name, 'Ann Smith')
    assert.equal((await events('take-rules')).at(-1)!.user_name, 'Ben Jones')
    await assert.rejects(approve(ben), { code: 'in-force' })
  })

  test('what is proposed is approved as it was: another change in between is not', async () => {
    await proposeRules(record.needs, rules(3, 'c'), ann, because)
    await assert.rejects(
      approveRules(record.needs, rules(3, 'd'), ben, { because, isProduction: true }),
      { code: 'not-proposed' },
    )
  })

  test('outside production one person puts in force what was changed without a version', async () => {
    await approveRules(record.needs, rules(2, 'b'), ann, { because, isProduction: false })
    assert.equal(await takeRules(record.needs, rules(2, 'b'), false), undefined)
  })
})
