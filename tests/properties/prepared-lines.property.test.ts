/** Lines laid beside a prepared record: applied one by one, in any groups or all at once, they make the same. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import type { Item, RecordView, SectionName } from '#vocabulary'
import { compressView, openView, writeLine } from '../../src/record/prepared-body.ts'
import { applyLines, emptyView, type PreparedLine } from '../../src/record/prepared-lines.ts'

/** What each organisation shares; the last fills sections beyond that. */
const shares: Readonly<Record<string, readonly SectionName[]>> = {
  RJZ: ['allergies', 'visits'],
  RV5: ['allergies', 'problems', 'documents'],
  G85001: [],
}
const sections: readonly SectionName[] = ['allergies', 'visits', 'problems', 'documents']
const codes = Object.keys(shares)

/** Which statement it is decides whose it is and where it stands. */
const statement = fc.integer({ min: 0, max: 11 })
const sourceOf = (n: number): string => codes[n % codes.length]!
const sectionOf = (n: number): SectionName => sections[n % sections.length]!
/** Where a source does not share the section a line that goes is a matter for a rebuild. */
const mayGo = (n: number): boolean => shares[sourceOf(n)]!.includes(sectionOf(n))

const item = (n: number) =>
  fc
    .record({
      day: fc.integer({ min: 1, max: 9 }),
      title: fc.constantFrom('Penicillin', 'Eggs', 'No known allergies'),
      past: fc.boolean(),
    })
    .map(({ day, title, past }): readonly [SectionName, Item] => [
      sectionOf(n),
      {
        id: `item-${n}`,
        kind: 'AllergyIntolerance',
        title,
        date: `2026-11-0${day}`,
        source: sourceOf(n),
        received: '2026-11-22T09:00:00.000Z',
        ...(past && { past }),
        ...(title.startsWith('No ') && { noneKnown: true }),
      },
    ])

const line = fc
  .record({
    puts: fc.uniqueArray(statement, { maxLength: 4 }).chain((all) => fc.tuple(...all.map(item))),
    gone: fc.uniqueArray(statement.filter(mayGo), { maxLength: 2 }),
    second: fc.integer({ min: 0, max: 59 }),
    banner: fc.option(fc.constantFrom('KHAN', 'NOWAK'), { nil: undefined }),
    alsoHeard: fc.subarray([...codes]),
  })
  .map(({ puts, gone, second, banner, alsoHeard }): Omit<PreparedLine, 'version'> => {
    const heard = new Set([...puts.map(([, one]) => one.source), ...alsoHeard])
    const put = puts.map((one) => one.slice() as unknown as readonly [SectionName, Item])
    return {
      put,
      gone: gone.map((n) => `item-${n}`).filter((id) => !put.some(([, one]) => one.id === id)),
      ...(banner && { person: { name: { family: banner }, identifiers: [] } }),
      heard: Object.fromEntries(
        [...heard].map((code) => [
          code,
          {
            name: `The ${code}`,
            received: `2026-11-22T09:00:${String(second).padStart(2, '0')}.000Z`,
            shares: shares[code]!,
          },
        ]),
      ),
    }
  })
const lines = fc
  .array(line, { maxLength: 8 })
  .map((all): PreparedLine[] => all.map((one, index) => ({ ...one, version: index + 1 })))

const plain = (view: RecordView): unknown => JSON.parse(JSON.stringify(view))

describe('prepared lines', () => {
  test('one by one is the same as all at once, and as any groups', () => {
    fc.assert(
      fc.property(lines, fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), (all, cuts) => {
        const atOnce = applyLines(emptyView(), all)
        const groups: PreparedLine[][] = [[]]
        all.forEach((one, index) => {
          groups.at(-1)!.push(one)
          if (cuts[index]) groups.push([])
        })
        assert.deepEqual(groups.reduce(applyLines, emptyView()), atOnce)
        assert.deepEqual(
          all.reduce((view, one) => applyLines(view, [one]), emptyView()),
          atOnce,
        )
      }),
      { numRuns: 500 },
    )
  })

  test('written down, kept beside a body and folded into it they say the same', () => {
    fc.assert(
      fc.property(lines, fc.nat(8), (all, folded) => {
        const body = compressView(applyLines(emptyView(), all.slice(0, folded)))
        const fresh = Buffer.concat(all.slice(folded).map(writeLine))
        const opened = openView({ version: all.length, body, fresh })
        assert.deepEqual(opened, plain(applyLines(emptyView(), all)))
      }),
      { numRuns: 200 },
    )
  })

  test('the same line twice is the same line; each statement is there once, as it was put last', () => {
    fc.assert(
      fc.property(lines, (all) => {
        const view = applyLines(emptyView(), all)
        const last = all.at(-1)
        if (last) assert.deepEqual(applyLines(view, [last]), view)
        const expected = new Map<string, Item>()
        for (const one of all) {
          for (const id of one.gone ?? []) expected.delete(id)
          for (const [, put] of one.put ?? []) expected.set(put.id, put)
        }
        const shown = Object.values(view.sections).flat()
        assert.deepEqual(new Map(shown.map((one) => [one.id, one])), expected)
        assert.equal(shown.length, expected.size)
        for (const source of Object.values(view.sources)) {
          for (const name of shares[source.ods]!) assert.ok(source.presence[name])
        }
      }),
      { numRuns: 500 },
    )
  })
})
