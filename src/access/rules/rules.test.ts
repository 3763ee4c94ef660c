import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compareRules, hashOfRules, ownRules, rulePartOf } from './rules.ts'

const part = (version: number | undefined, hash = 'a') => ({ version, hash })

describe('AT-50: rules that are not the ones in force', () => {
  const inForce = { policy: part(2), settings: part(1), providers: part(undefined) }
  const compared = (more: object) => compareRules(inForce, { ...inForce, ...more })
  test('the same', () => {
    assert.deepEqual(compared({}), { changes: {}, isForward: true })
  })
  test('a file edited on disk', () => {
    assert.deepEqual(compared({ policy: part(2, 'b') }), {
      changes: { policy: 'edited' },
      isForward: false,
    })
  })
  test('an older version rolled back', () => {
    assert.deepEqual(compared({ policy: part(1, 'b') }).changes, { policy: 'older' })
    assert.equal(compared({ policy: part(1, 'b'), settings: part(2, 'b') }).isForward, false)
    const { providers, policy } = inForce
    assert.deepEqual(compareRules(inForce, { providers, policy }).changes, { settings: 'older' })
  })
  test('a newer version, a new part, a part without versions', () => {
    const found = compared({
      policy: part(3, 'b'),
      more: part(1),
      providers: part(undefined, 'b'),
    })
    assert.deepEqual(found, {
      changes: { policy: 'newer', more: 'newer', providers: 'other' },
      isForward: true,
    })
  })
  test('a version number alone is a change', () => {
    assert.equal(compared({ policy: part(1) }).isForward, false)
    assert.notEqual(hashOfRules(inForce), hashOfRules({ ...inForce, policy: part(1) }))
  })
  test('one byte of any file changes the hash; the order of the parts does not', () => {
    const rules = ownRules()
    assert.ok(rules.policy!.version! >= 2)
    for (const name of Object.keys(rules)) {
      const { version } = rules[name]!
      const changed = { ...rules, [name]: rulePartOf('{}', version) }
      assert.notEqual(hashOfRules(changed), hashOfRules(rules), name)
    }
    const turned = Object.fromEntries(Object.entries(rules).reverse())
    assert.equal(hashOfRules(turned), hashOfRules(rules))
  })
})
