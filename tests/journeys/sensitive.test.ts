/** What is sensitive is withheld, by code, by words and by links, and nothing but that is told (AC-21, AC-23). */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { zstdDecompressSync } from 'node:zlib'
import { eventId, note } from '#audit'
import { noteSensitiveSets, openDocument, openRecord } from '#journeys'
import { readDocument, readRecord, rebuild } from '#record'
import { readSensitiveSets, takeSensitiveSets } from '#sources'
import { doctor, type TestRecord, testRecord } from '#test-support'
import type { RecordView } from '#vocabulary'
import { loadFeeds } from '../../src/journeys/known-feeds.ts'
import { refilePatients } from '../../src/journeys/refile.ts'
import { openView } from '../../src/record/prepared-body.ts'
import { ownSensitiveSets } from '../../src/sources/sensitive/sets.ts'
import {
  allergy,
  allowFeed,
  day,
  iso,
  letter,
  patient,
  type Resource,
  restricted,
} from './fixtures/care.ts'

const snomed = 'http://snomed.info/sct'
/** Gonorrhoea. */
const infection = { coding: [{ system: snomed, code: '15628003' }] }

describe('what is sensitive', () => {
  const now = Date.now()
  let record: TestRecord
  let last = 0
  before(async () => {
    record = await testRecord(now)
    await allowFeed(record, 'RJZ')
    await allowFeed(record, 'RQM')
  })
  after(() => record.close())

  async function newcomer() {
    const id = `p${last++}`
    const nhs = numbers[last]!
    await record.load('RJZ', patient({ id, nhs }))
    await load(visit(`visit-${id}`, id))
    return { id, nhs, person: await record.personOf('RJZ/RJZ/Patient', id) }
  }

  const about = (id: string) => ({ subject: { reference: `Patient/${id}` } })
  const visit = (id: string, of: string, more: object = {}): Resource => ({
    resourceType: 'Encounter',
    id,
    status: 'in-progress',
    class: { code: 'IMP' },
    ...about(of),
    period: { start: iso(now - day) },
    ...more,
  })
  const problem = (id: string, of: string, code: object, more: object = {}): Resource => ({
    resourceType: 'Condition',
    id,
    ...about(of),
    code,
    ...more,
  })

  let said = 0
  const dated = (resource: Resource): Resource => ({
    ...resource,
    meta: { ...(resource.meta as object), lastUpdated: iso(now - day + said++ * 1_000) },
  })
  const load = (resource: Resource): Promise<void> => record.load('RJZ', dated(resource))

  async function seen(person: number): Promise<RecordView> {
    const opened = await openRecord(record.needs, doctor, person, { requestId: 'test' })
    assert.equal(opened.outcome, 'opened')
    return JSON.parse(zstdDecompressSync((opened as { body: Buffer }).body).toString())
  }

  /** A decision of a policy by which this user may see more. */
  async function permitted(person: number, withhold: readonly string[]) {
    const id = eventId(now)
    await note(record.needs.database, {
      id,
      at: now,
      action: 'open-record',
      effect: 'permit',
      personId: person,
      who: doctor,
      reasons: ['test'],
      policy: 'test',
      relationship: 'test',
      withhold,
      expiresAt: now + 600_000,
    })
    return { decision: id, personId: person }
  }
  async function seenBy(person: number, withhold: readonly string[]): Promise<RecordView> {
    const served = await readRecord(record.needs.database, await permitted(person, withhold))
    return JSON.parse(zstdDecompressSync(served!.body).toString())
  }

  const count = (view: RecordView): number => Object.values(view.sections).flat().length

  /** Kept up to date message by message is what the entries alone would make. */
  async function assertDerived(person: number): Promise<void> {
    const rows = async () =>
      (
        await record.fresh.superuserQuery<{
          labels: string[]
          version: number
          body: Buffer
          fresh: Buffer
        }>('SELECT * FROM record.prepared WHERE person_id = $1 ORDER BY labels', [person])
      ).map((row) => [row.labels, openView(row)])
    const kept = await rows()
    await record.needs.database.transaction('filing', async (tx) =>
      rebuild(tx, person, (await loadFeeds(tx)).asSources),
    )
    assert.deepEqual(kept, await rows())
  }

  async function reads(person: number, text: string): Promise<boolean> {
    const hash = createHash('sha256').update(text).digest('hex')
    return (await openDocument(record.needs, doctor, person, hash)).outcome === 'opened'
  }

  test('§8-29 AC-23 the banner is there when something was withheld, and only then; a role that may see sees it', async () => {
    const { id, person } = await newcomer()
    await load(allergy('a', id, 'Penicillin'))
    const before = await seen(person)
    assert.equal(before.someWithheld, false)
    await load(problem('c', id, infection))
    const some = await seen(person)
    assert.deepEqual([some.sections.problems, some.someWithheld], [[], true])
    assert.doesNotMatch(JSON.stringify(some), /15628003|gonorr/i)
    const all = await seenBy(person, [])
    assert.deepEqual([all.sections.problems.length, all.someWithheld], [1, false])
    await assertDerived(person)
  })

  test('§8-30 AC-23 nothing else changes with it: not what sources say, not when, not the version', async () => {
    const { id, person } = await newcomer()
    await load(allergy('a', id, 'Penicillin'))
    await load(problem('c', id, infection))
    const before = await seen(person)
    record.at(now + 60_000)
    await load(problem('d', id, { text: 'Chlamydia' }))
    await load(problem('c', id, infection, { note: [{ text: 'Contact traced' }] }))
    record.at(now)
    assert.deepEqual(await seen(person), before)
    const opened = await openRecord(record.needs, doctor, person, {
      version: before.version,
      requestId: 'test',
    })
    assert.equal(opened.outcome, 'unchanged')
    assert.equal((await seenBy(person, [])).sections.problems.length, 2)
    await assertDerived(person)
  })

  test('AC-23 a source of which nothing else is shown than who the person is is not named', async () => {
    const { nhs, person } = await newcomer()
    const entry = [
      patient({ id: 'q', nhs }),
      problem('c', 'q', infection),
      letter('l', 'q', 'Seen in the sexual health clinic'),
    ]
    for (const resource of entry) await record.load('RQM', dated(resource))
    assert.equal(await record.personOf('RQM/RQM/Patient', 'q'), person)
    const some = await seen(person)
    assert.doesNotMatch(JSON.stringify(some), /RQM/)
    assert.equal(some.someWithheld, true)
    await assertDerived(person)
    await record.load('RQM', dated(allergy('a', 'q', 'Latex')))
    const more = await seen(person)
    assert.deepEqual(Object.keys(more.sources).sort(), ['RJZ', 'RQM'])
    const { allergies, problems, documents } = more.sources.RQM!.presence
    assert.deepEqual([allergies, problems, documents], ['recorded', undefined, undefined])
    await assertDerived(person)
  })

  const result = (id: string, of: string, more: object): Resource => ({
    resourceType: 'Observation',
    id,
    status: 'final',
    ...about(of),
    ...more,
  })
  const hidden: readonly (readonly [string, (of: string) => Resource])[] = [
    ['a coded problem', (of) => problem('x', of, infection)],
    ['a code without its system', (of) => problem('x', of, { coding: [{ code: '15628003' }] })],
    [
      'a translation beside a harmless code',
      (of) =>
        problem('x', of, {
          coding: [
            { system: 'urn:local', code: 'Z' },
            { system: 'http://hl7.org/fhir/sid/icd-10', code: 'A54.0' },
          ],
        }),
    ],
    [
      'the words of a problem',
      (of) => problem('x', of, { text: 'H/O: termination of\npregnancy' }),
    ],
    ['a note', (of) => allergy('x', of, 'Latex', { note: [{ text: 'IVF cycle 2 stopped' }] })],
    [
      'a narrative',
      (of) =>
        allergy('x', of, 'Latex', {
          text: {
            status: 'additional',
            div: '<div xmlns="http://www.w3.org/1999/xhtml">Known <b>chlam</b>ydia</div>',
          },
        }),
    ],
    ['a result', (of) => result('x', of, { code: { text: 'Chlamydia trachomatis DNA' } })],
    [
      'the value of a result',
      (of) => result('x', of, { code: { text: 'Culture' }, valueString: 'Neisseria gonorrhoeae' }),
    ],
    [
      'a component of a result',
      (of) =>
        result('x', of, {
          code: { text: 'Panel' },
          component: [
            { code: { coding: [{ system: snomed, code: '165816005' }] }, valueString: '1' },
          ],
        }),
    ],
    [
      'a medicine and what it is for',
      (of) => ({
        resourceType: 'MedicationRequest',
        id: 'x',
        status: 'active',
        intent: 'order',
        ...about(of),
        medicationCodeableConcept: { text: 'Doxycycline' },
        reasonCode: [infection],
      }),
    ],
    [
      'an extension',
      (of) =>
        allergy('x', of, 'Latex', {
          extension: [{ url: 'urn:x', valueCodeableConcept: infection }],
        }),
    ],
    ['the clinic of a visit', (of) => visit('x', of, { serviceType: { text: 'Sexual Health' } })],
    [
      'the title of a letter',
      (of) => letter('x', of, 'Thank you', { type: { text: 'Gender Identity Clinic letter' } }),
    ],
    [
      'the text of a letter',
      (of) => letter('x', of, 'She asked about a termination of pregnancy.'),
    ],
  ]
  for (const [what, make] of hidden) {
    test(`AT-49 AC-21 ${what} is withheld`, async () => {
      const { id, person } = await newcomer()
      const before = await seen(person)
      await load(make(id))
      const some = await seen(person)
      assert.deepEqual([count(some), some.someWithheld], [count(before), true])
      assert.equal(count(await seenBy(person, [])), count(before) + 1)
      await assertDerived(person)
    })
  }

  const escapes: readonly (readonly [string, object])[] = [
    ['another case', { coding: [{ system: 'HTTP://SNOMED.INFO/SCT', code: '15628003' }] }],
    ['a null byte', { coding: [{ system: snomed, code: '1562\u00008003' }] }],
    ['full-width digits', { coding: [{ system: snomed, code: '１５６２８００３' }] }],
    [
      'a post-coordinated expression',
      { coding: [{ system: snomed, code: '15628003:246112005=24484000' }] },
    ],
    ['a term beside the number', { coding: [{ system: snomed, code: '15628003 |Gonorrhoea|' }] }],
    [
      'a modifier',
      { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10:not', code: 'A54:above' }] },
    ],
    ['no full stop', { coding: [{ system: 'ICD-10', code: 'a549' }] }],
    [
      'a system of another name',
      { coding: [{ system: 'urn:oid:2.16.840.1.113883.6.3', code: 'A54.9' }] },
    ],
    ['a code where words belong', { text: '15628003' }],
    ['accents and invisible letters', { text: 'go\u200bnorrhœ\u0301a'.replace('œ', 'oe') }],
    ['Cyrillic letters', { text: 'сhlаmуdiа' }],
    ['a hyphen at the end of a line', { text: 'chlamy-\ndia' }],
  ]
  for (const [how, code] of escapes) {
    test(`AT-23 ${how} does not let it through`, async () => {
      const { id, person } = await newcomer()
      await load(problem('x', id, code))
      const some = await seen(person)
      assert.deepEqual([some.sections.problems.length, some.someWithheld], [0, true])
    })
  }

  test('AT-49 a letter is withheld with the coded problem that it is linked to, whichever comes first', async () => {
    const linked = { context: { related: [{ reference: 'Condition/c' }] } }
    for (const letterFirst of [true, false]) {
      const { id, person } = await newcomer()
      const parts = [letter('l', id, `Dear ${id}`, linked), problem('c', id, infection)]
      for (const one of letterFirst ? parts : parts.toReversed()) await load(one)
      const some = await seen(person)
      assert.deepEqual([some.sections.documents, some.someWithheld], [[], true])
      assert.equal(await reads(person, `Dear ${id}`), false)
      const all = await seenBy(person, [])
      assert.deepEqual([all.sections.documents.length, all.someWithheld], [1, false])
      const hash = createHash('sha256').update(`Dear ${id}`).digest('hex')
      assert.ok(await readDocument(record.needs.database, await permitted(person, []), hash))
      await assertDerived(person)
    }
  })

  test('AT-49 a letter of the visit at which it was found is withheld, other results of it are not', async () => {
    const { id, person } = await newcomer()
    const at = { encounter: { reference: 'Encounter/v9' } }
    await load(visit('v9', id))
    await load(
      letter('l', id, `Discharged ${id}`, {
        context: { encounter: [{ reference: 'Encounter/v9' }] },
      }),
    )
    await load(result('k', id, { code: { text: 'Potassium' }, valueString: '4.1', ...at }))
    assert.equal((await seen(person)).sections.documents.length, 1)
    await load(problem('c', id, infection, at))
    const some = await seen(person)
    assert.deepEqual([some.sections.documents.length, some.sections.results.length], [0, 1])
    assert.equal(some.sections.visits.length, 2)
    assert.equal(await reads(person, `Discharged ${id}`), false)
    await assertDerived(person)
  })

  test('AC-21 the results of a sensitive report are withheld, and a medicine for a sensitive problem', async () => {
    const { id, person } = await newcomer()
    await load(result('o', id, { code: { text: 'PCR' }, valueString: 'Detected' }))
    await load({
      resourceType: 'MedicationRequest',
      id: 'm',
      status: 'active',
      intent: 'order',
      ...about(id),
      medicationCodeableConcept: { text: 'Doxycycline' },
      reasonReference: [{ reference: 'Condition/c' }],
    })
    assert.equal((await seen(person)).someWithheld, false)
    await load({
      resourceType: 'DiagnosticReport',
      id: 'r',
      status: 'final',
      ...about(id),
      code: { text: 'Sexual health screen' },
      result: [{ reference: 'Observation/o' }],
    })
    await load(problem('c', id, infection))
    const some = await seen(person)
    assert.deepEqual([some.sections.results, some.sections.medicines], [[], []])
    await assertDerived(person)
  })

  test('AC-21 a plan about ten problems does not make the other nine sensitive', async () => {
    const { id, person } = await newcomer()
    await load(problem('b', id, { text: 'Asthma' }))
    await load({
      resourceType: 'CarePlan',
      id: 'plan',
      status: 'active',
      intent: 'plan',
      ...about(id),
      title: 'Yearly plan',
      addresses: [{ reference: 'Condition/b' }, { reference: 'Condition/c' }],
    })
    await load(problem('c', id, infection))
    const some = await seen(person)
    assert.deepEqual(
      [some.sections.problems.map((one) => one.title), some.sections['care-plans']],
      [['Asthma'], []],
    )
  })

  test('AC-21 what an earlier version said is withheld with the version that is sensitive', async () => {
    const { id, person } = await newcomer()
    await load(letter('l', id, `First ${id}`))
    assert.equal(await reads(person, `First ${id}`), true)
    await load(letter('l', id, `Second ${id}: HIV positive`))
    assert.equal(await reads(person, `First ${id}`), false)
    assert.equal(await reads(person, `Second ${id}: HIV positive`), false)
  })

  test('AC-21 the same bytes under another number of the person stay withheld', async () => {
    const { id, nhs, person } = await newcomer()
    await record.load('RQM', dated(patient({ id: `r-${id}`, nhs })))
    const [bytes, linked] = [
      `Copied ${id}`,
      { context: { related: [{ reference: 'Condition/c' }] } },
    ]
    await record.load('RQM', dated(letter('copy', `r-${id}`, bytes)))
    assert.equal(await reads(person, bytes), true)
    await load(letter('l', id, bytes, linked))
    await load(problem('c', id, infection))
    assert.equal(await reads(person, bytes), false)
  })

  test('AC-21 restricted and sensitive are withheld each by itself: the fullest row that may be seen', async () => {
    const { id, person } = await newcomer()
    await load(allergy('a', id, 'Nuts'))
    await load(allergy('b', id, 'Latex', restricted))
    await load(problem('c', id, infection))
    await load(problem('d', id, { text: 'HIV' }, restricted))
    const all = ['restricted', 'sensitive']
    const counts = []
    for (const withhold of [[], ['sensitive'], ['restricted'], all]) {
      const view = await seenBy(person, withhold)
      counts.push([
        view.sections.allergies.length,
        view.sections.problems.length,
        view.someWithheld,
      ])
    }
    assert.deepEqual(counts, [
      [2, 2, false],
      [2, 0, true],
      [1, 1, true],
      [1, 0, true],
    ])
    await load(allergy('e', id, 'Eggs'))
    await load(allergy('f', id, 'Kiwi', restricted))
    assert.equal((await seenBy(person, ['sensitive'])).sections.allergies.length, 4)
    assert.equal((await seenBy(person, all)).sections.allergies.length, 2)
    await assertDerived(person)
  })

  test('AC-21 RL-09 other sets label what was filed before once it is told anew, both ways', async () => {
    const { id, person } = await newcomer()
    await load(problem('c', id, infection))
    await load(
      letter('l', id, `About ${id}`, { context: { related: [{ reference: 'Condition/c' }] } }),
    )
    const shown = async () => {
      const view = await seen(person)
      const { problems, documents } = view.sections
      return [
        problems.length,
        documents.length,
        view.someWithheld,
        await reads(person, `About ${id}`),
      ]
    }
    assert.deepEqual(await shown(), [0, 0, true, false])
    const empty = { version: 2, owner: 'x', date: '2026-11-22', status: 'x', themes: [] }
    try {
      assert.equal((await noteSensitiveSets(record.needs)).areOthers, false)
      takeSensitiveSets(readSensitiveSets(JSON.stringify(empty)))
      assert.deepEqual(await noteSensitiveSets(record.needs), { version: 2, areOthers: true })
      await retold(id)
      assert.deepEqual(await shown(), [1, 1, false, true])
      await assertDerived(person)
    } finally {
      takeSensitiveSets(ownSensitiveSets)
    }
    await retold(id)
    assert.deepEqual(await shown(), [0, 0, true, false])
    await assertDerived(person)
  })

  async function retold(id: string): Promise<void> {
    const [row] = await record.fresh.superuserQuery<{ id: string }>(
      `SELECT source_patient_id AS id FROM identity.source_patient WHERE value = $1`,
      [id],
    )
    await record.needs.database.transaction('filing', async (tx) =>
      refilePatients(tx, [Number(row!.id)], now, await loadFeeds(tx)),
    )
  }

  test('AC-21 the documents of mother and child follow each their own record', async () => {
    const [mother, child] = [await newcomer(), await newcomer()]
    await load(problem('c', mother.id, { text: 'Syphilis in pregnancy' }))
    await load(letter('l', child.id, `Birth of ${child.id}`))
    assert.equal((await seen(mother.person)).someWithheld, true)
    const view = await seen(child.person)
    assert.deepEqual([view.sections.documents.length, view.someWithheld], [1, false])
  })
})

/** From the test range, one for each newcomer. */
const numbers = Array.from({ length: 999 }, (_, at) => String(999000100 + at)).flatMap((nine) => {
  const sum = [...nine].reduce((all, digit, at) => all + Number(digit) * (10 - at), 0)
  const check = (11 - (sum % 11)) % 11
  return check === 10 ? [] : [`${nine}${check}`]
})
