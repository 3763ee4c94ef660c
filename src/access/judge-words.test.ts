import assert from 'node:assert/strict'
import { test } from 'node:test'
import { areSameWords, judgeWords } from './judge-words.ts'

test('LR-09: what says nothing is no reason', () => {
  for (const words of [
    'test test test test',
    'this is only a test',
    'Testing, please ignore',
    'aaaaaaaaaaaaaaaaaaaa',
    '....................',
    '1111 1111 1111 1111',
    'blah blah blah blah blah',
    'asdfghjkl asdfghjkl',
    'qwertyuiop qwerty',
    'xyxyxyxyxyxyxyxyxyxy',
    '- - - - - - - - - - - -',
  ]) {
    assert.equal(judgeWords(words, 15), 'says-nothing', words)
  }
})

test('LR-09 HZ-17: whatever says something passes, in any language and any haste', () => {
  for (const words of [
    'Brought in by ambulance',
    'BLOOD TEST RESULTS NEEDED',
    'chest pain, resus 3',
    'Unconscious in resus, no next of kin',
    'Test results phoned through by the lab',
    'Collapsed in the street',
    'Nieprzytomna, brak rodziny',
    'লোকটি অজ্ঞান হয়ে আছে',
    'allergic reaction now now now',
  ]) {
    assert.equal(judgeWords(words, 15), 'enough', words)
  }
  assert.equal(judgeWords('   fourteen chars   ', 15), 'too-short')
})

test('LR-09: the same words are seen behind other spaces, case and signs', () => {
  assert.ok(areSameWords('Brought in by ambulance.', '  brought in by AMBULANCE'))
  assert.ok(!areSameWords('Brought in by ambulance', 'Brought in by police'))
})
