/** What feeds say of sharing in codes: who is hidden by it, and what does not end it. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { replayMessages } from '#journeys'
import { type TestRecord, testRecord } from '#test-support'
import { allowFeed, hour, iso, patient, type Resource } from './fixtures/care.ts'
import { admission } from './fixtures/messages.ts'
import { operator } from './fixtures/operator.ts'

const now = Date.parse('2026-11-22T09:00:00Z')
const snomed = 'http://snomed.info/sct'
const refused = { coding: [{ system: snomed, code: '416409005' }] }

let record: TestRecord
let last = 0

before(async () => {
  record = await testRecord(now)
  await allowFeed(record, 'F84001')
  await allowFeed(record, 'RJ1')
})
after(() => record.close())

const problem = (id: string, code: object, at: number, more: object = {}): Resource => ({
  resourceType: 'Condition',
  id: `consent-${id}`,
  subject: { reference: `Patient/${id}` },
  meta: { lastUpdated: iso(at) },
  clinicalStatus: {
    coding: [
      { system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' },
    ],
  },
  code,
  ...more,
})

const gone = {
  verificationStatus: {
    coding: [
      {
        system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status',
        code: 'entered-in-error',
      },
    ],
  },
  clinicalStatus: undefined,
}

async function newcomer(feed = 'F84001', nhs?: string): Promise<string> {
  const id = `p${last++}`
  const meta = { meta: { lastUpdated: iso(now - 5 * hour) } }
  await record.load(feed, patient({ id, ...(nhs && { nhs }) }, meta))
  return id
}

const personOf = (id: string, feed = 'F84001') => record.personOf(`${feed}/${feed}/Patient`, id)

async function isHidden(person: number): Promise<boolean> {
  const rows = await record.fresh.superuserQuery(
    'SELECT FROM access.objected WHERE person_id = $1',
    [person],
  )
  return rows.length > 0
}

async function told(person: number): Promise<{ objections: number; tasks: string[] }> {
  const objections = await record.fresh.superuserQuery<{ objection_id: string }>(
    'SELECT objection_id FROM access.objection_person WHERE person_id = $1',
    [person],
  )
  const tasks = await record.fresh.superuserQuery<{ kind: string }>(
    'SELECT kind FROM access.task WHERE objection_id = ANY ($1) ORDER BY kind',
    [objections.map((one) => one.objection_id)],
  )
  return { objections: objections.length, tasks: tasks.map((one) => one.kind) }
}

async function readAgain(feed: string): Promise<void> {
  let after: number | undefined = 0
  while (after !== undefined) {
    const because = 'The mapping was changed.'
    const { next, failed } = await replayMessages(record.needs, operator, {
      selection: { feed },
      because,
      after,
    })
    assert.deepEqual(failed, [])
    after = next
  }
}

test('OO-23 a code that is honoured hides from the message on that brings it', async () => {
  const id = await newcomer()
  await record.load('F84001', problem(id, refused, now - hour))
  const person = await personOf(id)
  assert.equal(await isHidden(person), true)
  const [kept] = await record.fresh.superuserQuery<{ n: string }>(
    `SELECT count(*) AS n FROM record.entry WHERE person_id = $1 AND kind = 'Condition'`,
    [person],
  )
  assert.equal(Number(kept?.n), 0)
  assert.deepEqual(await told(person), { objections: 1, tasks: [] })
  const [objection] = await record.fresh.superuserQuery(
    `SELECT route, origin FROM access.objection JOIN access.objection_person USING (objection_id)
     WHERE person_id = $1`,
    [person],
  )
  assert.deepEqual(objection, { route: 'code', origin: 'The F84001' })
})

test('OO-23 a code to be reviewed hides, and is a task', async () => {
  const id = await newcomer()
  const code = {
    coding: [{ system: 'local', code: 'NOSHARE', display: 'Opted out of record sharing' }],
  }
  await record.load('F84001', problem(id, code, now - hour))
  const person = await personOf(id)
  assert.equal(await isHidden(person), true)
  assert.deepEqual(await told(person), { objections: 1, tasks: ['decide-objection'] })
})

test('OO-23 a code that is left alone hides nobody, and is counted', async () => {
  const id = await newcomer()
  const code = { coding: [{ system: 'http://read.info/readv2', code: '9Ndo.' }] }
  await record.load('F84001', problem(id, code, now - hour))
  assert.equal(await isHidden(await personOf(id)), false)
  const [heard] = await record.fresh.superuserQuery<{ n: string }>(
    `SELECT count(*) AS n FROM access.consent_code WHERE outcome = 'IGNORE' AND code = '9Ndo'`,
  )
  assert.equal(Number(heard?.n), 1)
})

test('§8-23 AT-11 OO-24 a code that its sender withdraws leaves hidden, and is a task', async () => {
  const id = await newcomer()
  await record.load('F84001', problem(id, refused, now - 3 * hour))
  await record.load('F84001', problem(id, refused, now - 2 * hour, gone))
  const person = await personOf(id)
  assert.equal(await isHidden(person), true)
  assert.deepEqual((await told(person)).tasks, ['code-removed'])
  await record.load('F84001', problem(id, refused, now - hour, gone))
  assert.deepEqual((await told(person)).tasks, ['code-removed'])
})

test('AT-11 a statement that says something else instead leaves hidden, and is a task', async () => {
  const id = await newcomer()
  await record.load('F84001', problem(id, refused, now - 3 * hour))
  await record.load('F84001', problem(id, { text: 'Asthma' }, now - 2 * hour))
  const person = await personOf(id)
  assert.equal(await isHidden(person), true)
  assert.deepEqual((await told(person)).tasks, ['code-removed'])
})

test('OO-24 every order and every repeat of saying and withdrawing hides, with one task', async () => {
  const orders = [
    [0, 1],
    [1, 0],
    [0, 1, 0],
    [1, 0, 1, 0],
    [0, 0, 1, 1],
  ]
  for (const order of orders) {
    const id = await newcomer()
    const messages = [
      problem(id, refused, now - 3 * hour),
      problem(id, refused, now - 2 * hour, gone),
    ]
    for (const n of order) await record.load('F84001', messages[n])
    const person = await personOf(id)
    assert.equal(await isHidden(person), true, order.join())
    assert.deepEqual(await told(person), { objections: 1, tasks: ['code-removed'] }, order.join())
  }
})

test('OO-24 a code that was withdrawn and is said anew is not a task any more than before', async () => {
  const id = await newcomer()
  await record.load('F84001', problem(id, refused, now - 3 * hour))
  await record.load('F84001', problem(id, refused, now - hour))
  assert.deepEqual(await told(await personOf(id)), { objections: 1, tasks: [] })
})

test('the same code of two organisations about one person is one objection', async () => {
  const nhs = '9990000034'
  const [one, other] = [await newcomer('F84001', nhs), await newcomer('RJ1', nhs)]
  await record.load('F84001', problem(one, refused, now - 2 * hour))
  await record.load('RJ1', problem(other, refused, now - hour))
  const person = await personOf(one)
  assert.equal(await personOf(other, 'RJ1'), person)
  assert.deepEqual(await told(person), { objections: 1, tasks: [] })
})

test('RL-09 OO-24 reading messages again neither adds an objection nor a task', async () => {
  const id = await newcomer()
  await record.load('F84001', problem(id, refused, now - 3 * hour))
  await record.load('F84001', problem(id, refused, now - 2 * hour, gone))
  const person = await personOf(id)
  const before = await told(person)
  await readAgain('F84001')
  assert.deepEqual(await told(person), before)
  assert.equal(await isHidden(person), true)
})

test('OO-23 a mapping that is changed counts for what was said before, once it is read again', async () => {
  const id = await newcomer()
  await record.load('F84001', problem(id, refused, now - 3 * hour))
  const person = await personOf(id)
  // As an older mapping left it, which did not know the code.
  for (const table of ['objection_person', 'objected']) {
    await record.fresh.superuserQuery(`DELETE FROM access.${table} WHERE person_id = $1`, [person])
  }
  await record.fresh.superuserQuery(
    `DELETE FROM access.consent_code WHERE source_patient_id = (SELECT source_patient_id
     FROM identity.link WHERE person_id = $1 AND until IS NULL)`,
    [person],
  )
  await record.fresh.superuserQuery('DELETE FROM access.objection_identifier')
  await readAgain('F84001')
  assert.equal(await isHidden(person), true)
})

test('OO-23 a FHIR Consent that denies hides, and one that permits does not', async () => {
  const consent = (id: string, type: string, status = 'active'): Resource => ({
    resourceType: 'Consent',
    id: `c-${id}`,
    meta: { lastUpdated: iso(now - hour) },
    status,
    scope: { coding: [{ code: 'patient-privacy' }] },
    category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
    policyRule: { text: 'Sharing' },
    patient: { reference: `Patient/${id}` },
    provision: { type },
  })
  for (const [type, status, hidden] of [
    ['deny', 'active', true],
    ['permit', 'active', false],
    ['deny', 'inactive', false],
  ] as const) {
    const id = await newcomer()
    await record.load('F84001', consent(id, type, status))
    assert.equal(await isHidden(await personOf(id)), hidden, `${type} ${status}`)
  }
})

test('OO-23 HL7 v2: DG1, OBX and CON that say it hide, PD1-12 alone does not', async () => {
  const segments = {
    dg1: ['DG1|1||416409005^Refused consent^SCT|||W', true],
    obx: ['OBX|1|CE|SHARE^Consent to share record^L||N^No^L||||||F', true],
    con: ['CON|1|SHARE^Consent to share record^L|||||||||R', true],
    pd1: ['PD1||||||||||||Y', false],
    agreed: ['CON|1|SHARE^Consent to share record^L|||||||||A', false],
  } as const
  let n = 0
  for (const [name, [segment, hidden]] of Object.entries(segments)) {
    const mrn = `K${n++}`
    const message = admission({ control: `codes-${name}`, mrn, family: `Consent${name}` })
    await record.send(`${message}\n${segment}`)
    assert.equal(await isHidden(await record.personOf('RJZ/MRN', mrn)), hidden, name)
  }
})
