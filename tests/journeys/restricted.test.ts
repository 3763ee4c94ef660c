/** What is restricted is left out for who may not see it, and nothing but that is said of it (AC-21, AC-23). */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { zstdDecompressSync } from 'node:zlib'
import { openDocument, openRecord, type User } from '#journeys'
import { rebuild } from '#record'
import { doctor, type TestRecord, testRecord } from '#test-support'
import type { RecordView } from '#vocabulary'
import { loadFeeds } from '../../src/journeys/known-feeds.ts'
import { openView, type Prepared } from '../../src/record/prepared-body.ts'
import {
  allergy,
  allowFeed,
  day,
  hl7Time,
  iso,
  letter,
  patient,
  type Resource,
  restricted,
} from './fixtures/care.ts'
import { admission } from './fixtures/messages.ts'

/** Sees what is restricted (B0380), and does not. */
const trusted = doctor
const other: User = {
  ...doctor,
  key: 'https://issuer.example|2',
  activities: doctor.activities.filter((code) => code !== 'B0380'),
}

describe('what is restricted', () => {
  const now = Date.now()
  let record: TestRecord
  let last = 0
  before(async () => {
    record = await testRecord(now)
    await allowFeed(record, 'RJZ')
    await allowFeed(record, 'RQM')
  })
  after(() => record.close())

  /** A patient in the care of both users. */
  async function newcomer() {
    const id = `p${last++}`
    const nhs = numbers[last]!
    await record.load('RJZ', patient({ id, nhs }))
    await record.load('RJZ', {
      resourceType: 'Encounter',
      id: `visit-${id}`,
      status: 'in-progress',
      class: { code: 'IMP' },
      subject: { reference: `Patient/${id}` },
      period: { start: iso(now - day) },
    })
    return { id, nhs, person: await record.personOf('RJZ/RJZ/Patient', id) }
  }

  let version = 0
  /** Said later than everything before. */
  const said = (resource: Resource): Resource => ({
    ...resource,
    meta: { ...(resource.meta as object), lastUpdated: iso(now - day + version++ * 1_000) },
  })
  const load = (resource: Resource): Promise<void> => record.load('RJZ', said(resource))

  async function view(user: User, person: number): Promise<RecordView> {
    const opened = await openRecord(record.needs, user, person, { requestId: 'test' })
    assert.equal(opened.outcome, 'opened')
    return JSON.parse(zstdDecompressSync((opened as { body: Buffer }).body).toString())
  }

  const titles = (seen: RecordView): string[] => seen.sections.allergies.map((one) => one.title)

  /** What is kept up to date message by message is what the entries alone would make. */
  async function assertDerived(person: number): Promise<void> {
    const kept = await prepared(person)
    await record.needs.database.transaction('filing', async (tx) => {
      await rebuild(tx, person, (await loadFeeds(tx)).asSources)
    })
    assert.deepEqual(kept, await prepared(person))
  }

  /** As it is kept for who may not see what is restricted: a sealed record opens otherwise. */
  async function openRow(person: number): Promise<RecordView> {
    const [row] = await record.fresh.superuserQuery<Prepared>(
      `SELECT * FROM record.prepared WHERE person_id = $1 AND labels = '{}'`,
      [person],
    )
    return openView(row!)
  }

  async function prepared(person: number): Promise<unknown> {
    const rows = await record.fresh.superuserQuery<{
      labels: string[]
      version: number
      body: Buffer
      fresh: Buffer
    }>('SELECT * FROM record.prepared WHERE person_id = $1 ORDER BY labels', [person])
    return rows.map((row) => [row.labels, openView(row)])
  }

  test('is there for who may see it, and for the other is not, and that is said', async () => {
    const { id, person } = await newcomer()
    await load(allergy('a', id, 'Penicillin'))
    assert.equal((await view(other, person)).someWithheld, false)
    await load(allergy('b', id, 'Latex', restricted))
    const [all, some] = [await view(trusted, person), await view(other, person)]
    assert.deepEqual([titles(all).sort(), all.someWithheld], [['Latex', 'Penicillin'], false])
    assert.deepEqual([titles(some), some.someWithheld], [['Penicillin'], true])
    assert.doesNotMatch(JSON.stringify(some), /latex/i)
    await assertDerived(person)
  })

  test('later messages reach both views, each with what it may hold', async () => {
    const { id, person } = await newcomer()
    await load(allergy('a', id, 'Latex', restricted))
    await load(allergy('b', id, 'Nuts'))
    await load(allergy('c', id, 'Eggs', restricted))
    await load(allergy('a', id, 'Latex gloves', restricted))
    assert.deepEqual(titles(await view(trusted, person)).sort(), ['Eggs', 'Latex gloves', 'Nuts'])
    assert.deepEqual(titles(await view(other, person)), ['Nuts'])
    await assertDerived(person)
  })

  test('an entry that is restricted later disappears, and silence does not set it free', async () => {
    const { id, person } = await newcomer()
    await load(allergy('b', id, 'Eggs', restricted))
    await load(allergy('a', id, 'Latex'))
    assert.deepEqual(titles(await view(other, person)), ['Latex'])
    for (const label of [restricted, {}]) {
      await load(allergy('a', id, 'Latex', label))
      const hidden = await view(other, person)
      assert.deepEqual([titles(hidden), hidden.someWithheld], [[], true])
      await assertDerived(person)
    }
  })

  test('a label of the message hides what it says again, though nothing else has changed', async () => {
    const { id, person } = await newcomer()
    const latex = said(allergy('a', id, 'Latex'))
    await record.load('RJZ', latex)
    const bundle = { resourceType: 'Bundle', type: 'batch', entry: [{ resource: latex }] }
    await record.load('RJZ', { ...bundle, ...restricted })
    assert.deepEqual(titles(await view(trusted, person)), ['Latex'])
    const hidden = await view(other, person)
    assert.deepEqual([titles(hidden), hidden.someWithheld], [[], true])
    await assertDerived(person)
  })

  test('an entry that makes no line is withheld like any other', async () => {
    const { id, person } = await newcomer()
    const mistake = {
      verificationStatus: {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
            code: 'entered-in-error',
          },
        ],
      },
      clinicalStatus: undefined,
    }
    for (const more of [mistake, {}, mistake]) {
      await load(allergy('a', id, 'Latex', { ...restricted, ...more }))
      const some = await view(other, person)
      assert.deepEqual([titles(some), some.someWithheld], [[], true])
      await assertDerived(person)
    }
  })

  test('a source of which everything is withheld is not named (AC-23)', async () => {
    const { nhs, person } = await newcomer()
    const entry = [patient({ id: 'q', nhs }), allergy('a', 'q', 'Latex')]
    await record.load('RQM', {
      resourceType: 'Bundle',
      type: 'batch',
      entry: entry.map((resource) => ({ resource: said(resource) })),
      ...restricted,
    })
    assert.equal(await record.personOf('RQM/RQM/Patient', 'q'), person)
    assert.ok((await view(trusted, person)).sources.RQM)
    const some = await view(other, person)
    assert.equal(some.someWithheld, true)
    assert.doesNotMatch(JSON.stringify(some), /RQM|latex/i)
    assert.ok(some.person.name.family)
    await assertDerived(person)
  })

  test('a visit that asks for care (PV1-16) stays withheld when later messages are silent', async () => {
    const visit = { mrn: '900', visit: 'V900' }
    const sent = (event: string, minutes: number, more: object = {}): Promise<void> =>
      record.send(
        admission({
          ...visit,
          event,
          control: `V${minutes}`,
          at: hl7Time(now - day + minutes * 60_000),
          admitted: hl7Time(now - day),
          ...more,
        }),
      )
    await sent('A01', 1, { vip: 'S', ward: 'HARVEY' })
    await sent('A02', 2, { ward: 'LANGDON' })
    const person = await record.personOf('RJZ/MRN', '900')
    const some = await openRow(person)
    assert.deepEqual([some.sections.visits.length, some.someWithheld], [0, true])
    assert.doesNotMatch(JSON.stringify(some), /HARVEY|LANGDON/)
    await assertDerived(person)
  })

  test('a visit that asks for care only later is withheld from then on, though it is the same visit', async () => {
    const visit = { mrn: '901', visit: 'V901', admitted: hl7Time(now - day) }
    const sent = (minutes: number, more: object = {}): Promise<void> =>
      record.send(
        admission({ ...visit, control: `W${minutes}`, at: hl7Time(now - day + minutes), ...more }),
      )
    await sent(60_000, { event: 'A01' })
    const person = await record.personOf('RJZ/MRN', '901')
    assert.equal((await openRow(person)).sections.visits.length, 1)
    await sent(120_000, { event: 'A08', vip: 'Y' })
    const some = await openRow(person)
    assert.deepEqual([some.sections.visits.length, some.someWithheld], [0, true])
    await assertDerived(person)
  })

  describe('as a document', () => {
    const reads = async (user: User, person: number, text: string): Promise<boolean> => {
      const hash = createHash('sha256').update(text).digest('hex')
      const opened = await openDocument(record.needs, user, person, hash)
      if (opened.outcome === 'opened') assert.equal(opened.bytes.toString(), text)
      else assert.deepEqual(opened, { outcome: 'refused', words: opened.words, mayDeclare: false })
      return opened.outcome === 'opened'
    }

    test('its bytes are refused to who may not see it, as if there were none', async () => {
      const { id, person } = await newcomer()
      await load(letter('l', id, 'A letter', restricted))
      assert.equal(await reads(trusted, person, 'A letter'), true)
      assert.equal(await reads(other, person, 'A letter'), false)
      const hash = createHash('sha256').update('A letter').digest('hex')
      const [there, not] = [
        await openDocument(record.needs, other, person, hash),
        await openDocument(record.needs, other, person, hash.replace(/^./, '0')),
      ]
      assert.deepEqual(there, not)
    })

    test('its bytes are refused from when it is restricted', async () => {
      const { id, person } = await newcomer()
      await load(letter('l', id, 'First open'))
      assert.equal(await reads(other, person, 'First open'), true)
      await load(letter('l', id, 'First open', restricted))
      assert.equal(await reads(other, person, 'First open'), false)
      assert.equal(await reads(trusted, person, 'First open'), true)
      await load(letter('l', id, 'First open'))
      assert.equal(await reads(other, person, 'First open'), false)
    })

    test('new bytes of a letter that was restricted are restricted, though the message is silent', async () => {
      const { id, person } = await newcomer()
      await load(letter('l', id, 'Restricted first', restricted))
      await load(letter('l', id, 'Corrected later'))
      assert.equal(await reads(other, person, 'Corrected later'), false)
      assert.equal(await reads(trusted, person, 'Corrected later'), true)
    })

    test('the same bytes elsewhere in the record do not open what is restricted', async () => {
      const { id, person } = await newcomer()
      await load(letter('l', id, 'Twice sent', restricted))
      await load(letter('m', id, 'Twice sent'))
      assert.equal(await reads(other, person, 'Twice sent'), false)
    })

    test('it is another person’s from when its patient is, and by its hash no longer this one’s', async () => {
      const [wrong, right] = [await newcomer(), await newcomer()]
      const moved = (nhs: string): Resource => said(patient({ id: 'moved', nhs }))
      await record.load('RJZ', moved(wrong.nhs))
      await load(letter('n', 'moved', 'Not mine'))
      assert.equal(await reads(trusted, wrong.person, 'Not mine'), true)
      await record.load('RJZ', moved(right.nhs))
      assert.equal(await record.personOf('RJZ/RJZ/Patient', 'moved'), right.person)
      assert.equal(await reads(trusted, wrong.person, 'Not mine'), false)
      assert.equal(await reads(trusted, right.person, 'Not mine'), true)
      // Back and restricted meanwhile: what was kept of it before does not open it.
      await load(letter('n', 'moved', 'Not mine', restricted))
      await record.load('RJZ', moved(wrong.nhs))
      assert.equal(await reads(other, wrong.person, 'Not mine'), false)
      assert.equal(await reads(trusted, wrong.person, 'Not mine'), true)
    })
  })
})

/** From the test range, one for each newcomer. */
const numbers = `9990000018 9990000026 9990000034 9990000042 9990000050 9990000069 9990000077
  9990000085 9990000093 9990000107 9990000115 9990000123 9990000131 9990000158`.split(/\s+/)
