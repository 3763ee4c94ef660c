/**
 * Whatever was said before and while an objection hid somebody, and whether or not their record was
 * deleted meanwhile: once it has ended, the record is that of somebody who never objected (OO-20).
 * LCR_SEED says which run failed.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import * as fc from 'fast-check'
import { decideObjection, endObjection, tendRegister } from '#journeys'
import { type TestRecord, testRecord } from '#test-support'
import { isObjected, keeper, objects, seenBy } from '../journeys/fixtures/keepers.ts'
import { admission, potassium } from '../journeys/fixtures/messages.ts'

const now = Date.now()
const runs = Number(process.env.LCR_RUNS ?? 8)
const seed = process.env.LCR_SEED ? { seed: Number(process.env.LCR_SEED) } : {}

const said = fc.record({
  what: fc.constantFrom('A01', 'A02', 'A03', 'A31', 'lab', 'elsewhere'),
  /** Also older than what was said before. */
  minute: fc.integer({ min: 10, max: 59 }),
  value: fc.constantFrom('ACORN', 'BIRCH', 'CEDAR'),
  /** While nobody has decided, once it is upheld, and once the record is deleted. */
  tended: fc.boolean(),
})
const history = fc.record({
  before: fc.array(said, { maxLength: 4 }),
  meanwhile: fc.array(said, { maxLength: 4 }),
  isUpheld: fc.boolean(),
  afterwards: fc.array(said, { maxLength: 2 }),
})
type Said = typeof said extends fc.Arbitrary<infer One> ? One : never

let hidden: TestRecord
let never: TestRecord
before(async () => {
  hidden = await testRecord(now)
  never = await testRecord(now)
})
after(async () => {
  await hidden.close()
  await never.close()
})

let patients = 0
let messages = 0

/** The last digit by the check of the standard (Modulus 11); undefined where there is none. */
function numbered(nine: number): string | undefined {
  const digits = String(nine).split('').map(Number)
  const rest = 11 - (digits.reduce((sum, one, index) => sum + one * (10 - index), 0) % 11)
  return rest === 10 ? undefined : `${nine}${rest % 11}`
}

function messageOf({ what, minute, value }: Said, mrn: string, nhs: string): string {
  const control = `E${++messages}`
  const at = `2026112208${String(minute).padStart(2, '0')}00`
  if (what === 'lab') return potassium({ control, mrn, at, value: String(minute / 10) })
  const of = { control, nhs, at, ward: value, given: value }
  return what === 'elsewhere'
    ? admission({ ...of, mrn: `${mrn}X`, facility: 'RJ2', application: 'EPR' })
    : admission({ ...of, mrn, event: what, ...(what === 'A03' && { discharged: at }) })
}

async function all(record: TestRecord, mrn: string) {
  const person = await record.personOf('RJZ/MRN', mrn)
  const seen = await seenBy(record, person)
  assert.ok(typeof seen === 'object', String(seen))
  const related = await record.fresh.superuserQuery(
    `SELECT kind, organisation, place, starts_at, ends_at FROM access.relationship
     WHERE person_id = $1 ORDER BY 1, 2, 3, 4, 5`,
    [person],
  )
  return { record: { ...seen, version: 0 }, related }
}

test('OO-20: once an objection has ended the record is as if there had been none', async () => {
  const idle = async () => {
    while (await tendRegister(hidden.needs));
  }
  const property = fc.asyncProperty(history, async (of) => {
    const mrn = `M${++patients}`
    let nhs: string | undefined
    while (!nhs) nhs = numbered(999_100_000 + messages + ++patients)
    const tell = async (some: readonly Said[]) => {
      for (const one of some) {
        const message = messageOf(one, mrn, nhs as string)
        await never.send(message)
        await hidden.send(message)
        if (one.tended) await idle()
      }
    }
    await tell([{ what: 'A01', minute: 9, value: 'ACORN', tended: false }, ...of.before])
    const person = await hidden.personOf('RJZ/MRN', mrn)
    const { objectionId } = await objects(hidden, { personId: person })
    await tell(of.meanwhile)
    if (of.isUpheld) {
      await decideObjection(hidden.needs, keeper, objectionId, { verdict: 'upheld', because: 'x' })
    }
    await tell(of.afterwards)
    await endObjection(hidden.needs, keeper, objectionId, {
      what: 'withdrawn',
      because: 'I have changed my mind.',
      identityCheck: 'passport seen',
    })
    assert.equal(await isObjected(hidden, person), false)
    assert.deepEqual(await all(hidden, mrn), await all(never, mrn))
  })
  await fc.assert(property, { numRuns: runs, ...seed })
})
