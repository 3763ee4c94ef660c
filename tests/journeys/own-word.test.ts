/** Records that open on somebody's word: a declaration, consent, a colleague, a broken seal (§2.5). */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { endOfWorkingDay } from '#access'
import {
  breakSeal,
  declarationsToReview,
  declareRelationship,
  escalateReviews,
  explainDeclarations,
  grantAccess,
  guardPerson,
  openRecord,
  recordConsent,
  reviewDeclaration,
  stillPermitted,
  type User,
  unguardPerson,
  whyCanISee,
} from '#journeys'
import { doctor, type TestRecord, testRecord } from '#test-support'
import { day, hl7Time, hour, somebody } from './fixtures/care.ts'
import { admission } from './fixtures/messages.ts'

const second = 1_000
const words = 'Brought in by ambulance, confused'
const officer = somebody({ key: 'https://issuer.example|officer', activities: ['B0016', 'B0015'] })
const nurse = somebody({ key: 'https://issuer.example|nurse', activities: ['B0360', 'B0370'] })
let strangers = 0
/** At a hospital that knows nothing of anybody. */
const stranger = (of: Partial<User> = {}): User =>
  somebody({ organisation: 'RYJ', key: `https://issuer.example|stranger-${strangers++}`, ...of })

describe('records that open on somebody’s word', () => {
  const now = Date.now()
  let record: TestRecord
  let last = 100

  before(async () => {
    record = await testRecord(now)
  })
  after(() => record.close())

  /** Somebody who is an inpatient of the doctor's hospital. */
  async function newcomer(of: { facility?: string } = {}): Promise<number> {
    const mrn = String(last++)
    const { facility = 'RJZ' } = of
    await record.send(
      admission({ control: `O${mrn}`, mrn, nhs: '', family: `SURNAME${mrn}`, facility }),
    )
    return record.personOf(`${facility}/MRN`, mrn)
  }

  const permitted = (user: User, person: number) => stillPermitted(record.needs, user, person)
  const opens = (user: User, person: number) =>
    openRecord(record.needs, user, person, { requestId: 'test' })
  const declares = (user: User, person: number, said: string = words) =>
    declareRelationship(record.needs, user, person, { reason: 'emergency', words: said })
  const auditOf = (action: string, user: User) =>
    record.fresh.superuserQuery<{ effect: string; detail: object }>(
      'SELECT effect, detail FROM audit.event WHERE action = $1 AND user_key = $2',
      [action, user.key],
    )

  test('LR-08: so many in 24 hours and no more, whatever kind of own word, and again the day after', async () => {
    const user = stranger()
    for (let i = 0; i < 9; i++) assert.equal((await declares(user, 1_000 + i)).outcome, 'declared')
    const consent = { askedBy: 'Dr Lee', words: 'Agreed at the bedside just now' }
    assert.equal((await recordConsent(record.needs, user, 1_100, consent)).outcome, 'declared')
    const tenth = await declares(user, 1_200)
    assert.equal(tenth.outcome, 'refused')
    assert.match((tenth as { words: string }).words, /10 records .* within 24 hours/)
    assert.equal((await recordConsent(record.needs, user, 1_200, consent)).outcome, 'refused')
    assert.equal((await declares(stranger(), 1_200)).outcome, 'declared', 'others may')
    record.at(now + day + second)
    assert.equal((await declares(user, 1_200)).outcome, 'declared')
    record.at(now)
  })

  test('LR-08: two at the same moment do not pass the last place both', async () => {
    const user = stranger()
    for (let i = 0; i < 9; i++) await declares(user, 2_000 + i)
    const both = await Promise.all([declares(user, 2_100), declares(user, 2_101)])
    assert.deepEqual(both.map((one) => one.outcome).sort(), ['declared', 'refused'])
  })

  test('not again and again of one person without evidence; evidence that comes later counts', async () => {
    const user = stranger()
    const person = await newcomer()
    for (let i = 0; i < 3; i++) {
      record.at(now + i * day)
      assert.equal((await declares(user, person)).outcome, 'declared')
    }
    record.at(now + 3 * day)
    assert.equal((await declares(user, person)).outcome, 'refused')
    // Their hospital's own message was late: it had admitted them all the while (LR-10).
    const mrn = String(last - 1)
    await record.send(
      admission({
        control: `L${mrn}`,
        mrn: `L${mrn}`,
        nhs: '',
        facility: 'RYJ',
        family: `SURNAME${mrn}`,
        admitted: hl7Time(now - hour),
      }),
    )
    await record.fresh.superuserQuery(
      `UPDATE identity.link SET person_id = ${person} WHERE source_patient_id = (SELECT
         source_patient_id FROM identity.source_patient WHERE value = 'L${mrn}')`,
    )
    await record.fresh.superuserQuery(
      `UPDATE access.relationship SET person_id = ${person} WHERE organisation = 'RYJ'
         AND source_patient_id = (SELECT source_patient_id FROM identity.source_patient
           WHERE value = 'L${mrn}')`,
    )
    assert.equal(await explainDeclarations(record.needs), 3)
    assert.equal(await explainDeclarations(record.needs), 0, 'and not twice')
    assert.equal((await declares(user, person)).outcome, 'declared')
    record.at(now)
  })

  test('LR-09: what says nothing is refused; the same words of two people are told to the reviewer', async () => {
    const user = somebody({ key: 'https://issuer.example|copier' })
    const [one, other] = [await newcomer({ facility: 'RJ1' }), await newcomer({ facility: 'RJ1' })]
    assert.equal((await declares(user, one, 'test test test test')).outcome, 'refused')
    assert.equal((await declares(user, one, 'Fell at home, on warfarin')).outcome, 'declared')
    assert.equal((await declares(user, other, 'fell at home – on WARFARIN')).outcome, 'declared')
    const lines = (await declarationsToReview(record.needs, officer)).filter(
      (line) => line.byKey === user.key,
    )
    assert.deepEqual(
      lines.map((line) => [line.person?.personId, line.doubts]),
      [
        [one, []],
        [other, ['same-words-of-another-person']],
      ],
    )
  })

  test('LR-07: a privacy officer of the organisation reviews each, by a reference, and nobody their own', async () => {
    const user = somebody({ key: 'https://issuer.example|reviewed', name: 'Dr Ada Example' })
    const person = await newcomer({ facility: 'RJ1' })
    await declares(user, person)
    const [line] = (await declarationsToReview(record.needs, officer)).filter(
      (one) => one.byKey === user.key,
    )
    assert.match(line!.reference, /^D-[0-9A-F]{8}$/)
    assert.equal(line!.by, 'Dr Ada Example')
    assert.equal(line!.escalatesAt, endOfWorkingDay(now, 5))
    const [event] = await auditOf('declare-relationship', user)
    assert.deepEqual(event!.detail, {
      reference: line!.reference,
      manual: 'self-claimed',
      override: 'OVRER',
    })
    const elsewhere = { ...officer, organisation: 'RJ1', key: 'https://issuer.example|there' }
    assert.deepEqual(await declarationsToReview(record.needs, elsewhere), [])
    const said = { outcome: 'explained', words: 'On the emergency department’s list' } as const
    for (const by of [elsewhere, { ...officer, key: user.key }]) {
      await assert.rejects(reviewDeclaration(record.needs, by, line!.declarationId, said), {
        kind: 'conflict',
      })
    }
    await reviewDeclaration(record.needs, officer, line!.declarationId, said)
    await assert.rejects(reviewDeclaration(record.needs, officer, line!.declarationId, said), {
      kind: 'conflict',
    })
    for (const by of [doctor, nurse]) {
      await assert.rejects(declarationsToReview(record.needs, by), { kind: 'refused' })
    }
  })

  test('LR-07: what is not reviewed in five working days is told to others, of nobody, once a week', async () => {
    const user = somebody({ key: 'https://issuer.example|late', name: 'Dr Late Example' })
    const here = { ...user, organisation: 'RAL' }
    await declares(here, await newcomer({ facility: 'RJ1' }))
    const tasks = () =>
      record.fresh.superuserQuery<{ words: string; detail: object; person_id: null }>(
        `SELECT words, detail, person_id FROM access.task
         WHERE kind = 'review-overdue' AND detail->>'organisation' = 'RAL' ORDER BY task_id`,
      )
    const end = endOfWorkingDay(now, 5)
    record.at(end)
    await escalateReviews(record.needs)
    assert.equal((await tasks()).length, 0, 'at the last moment of the fifth day')
    record.at(end + 1)
    await escalateReviews(record.needs)
    await escalateReviews(record.needs)
    const [task, ...more] = await tasks()
    assert.equal(more.length, 0)
    assert.equal(task!.person_id, null)
    assert.match(JSON.stringify(task), /"waiting":1/)
    assert.doesNotMatch(JSON.stringify(task), /Late Example|issuer\.example|ambulance/)
    record.at(end + 8 * day)
    await escalateReviews(record.needs)
    assert.equal((await tasks()).length, 2, 'and again the week after')
    record.at(now)
  })

  test('consent opens for 24 hours, for who asked and nobody else, and says who did', async () => {
    const [user, person] = [stranger(), await newcomer()]
    const consent = { askedBy: 'Sister Nwosu', words: 'Agreed when asked on the telephone' }
    assert.deepEqual(await recordConsent(record.needs, user, person, consent), {
      outcome: 'declared',
    })
    const opened = await opens(user, person)
    assert.equal(opened.outcome === 'opened' && /agreed/.test(opened.permit.because), true)
    assert.equal(await permitted(stranger(), person), false)
    record.at(now + day)
    assert.equal(await permitted(user, person), false)
    record.at(now)
    const nobody = { askedBy: '  ', words: consent.words }
    assert.equal((await recordConsent(record.needs, user, person, nobody)).outcome, 'refused')
    const effects = (await auditOf('record-consent', user)).map((one) => one.effect)
    assert.deepEqual(effects.sort(), ['note', 'refuse'])
  })

  test('LR-03: who sees by evidence lets a colleague see for seven days, and the colleague nobody', async () => {
    const person = await newcomer()
    const asked = { reason: 'joint-care', words: 'Joint clinic on Thursday' }
    const colleague = somebody({ key: 'https://issuer.example|910000000777' })
    const grants = (by: User, id: string, of: object = {}) =>
      grantAccess(record.needs, by, person, { colleague: id, ...asked, ...of })
    assert.deepEqual(await grants(doctor, ' 910000000777 '), { outcome: 'declared' })
    const mrn = String(last - 1)
    assert.equal((await grants(doctor, '910000000101')).outcome, 'refused', 'not oneself')
    assert.equal((await grants(doctor, 'a|b')).outcome, 'refused')
    assert.equal((await grants(doctor, '910000000778', { reason: 'curiosity' })).outcome, 'refused')
    const declared = stranger()
    await declares(declared, person)
    assert.match(
      ((await grants(declared, '1234')) as { words: string }).words,
      /recorded relationship/,
    )
    assert.equal((await grants(stranger(), '1234')).outcome, 'refused')
    // The admission is cancelled: only what the doctor said for the colleague holds then.
    await record.send(
      admission({
        control: `C${mrn}`,
        mrn,
        nhs: '',
        family: `SURNAME${mrn}`,
        event: 'A11',
        at: hl7Time(now),
      }),
    )
    assert.equal(await permitted(doctor, person), false)
    assert.equal(await permitted(colleague, person), true)
    assert.equal((await grants(colleague, '910000000779')).outcome, 'refused', 'no chains')
    assert.equal(await permitted({ ...colleague, organisation: 'RJ1' }, person), false)
    record.at(now + 7 * day)
    assert.equal(await permitted(colleague, person), false)
    record.at(now)
  })

  test('AC-27: a guarded record opens only with a reason, for four hours, and never says why', async () => {
    const person = await newcomer()
    const until = { because: 'Named in a newspaper', untilAt: now + 30 * day }
    assert.equal(await permitted(doctor, person), true)
    await guardPerson(record.needs, officer, person, until)
    assert.equal(await permitted(doctor, person), false)
    const refused = await opens(doctor, person)
    assert.deepEqual(refused, {
      outcome: 'refused',
      why: 'sealed',
      words: 'This record opens only with a reason, which is looked at afterwards.',
      mayDeclare: false,
      mayBreakSeal: true,
    })
    assert.doesNotMatch(JSON.stringify(refused), /newspaper|guard|VIP/i)
    const breaks = (by: User, of: object = {}) =>
      breakSeal(record.needs, by, person, { reason: 'emergency', words, ...of })
    for (const [user, of] of [
      [doctor, { words: 'short' }],
      [doctor, { reason: 'curiosity' }],
      [nurse, {}], // related, and may not break seals
      [stranger(), {}], // may, and is not related
    ] as const) {
      assert.equal((await breaks(user, of)).outcome, 'refused')
      assert.equal(await permitted(user, person), false)
    }
    const strangers = await openRecord(record.needs, stranger({ activities: ['B0360'] }), person, {
      requestId: 'test',
    })
    assert.deepEqual(strangers, {
      outcome: 'refused',
      words: 'This record is not available to you.',
      mayDeclare: false,
    })

    assert.deepEqual(await breaks(doctor), { outcome: 'declared' })
    assert.equal((await opens(doctor, person)).outcome, 'opened')
    assert.equal(await permitted(somebody({ key: 'https://issuer.example|beside' }), person), false)
    const why = await whyCanISee(record.needs, doctor, person)
    assert.equal(
      why.outcome === 'explained' && why.sealBrokenUntil,
      new Date(now + 4 * hour).toISOString(),
    )
    record.at(now + 4 * hour)
    assert.equal(await permitted(doctor, person), false)
    record.at(now)
    await unguardPerson(record.needs, officer, person, 'No longer in the news')
    assert.equal(await permitted(nurse, person), true)
  })

  test('a guard ends by itself, and only a privacy officer sets or lifts one', async () => {
    const person = await newcomer()
    const until = { because: 'Works here', untilAt: now + day }
    for (const by of [doctor, nurse]) {
      await assert.rejects(guardPerson(record.needs, by, person, until), { kind: 'refused' })
      await assert.rejects(unguardPerson(record.needs, by, person, 'Why not'), { kind: 'refused' })
    }
    for (const untilAt of [now, now + 900 * day, Number.NaN]) {
      const wrong = { ...until, untilAt }
      await assert.rejects(guardPerson(record.needs, officer, person, wrong), { kind: 'invalid' })
    }
    await guardPerson(record.needs, officer, person, until)
    record.at(now + day)
    assert.equal(await permitted(doctor, person), true)
    record.at(now)
  })
})
