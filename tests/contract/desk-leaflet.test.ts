/** What somebody who says no is told at the desk, and takes home. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ifTheyAsk, meaning } from '../../viewer/desk/explanation.ts'
import { changeYourMind, leafletText } from '../../viewer/desk/leaflet-text.ts'
import { longDay, originWords } from '../../viewer/desk/words.ts'
import { gradeOf } from './reading-age.ts'

const given = {
  reference: 'OBJ-0123456789',
  recordedAt: '2026-11-22T10:00:00.000Z',
  organisation: "King's College Hospital",
}

describe('the leaflet', () => {
  test('can be read by a child of nine, and read out in a minute and a half', () => {
    const aloud = meaning.flat()
    assert.ok(gradeOf(aloud) <= 4, `grade ${gradeOf(aloud)}`)
    assert.ok(gradeOf([...ifTheyAsk.flat(), changeYourMind]) <= 4)
    const words = aloud.join(' ').split(/\s+/).length
    assert.ok(words <= 200, `${words} words`)
  })

  test('says what is not seen, by whom, that care goes on, and the way back', () => {
    const text = leafletText({ ...given, contact: { telephone: '020 7946 0000' } })
    for (const said of [
      'has been hidden since 22 November 2026',
      'your medicines and allergies',
      'hospitals, and their emergency departments',
      'in an emergency too',
      'You will still get care.',
      'change your mind at any time',
      'said no to Connect Care',
      'OBJ-0123456789',
      '020 7946 0000',
    ]) {
      assert.ok(text.includes(said), said)
    }
  })

  test('leaves a gap for what the organisation has not said', () => {
    assert.match(leafletText({ ...given, contact: {} }), /Telephone: …+\nE-mail: …+\n/)
  })

  test('OO-37: an origin is said as people say it, no more precisely than it was', () => {
    const from = { route: 'import', origin: 'Connect Care' } as const
    assert.equal(
      originWords({ ...from, recordedOn: '2019-03-04' }),
      'Honoured from Connect Care, recorded 4 March 2019',
    )
    assert.equal(
      originWords({ ...from, recordedOn: '2019-03' }),
      'Honoured from Connect Care, recorded March 2019',
    )
    assert.equal(originWords(from), 'Honoured from Connect Care')
    assert.equal(longDay('2019'), '2019')
    assert.equal(longDay('2026-07-01T23:30:00Z'), '2 July 2026')
    assert.equal(longDay('long ago'), 'long ago')
  })
})
