/** Who is who is a function of what was said, not of the order in which it came (design §3; I8, I10). */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as fc from 'fast-check'
import { identify, type Mention } from '#identity'
import { type FreshDatabase, freshDatabase } from '#test-support'
import type { SourcePatientKey } from '#vocabulary'

const keys: readonly SourcePatientKey[] = ['A|1', 'A|2', 'A|3', 'B|1', 'B|2', 'C|1'].map((text) => {
  const [namespace, value] = text.split('|') as [string, string]
  return { namespace, value }
})
const textOf = (key: SourcePatientKey): string => `${key.namespace}|${key.value}`
/** Merges are a sender's own: both numbers are of one namespace. */
const pairs = keys.flatMap((a) =>
  keys.filter((b) => a.namespace === b.namespace && a.value < b.value).map((b) => [a, b] as const),
)

/** What one message leaves out another may have said, before or after (HL7-05). */
const said = fc.record(
  {
    key: fc.constantFrom(...keys),
    pointsOnly: fc.constantFrom(false, false, true),
    nhsNumber: fc.constantFrom('9990000018', '9990000018', '9990000026'),
    nhsNumberVerified: fc.boolean(),
    family: fc.constantFrom('KHAN', 'KHAN', 'NOWAK'),
    given: fc.constantFrom('AISHA', 'EWA'),
    birthDate: fc.constantFrom('1985-03-14', '1985-03-14', '1990-01-01'),
    gender: fc.constantFrom('female', 'male'),
    identityUnknown: fc.constantFrom(true, false, false),
    /** Some things are said in one and the same minute. */
    sameTime: fc.constantFrom(false, false, false, true),
  },
  { requiredKeys: ['key', 'pointsOnly', 'sameTime'] },
)
const merged = fc.record({
  pair: fc.constantFrom(...pairs),
  turned: fc.boolean(),
  says: fc.constantFrom('merge', 'merge', 'link', 'unlink'),
})
const world = fc
  .array(fc.oneof({ weight: 3, arbitrary: said }, { weight: 1, arbitrary: merged }), {
    minLength: 2,
    maxLength: 9,
  })
  .map((all): Mention[] => all.map((one, index) => mention(one, index + 1)))

function mention(
  one:
    | { key: SourcePatientKey; pointsOnly?: boolean; sameTime?: boolean }
    | {
        pair: readonly [SourcePatientKey, SourcePatientKey]
        turned: boolean
        says?: 'merge' | 'link' | 'unlink'
      },
  index: number,
): Mention {
  const eventTime = 'sameTime' in one && one.sameTime ? 3 : index
  if ('pair' in one) {
    const [survivor, retired] = one.turned ? [...one.pair].reverse() : one.pair
    if (one.says === 'link' || one.says === 'unlink') {
      const link = { says: one.says, one: survivor!, other: retired!, eventTime }
      return { what: 'link', messageId: index, link }
    }
    return {
      what: 'merge',
      messageId: index,
      merge: { survivor: survivor!, retired: retired!, eventTime },
    }
  }
  const { key, pointsOnly = false, sameTime: _, ...identification } = one
  const about = { key, pointsOnly, eventTime, statements: [] }
  return {
    what: 'patient',
    about: { ...about, identification: { identifiers: [], ...identification } },
  }
}

const orders = world.chain((mentions) =>
  fc.record({
    mentions: fc.constant(mentions),
    order: fc.shuffledSubarray(mentions, { minLength: mentions.length }),
    cuts: fc.array(fc.boolean(), { minLength: mentions.length, maxLength: mentions.length }),
  }),
)

describe('who is who', () => {
  let fresh: FreshDatabase
  before(async () => {
    fresh = await freshDatabase()
  })
  after(() => fresh.close())

  /** The groups of numbers that are one person, after these batches. */
  async function groups(batches: readonly Mention[][]): Promise<string[]> {
    await fresh.superuserQuery(`DELETE FROM identity.source_patient; DELETE FROM identity.link;
      DELETE FROM identity.merge; DELETE FROM identity.identifier; DELETE FROM identity.person`)
    const places = new Map<string, number>()
    for (const batch of batches.filter((one) => one.length > 0)) {
      const { moves } = await fresh.database.transaction('filing', (tx) => identify(tx, batch, 0))
      for (const row of await links()) {
        // Whoever is placed elsewhere than before has been moved, and is told of as such.
        const before = places.get(row.name)
        const moved = moves.find((one) => one.sourcePatientId === row.id)
        assert.deepEqual(moved ? [moved.from, moved.to] : [before ?? row.person], [
          before ?? row.person,
          ...(moved ? [row.person] : []),
        ])
        if (!moved && before !== undefined) assert.equal(row.person, before)
        places.set(row.name, row.person)
      }
    }
    const members = Map.groupBy(places, ([, person]) => person)
    return [...members.values()]
      .map((all) =>
        all
          .map(([name]) => name)
          .sort()
          .join(' '),
      )
      .sort()
  }

  async function links(): Promise<{ id: number; name: string; person: number }[]> {
    const rows = await fresh.superuserQuery<{ id: string; name: string; person: string }>(
      `SELECT source_patient_id AS id, namespace || '|' || value AS name, person_id AS person
       FROM identity.source_patient JOIN identity.link USING (source_patient_id)
       WHERE until IS NULL`,
    )
    return rows.map((row) => ({ ...row, id: Number(row.id), person: Number(row.person) }))
  }

  test('news of one does not undo a merge of others that it is held apart from', async () => {
    const [one, two, three] = keys
    const is = (key: SourcePatientKey, nhsNumber: string, birthDate: string, gender: string) => ({
      ...{ key, nhsNumber, nhsNumberVerified: false, birthDate, gender },
      ...{ family: 'KHAN', given: 'AISHA' },
    })
    const told = [
      is(one!, '9990000018', '1985-03-14', 'female'),
      is(two!, '9990000026', '1990-01-01', 'female'),
      { pair: [two!, three!], turned: false },
      // Two dates of birth: this one waits for a human.
      { pair: [one!, two!], turned: false },
      is(one!, '9990000018', '1985-03-14', 'male'),
    ] as const
    const mentions = told.map((each, index) => mention(each, index + 1))
    const apart = ['A|1', 'A|2 A|3']
    assert.deepEqual(await groups([mentions.slice(0, 4)]), apart)
    assert.deepEqual(await groups([mentions.slice(0, 4), mentions.slice(4)]), apart)
  })

  test('the same mentions make the same persons, in any order and in any batches', async () => {
    await fc.assert(
      fc.asyncProperty(orders, async ({ mentions, order, cuts }) => {
        const batches: Mention[][] = [[]]
        order.forEach((one, index) => {
          batches.at(-1)!.push(one)
          if (cuts[index]) batches.push([])
        })
        const atOnce = await groups([mentions])
        assert.deepEqual(await groups(batches), atOnce)
        const named = new Set(
          mentions
            .flatMap((one) =>
              one.what === 'patient'
                ? [one.about.key]
                : one.what === 'merge'
                  ? [one.merge.survivor, one.merge.retired]
                  : one.what === 'link'
                    ? [one.link.one, one.link.other]
                    : [],
            )
            .map(textOf),
        )
        assert.deepEqual(atOnce.join(' ').split(' ').sort(), [...named].sort())
      }),
      { numRuns: Number(process.env.LCR_HISTORIES ?? 40) },
    )
  })
})
