import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Item } from '#vocabulary'
import { presenceOf } from './presence.ts'

const item = (fields: Partial<Item>): Item => ({
  id: '1',
  kind: 'AllergyIntolerance',
  title: 'Egg',
  source: 'RJ1',
  received: '2026-01-01',
  ...fields,
})

test('nothing recorded and not connected are two things', () => {
  assert.equal(presenceOf([], true), 'nothing-recorded')
  assert.equal(presenceOf([], false), 'not-connected')
})

test('none known needs an assertion that nothing current stands against', () => {
  const none = item({ noneKnown: true })
  assert.equal(presenceOf([none], true), 'none-known')
  assert.equal(presenceOf([none, item({ past: true })], true), 'none-known')
  assert.equal(presenceOf([none, item({})], true), 'recorded')
  assert.equal(presenceOf([item({ past: true })], true), 'recorded')
})

test('no known food allergy is not an absence of allergies', () => {
  const food = item({ noneKnown: true, codes: [{ code: '429625007' }] })
  assert.equal(presenceOf([food], true), 'recorded')
  assert.equal(presenceOf([food, item({ noneKnown: true })], true), 'none-known')
})
