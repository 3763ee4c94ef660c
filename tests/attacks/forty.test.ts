/** Every case that was promised is tried somewhere, or says why it is not built. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, test } from 'node:test'
import { forty, type NotTried, type Tried, where } from './where.ts'

const root = path.resolve(import.meta.dirname, '../..')
const opening = /\b(?:test|it|describe)(?:\.\w+)?\(\s*(['"`])/g

/** Titles as they are written, with what is put into them still to be put in. */
async function titlesOf(file: string): Promise<string[]> {
  const text = await readFile(path.join(root, file), 'utf8').catch(() => '')
  return [...text.matchAll(opening)].map((one) => {
    const from = one.index + one[0].length
    return text.slice(from, text.indexOf(one[1]!, from))
  })
}

async function missing(cases: Readonly<Record<string, readonly Tried[] | NotTried>>) {
  const lost: string[] = []
  for (const [id, one] of Object.entries(cases)) {
    if ('notBuilt' in one) continue
    if (one.length === 0) lost.push(`${id}: nowhere`)
    for (const { file, title } of one) {
      const titles = await titlesOf(file)
      if (!titles.some((each) => each.includes(title))) lost.push(`${id}: ${file}: ${title}`)
    }
  }
  return lost
}

const notBuilt = (cases: Readonly<Record<string, readonly Tried[] | NotTried>>) =>
  Object.entries(cases).flatMap(([id, one]) => ('notBuilt' in one ? [id] : []))
const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at)

describe('the cases that were promised', () => {
  test('every attack on access and objection is tried by a test that is there', async () => {
    const wanted = [1, 4, 5, ...numbers(7, 30), ...numbers(37, 50)]
    const ids = wanted.map((number) => `AT-${String(number).padStart(2, '0')}`)
    assert.deepEqual(Object.keys(where).sort(), ids.sort())
    assert.deepEqual(await missing(where), [])
    assert.deepEqual(notBuilt(where), ['AT-37', 'AT-38'])
  })

  test('each of the forty is proven by a test that is there, but for those of the seal', async () => {
    assert.deepEqual(Object.keys(forty).map(Number), numbers(1, 40))
    assert.deepEqual(await missing(forty), [])
    assert.deepEqual(notBuilt(forty).map(Number), [...numbers(31, 35), 39])
  })
})
