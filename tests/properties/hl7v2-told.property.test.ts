/** Orders, appointments and lists: in whatever order and however often, the same (HL7-05). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { FhirResource, Statement } from '#vocabulary'
import { combine, profileForSender, translate } from '../../src/sources/index.ts'

interface Held {
  readonly resource: FhirResource
  readonly state?: unknown
}

const header = (type: string, at: number) =>
  `MSH|^~\\&|PAS|RJZ|||202611201${at}0100||${type}|1|P|2.5`
const patient = 'PID|1||K1^^^RJZ^MR'
const at = fc.integer({ min: 0, max: 3 })

const orderMessage = fc
  .record({
    at,
    control: fc.constantFrom('NW', 'SN', 'XO', 'CA', 'DC', 'HD', 'RL', 'SC', 'NA', 'RE'),
    status: fc.constantFrom('', 'CM', 'HD', 'IP'),
    test: fc.constantFrom('', 'FBC^Count', 'UE^Urea'),
    medicine: fc.constantFrom('', 'PAR^Paracetamol', 'IBU^Ibuprofen'),
  })
  .map(({ at, control, status, test, medicine }) =>
    [
      header('ORM^O01', at),
      patient,
      `ORC|${control}|P1|||${status}`,
      ...(test ? [`OBR|1|P1||${test}`] : []),
      ...(medicine && !test ? [`RXO|${medicine}|1||g`] : []),
    ].join('\r'),
  )

const appointmentMessage = fc
  .record({
    at,
    event: fc.constantFrom('S12', 'S13', 'S14', 'S15', 'S17', 'S18', 'S20', 'S26'),
    state: fc.constantFrom('', 'Booked', 'Complete', 'Cancelled'),
    hour: fc.integer({ min: 9, max: 12 }),
    who: fc.constantFrom('', '1^Sands', '2^Mora'),
  })
  .map(({ at, event, state, hour, who }) =>
    [
      header(`SIU^${event}`, at),
      `SCH||F1${'|'.repeat(23)}${state}`,
      patient,
      ...(event === 'S12' || event === 'S13' ? [`AIS|1|A|X^Clinic|20261201${hour}0000`] : []),
      ...(who ? [`AIP|1|A|${who}`] : []),
    ].join('\r'),
  )

const listMessage = fc
  .record({ at, allergies: fc.subarray(['A^Alder', 'B^Bee', 'C^Cat']), gone: fc.boolean() })
  .map(({ at, allergies, gone }) =>
    [
      header('ADT^A31', at),
      patient,
      ...allergies.map((one) => `AL1|1|DA|${one}`),
      ...(gone ? ['IAM|1|DA|A^Alder|||D|A'] : []),
    ].join('\r'),
  )

function statementsOf(text: string): Statement[] {
  const outcome = translate('hl7v2', Buffer.from(text), profileForSender('PAS', 'RJZ'), 0)
  assert.ok(outcome.outcome === 'translated')
  return outcome.translation.patients
    .flatMap((one) => one.statements)
    .filter((one) => one.combine === 'told' || one.combine === 'listed')
}

/** Put together as the record does: what is held between two messages is kept as JSON. */
function together(messages: readonly string[]): string {
  const held = new Map<string, Held>()
  for (const statement of messages.flatMap(statementsOf)) {
    const name = `${statement.kind}/${statement.sourceId}`
    const before = held.get(name)
    const kept = before && (JSON.parse(JSON.stringify(before)) as Held)
    held.set(name, combine[statement.combine!]!(kept, statement))
  }
  return JSON.stringify([...held].map(([name, one]) => [name, one.resource]).sort())
}

const cases = [
  ['an order is the same in whatever order', orderMessage],
  ['an appointment is the same in whatever order', appointmentMessage],
  ['a list is the same in whatever order', listMessage],
] as const
for (const [name, message] of cases) {
  test(name, () => {
    const shuffled = fc
      .array(message, { minLength: 1, maxLength: 6 })
      .chain((all) =>
        fc.tuple(
          fc.constant(all),
          fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }),
        ),
      )
    fc.assert(
      fc.property(shuffled, ([inOrder, mixed]) => {
        assert.equal(together(mixed), together(inOrder))
      }),
      { numRuns: 200 },
    )
  })
}
