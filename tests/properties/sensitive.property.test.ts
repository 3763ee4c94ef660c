/** Labels are the same in whatever order, and however often, messages arrive; and told anew (AC-21, RL-09). */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as fc from 'fast-check'
import { fileMessages, receiveMessages } from '#journeys'
import { type TestRecord, testRecord } from '#test-support'
import { loadFeeds } from '../../src/journeys/known-feeds.ts'
import { refilePatients } from '../../src/journeys/refile.ts'
import {
  allowFeed,
  day,
  iso,
  letter,
  patient,
  type Resource,
  restricted,
} from '../journeys/fixtures/care.ts'

const now = Date.now()
const said = (minute: number, resource: Resource): Resource => ({
  ...resource,
  meta: { ...(resource.meta as object), lastUpdated: iso(now - day + minute * 60_000) },
})

/** What is said of one patient: versions of the same things, and links both ways. */
function sayings(id: string): Resource[] {
  const about = { subject: { reference: `Patient/${id}` } }
  const to = (reference: string) => ({ reference })
  const observation = (code: string, more: object = {}): Resource => ({
    resourceType: 'Observation',
    id: 'o',
    status: 'final',
    ...about,
    code: { text: code },
    ...more,
  })
  return [
    said(1, {
      resourceType: 'Encounter',
      id: 'v',
      status: 'finished',
      class: { code: 'AMB' },
      ...about,
    }),
    said(2, letter('l', id, 'One', { context: { encounter: [to('Encounter/v')] } })),
    said(3, letter('l', id, 'Two', { context: { encounter: [to('Encounter/v')] } })),
    said(4, {
      resourceType: 'Condition',
      id: 'c',
      ...about,
      code: { text: 'Sore throat' },
      encounter: to('Encounter/v'),
    }),
    said(5, {
      resourceType: 'Condition',
      id: 'c',
      ...about,
      code: { coding: [{ system: 'http://snomed.info/sct', code: '15628003' }] },
      encounter: to('Encounter/v'),
    }),
    said(6, letter('m', id, 'Three', { context: { related: [to('DocumentReference/l')] } })),
    said(7, observation('PCR', { valueString: 'Positive' })),
    said(8, observation('PCR', { valueString: 'Positive', ...restricted })),
    said(9, observation('PCR', { valueString: 'Positive, confirmed' })),
    said(10, {
      resourceType: 'DiagnosticReport',
      id: 'r',
      status: 'final',
      ...about,
      code: { text: 'Chlamydia screen' },
      result: [to('Observation/o')],
    }),
    said(11, {
      resourceType: 'MedicationRequest',
      id: 'd',
      status: 'active',
      intent: 'order',
      ...about,
      medicationCodeableConcept: { text: 'Doxycycline' },
      reasonReference: [to('Condition/c')],
    }),
    said(12, {
      resourceType: 'MedicationRequest',
      id: 'e',
      status: 'active',
      intent: 'order',
      ...about,
      medicationCodeableConcept: { text: 'Salbutamol' },
    }),
  ]
}

describe('labels', { timeout: 600_000 }, () => {
  let record: TestRecord
  let last = 0
  before(async () => {
    record = await testRecord(now)
    await allowFeed(record, 'RJZ')
  })
  after(() => record.close())

  const size = sayings('x').length
  const order = fc.record({
    order: fc.shuffledSubarray([...Array(size).keys()], { minLength: size }),
    again: fc.subarray([...Array(size).keys()]),
    atOnce: fc.array(fc.boolean(), { minLength: 2 * size, maxLength: 2 * size }),
  })

  async function labelled(id: string): Promise<unknown> {
    const source = `(SELECT source_patient_id FROM identity.source_patient WHERE value = '${id}')`
    const entries = await record.fresh.superuserQuery(
      `SELECT kind, labels, count(*)::int AS n FROM record.entry
       WHERE source_patient_id = ${source} AND until IS NULL GROUP BY 1, 2 ORDER BY kind::text, labels`,
    )
    const documents = await record.fresh.superuserQuery(
      `SELECT encode(hash, 'hex') AS hash, labels FROM record.attachment
       WHERE source_patient_id = ${source} ORDER BY 1`,
    )
    return {
      entries,
      documents: documents.filter((one) => (one as { labels: unknown }).labels === null),
    }
  }

  async function filed(sent: readonly number[], atOnce: readonly boolean[]): Promise<unknown> {
    const id = `s${last++}`
    await record.load('RJZ', patient({ id }))
    const all = sayings(id)
    for (const [at, which] of sent.entries()) {
      const bytes = Buffer.from(JSON.stringify(all[which]))
      await receive(bytes)
      if (!atOnce[at]) while ((await fileMessages(record.needs, 100)).messages > 0);
    }
    await record.settle()
    const outcome = await labelled(id)
    const [row] = await record.fresh.superuserQuery<{ id: string }>(
      `SELECT source_patient_id AS id FROM identity.source_patient WHERE value = '${id}'`,
    )
    await record.needs.database.transaction('filing', async (tx) =>
      refilePatients(tx, [Number(row!.id)], now, await loadFeeds(tx)),
    )
    assert.deepEqual(await labelled(id), outcome, 'told anew')
    return outcome
  }

  async function receive(bytes: Uint8Array): Promise<void> {
    await receiveMessages(record.needs, [{ feed: 'RJZ', form: 'fhir', bytes, receivedAt: now }])
  }

  test('AC-21 RL-09 AT-49 come out the same in any order, and when all is told again', async () => {
    const expected = await filed([...Array(size).keys()], [])
    assert.deepEqual(expected, {
      entries: [
        { kind: 'Condition', labels: ['sensitive'], n: 1 },
        { kind: 'DiagnosticReport', labels: ['sensitive'], n: 1 },
        { kind: 'DocumentReference', labels: ['linked', 'sensitive'], n: 2 },
        { kind: 'Encounter', labels: null, n: 1 },
        { kind: 'MedicationRequest', labels: ['linked', 'sensitive'], n: 1 },
        { kind: 'MedicationRequest', labels: null, n: 1 },
        { kind: 'Observation', labels: ['linked', 'restricted', 'sensitive'], n: 1 },
        { kind: 'Patient', labels: null, n: 1 },
      ],
      documents: [],
    })
    await fc.assert(
      fc.asyncProperty(order, async ({ order, again, atOnce }) => {
        assert.deepEqual(await filed([...order, ...again], atOnce), expected)
      }),
      { numRuns: 25 },
    )
  })
})
