/** Who is related to whom follows from what was filed, and ends when it is taken back (§2.5). */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { merges, stillPermitted, type User, undoMerge } from '#journeys'
import { doctor, type TestRecord, testRecord } from '#test-support'
import { day, hl7Time, hour, somebody } from './fixtures/care.ts'
import { type Admitted, admission } from './fixtures/messages.ts'

const now = Date.parse('2026-11-22T09:00:00Z')
const second = 1_000
const elsewhere = somebody({ organisation: 'RJ1' })

describe('relationships from a hospital', () => {
  let record: TestRecord
  let last = 5_000
  before(async () => {
    record = await testRecord(now)
  })
  after(() => record.close())

  /** A patient that nobody has sent anything about, and how to send it. */
  function newcomer(of: Partial<Admitted> = {}) {
    const mrn = `${last++}`
    let control = 0
    return {
      mrn,
      send: (event: string, at: number, more: Partial<Admitted> = {}) =>
        record.send(
          admission({
            mrn,
            control: `${mrn}-${control++}`,
            event,
            at: hl7Time(at),
            ...of,
            ...more,
          }),
        ),
      async opens(user: User = doctor, at = now): Promise<boolean> {
        record.at(at)
        const permitted = await stillPermitted(
          record.needs,
          user,
          await record.personOf('RJZ/MRN', mrn),
        )
        record.at(now)
        return permitted
      },
    }
  }

  test('an admission opens the record for the trust, and for nobody else', async () => {
    const patient = newcomer()
    await patient.send('A01', now)
    assert.equal(await patient.opens(), true)
    assert.equal(await patient.opens(elsewhere), false)
    // One ward of the trust is not the whole trust.
    assert.equal(await patient.opens(somebody({ organisation: 'RJZ01' })), false)
  })

  test('an admission at one of its sites opens the record for the trust (LR-04)', async () => {
    await record.send(
      admission({
        mrn: '1',
        control: 'site',
        event: 'A01',
        facility: 'RJ101',
        application: 'SITE',
      }),
    )
    const person = await record.personOf('RJ101/MRN', '1')
    assert.equal(await stillPermitted(record.needs, elsewhere, person), true)
    assert.equal(await stillPermitted(record.needs, doctor, person), false)
  })

  test('cancelling an admission (A11) ends it at once (LR-02)', async () => {
    const patient = newcomer()
    await patient.send('A01', now - hour)
    assert.equal(await patient.opens(), true)
    await patient.send('A11', now)
    assert.equal(await patient.opens(), false)
    assert.equal(await patient.opens(doctor, now - hour + second), false)
  })

  test('a cancellation that arrives before the admission ends it all the same (LR-06)', async () => {
    const patient = newcomer()
    await patient.send('A11', now)
    await patient.send('A01', now - hour)
    assert.equal(await patient.opens(), false)
  })

  test('an update that comes late does not bring back what was cancelled', async () => {
    const patient = newcomer()
    await patient.send('A01', now - 2 * hour)
    await patient.send('A11', now)
    await patient.send('A08', now - hour)
    assert.equal(await patient.opens(), false)
  })

  test('a discharge leaves 30 days, to the second', async () => {
    const patient = newcomer()
    await patient.send('A01', now - 2 * day)
    await patient.send('A03', now - day, { discharged: hl7Time(now - day) })
    assert.equal(await patient.opens(doctor, now + 29 * day - second), true)
    assert.equal(await patient.opens(doctor, now + 29 * day), false)
  })

  test('a discharge that says no time of its own ends when it happened', async () => {
    const patient = newcomer()
    await patient.send('A01', now - 2 * day)
    await patient.send('A03', now - day)
    assert.equal(await patient.opens(doctor, now + 29 * day - second), true)
    assert.equal(await patient.opens(doctor, now + 29 * day), false)
  })

  test('cancelling a discharge (A13) opens it again until the next', async () => {
    const patient = newcomer()
    await patient.send('A01', now - 2 * day)
    await patient.send('A03', now - day)
    await patient.send('A13', now - day + hour)
    assert.equal(await patient.opens(doctor, now + 300 * day), true)
    await patient.send('A03', now)
    assert.equal(await patient.opens(doctor, now + 30 * day - second), true)
    assert.equal(await patient.opens(doctor, now + 30 * day), false)
  })

  test('an attendance of the emergency department: seven days, from its end or its beginning', async () => {
    const patient = newcomer({ patientClass: 'E' })
    const arrived = Date.parse('2026-11-22T08:00:00Z') // PV1-44 of the fixture
    await patient.send('A04', arrived)
    assert.equal(await patient.opens(doctor, arrived - second), false)
    assert.equal(await patient.opens(doctor, arrived), true)
    assert.equal(await patient.opens(doctor, arrived + 7 * day - second), true)
    assert.equal(await patient.opens(doctor, arrived + 7 * day), false)
    await patient.send('A03', now)
    assert.equal(await patient.opens(doctor, now + 7 * day - second), true)
    assert.equal(await patient.opens(doctor, now + 7 * day), false)
  })

  test('an outpatient attendance: 30 days before and after', async () => {
    const patient = newcomer({ patientClass: 'O' })
    const seen = Date.parse('2026-11-22T08:00:00Z')
    await patient.send('A04', seen)
    assert.equal(await patient.opens(doctor, seen - 30 * day), true)
    assert.equal(await patient.opens(doctor, seen - 30 * day - second), false)
    assert.equal(await patient.opens(doctor, seen + 30 * day), false)
  })

  test('what is only said of a person (A28, A31) relates nobody', async () => {
    const patient = newcomer()
    await patient.send('A28', now - hour)
    await patient.send('A31', now)
    assert.equal(await patient.opens(), false)
  })

  test('a merge takes the relationship along, and undoing it gives it back', async () => {
    const [survivor, retired] = [newcomer(), newcomer()]
    await survivor.send('A28', now - day)
    await retired.send('A01', now - hour)
    assert.equal(await survivor.opens(), false)
    const before = await record.personOf('RJZ/MRN', retired.mrn)
    await survivor.send('A40', now, { merged: retired.mrn })
    assert.equal(await survivor.opens(), true)
    // Of the person that nobody is any more nothing can be opened.
    assert.equal(await stillPermitted(record.needs, doctor, before), false)
    await retired.send('A11', now + second)
    assert.equal(await survivor.opens(), false)
    await retired.send('A01', now + 2 * second)
    assert.equal(await survivor.opens(), true)

    const [merge] = await merges(record.needs, 1)
    assert.equal(await undoMerge(record.needs, doctor, merge!.mergeId), true)
    assert.equal(await survivor.opens(), false)
    assert.equal(await retired.opens(), true)
  })

  test('a corrected NHS number takes the relationship to the right person, and away from the wrong', async () => {
    const wrong = newcomer()
    await wrong.send('A28', now - day, { nhs: '9990000018' })
    const patient = newcomer()
    await patient.send('A01', now - hour, { nhs: '9990000018' })
    assert.equal(await wrong.opens(), true)
    await patient.send('A08', now, { nhs: '9990000026' })
    assert.equal(await wrong.opens(), false)
    assert.equal(await patient.opens(), true)
  })

  test('a merge that waits for a human relates nobody', async () => {
    const [survivor, retired] = [newcomer(), newcomer({ born: '19700101' })]
    await survivor.send('A28', now - day)
    await retired.send('A01', now - hour)
    await survivor.send('A40', now, { merged: retired.mrn })
    assert.equal(await survivor.opens(), false)
    assert.equal(await retired.opens(), true)
  })
})
