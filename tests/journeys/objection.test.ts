/** A person said no: hidden from the moment it is received, along every number and every move. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  confirmError,
  decideObjection,
  doTask,
  endObjection,
  findForRegister,
  objectionsOf,
  objectionTasks,
  proposeError,
  recordObjection,
  registerReckoning,
  releasePerson,
  reviewAges,
  showObjection,
  tendRegister,
  undoMerge,
} from '#journeys'
import { doctor, type TestRecord, testRecord } from '#test-support'
import {
  atDesk,
  isObjected,
  keeper,
  objects,
  otherKeeper,
  rowsOf,
  seenBy,
} from './fixtures/keepers.ts'
import { admission, potassium } from './fixtures/messages.ts'

const day = 86_400_000
const now = Date.now()
const epr = { application: 'EPR', facility: 'RJ2' }
const failure = (code: string) => (fault: { code?: string }) => fault.code === code

describe('an objection', () => {
  let record: TestRecord
  let control = 0
  const next = () => `OB${++control}`
  const person = (mrn: string, namespace = 'RJZ/MRN') => record.personOf(namespace, mrn)
  const openTasks = () => objectionTasks(record.needs, keeper, { open: true, max: 500 })
  const idle = async () => {
    while (await tendRegister(record.needs));
  }
  before(async () => {
    record = await testRecord(now)
  })
  after(() => record.close())

  test('OO-01: hides at once; OO-15: who cares for the person is told that they said no', async () => {
    await record.send(
      admission({ control: next(), mrn: '100', nhs: '9990000018' }),
      potassium({ control: next(), mrn: '100', value: '4.1' }),
    )
    const aisha = await person('100')
    assert.notEqual(typeof (await seenBy(record, aisha)), 'string')
    const { objectionId } = await objects(record, { personId: aisha })
    assert.equal(await seenBy(record, aisha), 'objected')
    const shown = await showObjection(record.needs, keeper, objectionId)
    assert.equal(shown?.state, 'pending')
    assert.deepEqual(
      shown?.persons.map((one) => [one.personId, one.how]),
      [[aisha, 'chosen']],
    )
  })

  test('OO-09: what is said of an objected person is taken, counted, and put into no record', async () => {
    const aisha = await person('100')
    const rows = await rowsOf(record, aisha)
    await record.send(
      potassium({
        control: next(),
        mrn: '100',

        value: '5.9',
        at: '20261122083000',
      }),
    )
    const { received, filed, setAside, pending } = await record.reckon()
    assert.deepEqual([received, setAside, pending], [filed, 0, 0])
    assert.equal(await rowsOf(record, aisha), rows)
    const figures = await registerReckoning(record.needs, keeper)
    assert.ok(figures.messagesKeptOut >= 1)
  })

  test('OO-11: what was filed before is deleted once it is upheld, and the deletion audited', async () => {
    const aisha = await person('100')
    const { objectionId } = (await objectionsOf(record.needs, keeper, aisha))[0]!
    await idle()
    assert.ok((await rowsOf(record, aisha)) > 0, 'an undecided one is only hidden')
    await decideObjection(record.needs, keeper, objectionId, {
      verdict: 'upheld',
      because: 'asked',
    })
    await idle()
    assert.equal(await rowsOf(record, aisha), 0)
    assert.equal(await seenBy(record, aisha), 'objected')
    const events = await record.fresh.superuserQuery(
      `SELECT 1 FROM audit.event WHERE action = 'delete-projection' AND person_id = $1`,
      [aisha],
    )
    assert.equal(events.length, 1)
  })

  test('OO-20: taken back, all that is stored is told again, also what came meanwhile', async () => {
    const aisha = await person('100')
    const { objectionId } = (await objectionsOf(record.needs, keeper, aisha))[0]!
    await endObjection(record.needs, keeper, objectionId, {
      what: 'withdrawn',
      because: 'changed my mind',
      identityCheck: 'passport seen',
    })
    const view = await seenBy(record, aisha)
    assert.notEqual(typeof view, 'string')
    assert.match(JSON.stringify(view), /5\.9/)
    assert.equal(await isObjected(record, aisha), false)
  })

  test('OO-11: undecided, it is deleted after thirty days', async () => {
    await record.send(admission({ control: next(), mrn: '110', nhs: '9990000026' }))
    const tomasz = await person('110')
    await objects(record, { personId: tomasz })
    record.at(now + 29 * day)
    await idle()
    assert.ok((await rowsOf(record, tomasz)) > 0)
    record.at(now + 30 * day + 1)
    await idle()
    assert.equal(await rowsOf(record, tomasz), 0)
    record.at(now)
  })

  test('20: OO-03: an objection for somebody never seen binds before the first projection', async () => {
    const { objectionId } = await objects(record, { nhsNumber: '999 000 0034' })
    assert.equal((await registerReckoning(record.needs, keeper)).unmatched, 1)
    await record.send(admission({ control: next(), mrn: '120', nhs: '9990000034' }))
    const grace = await person('120')
    assert.equal(await rowsOf(record, grace), 0)
    assert.equal(await isObjected(record, grace), true)
    const shown = await showObjection(record.needs, keeper, objectionId)
    assert.deepEqual(
      shown?.persons.map((one) => [one.personId, one.how]),
      [[grace, 'identifier']],
    )
    assert.equal((await registerReckoning(record.needs, keeper)).unmatched, 0)
    // The message and the objection in the other order (AT-10): hidden too.
    await record.send(admission({ control: next(), mrn: '121', nhs: '9990000042' }))
    await objects(record, { nhsNumber: '9990000042' })
    assert.equal(await isObjected(record, await person('121')), true)
  })

  test('22: OO-06: the objection follows a number that replaces another, both ways and in chains', async () => {
    await objects(record, { nhsNumber: '9990000050' })
    await record.send(admission({ control: next(), mrn: '130', nhs: '9990000050' }))
    // Its hospital replaces the number twice, and once goes back: a chain of three, and a loop.
    for (const [nhs, at] of [
      ['9990000069', '20261122081000'],
      ['9990000077', '20261122082000'],
      ['9990000050', '20261122083000'],
    ] as const) {
      await record.send(admission({ control: next(), mrn: '130', nhs, at, event: 'A31' }))
    }
    assert.equal(await isObjected(record, await person('130')), true)
    // Others know only one of the later numbers, with another date of birth.
    for (const [mrn, nhs] of [
      ['131', '9990000069'],
      ['132', '9990000077'],
    ] as const) {
      await record.send(admission({ control: next(), mrn, nhs, born: '19700101', ...epr }))
      const other = await person(mrn, 'RJ2/MRN')
      assert.notEqual(other, await person('130'))
      assert.equal(await isObjected(record, other), true)
      assert.equal(await rowsOf(record, other), 0)
    }
    const tasks = (await openTasks()).filter((one) => one.kind === 'check-number')
    assert.equal(tasks.length, 2)
  })

  test('22: OO-06: the number that was replaced is known before the objection on the newer one', async () => {
    await record.send(
      admission({ control: next(), mrn: '140', nhs: '9990000085', at: '20261122080000' }),
      admission({
        control: next(),
        mrn: '140',
        nhs: '9990000093',
        at: '20261122081000',
        event: 'A31',
      }),
    )
    await objects(record, { personId: await person('140') })
    await record.send(
      admission({ control: next(), mrn: '141', nhs: '9990000085', born: '19700101', ...epr }),
    )
    assert.equal(await isObjected(record, await person('141', 'RJ2/MRN')), true)
  })

  test('OO-07: somebody new who shares nothing inherits nothing', async () => {
    await record.send(
      admission({ control: next(), mrn: '142', nhs: '9990000107', born: '19850314' }),
    )
    assert.equal(await isObjected(record, await person('142')), false)
  })

  test('OO-08: two people on one number are both hidden until a human parts them', async () => {
    const number = { nhs: '9990000115' }
    await record.send(
      admission({ control: next(), mrn: '150', ...number }),
      admission({ control: next(), mrn: '151', ...number, born: '19900101', ...epr }),
    )
    const [one, other] = [await person('150'), await person('151', 'RJ2/MRN')]
    assert.notEqual(one, other)
    const { objectionId } = await objects(record, { personId: one })
    assert.deepEqual([await isObjected(record, one), await isObjected(record, other)], [true, true])
    await releasePerson(record.needs, keeper, { objectionId, personId: other, because: 'another' })
    assert.deepEqual(
      [await isObjected(record, one), await isObjected(record, other)],
      [true, false],
    )
    assert.notEqual(
      typeof (await seenBy(record, other, { ...doctor, organisation: 'RJ2' })),
      'string',
    )
    // What comes later does not bind them again.
    await record.send(
      admission({
        control: next(),
        mrn: '151',
        ...number,
        born: '19900101',
        at: '20261122090000',
        ...epr,
      }),
    )
    assert.equal(await isObjected(record, other), false)
    await assert.rejects(
      releasePerson(record.needs, keeper, { objectionId, personId: one, because: 'another' }),
      failure('chosen'),
    )
  })

  for (const order of ['objected into open', 'open into objected'] as const) {
    test(`21: OO-04, OO-05: ${order}: the merge inherits, and who is parted again stays hidden`, async () => {
      const [a, b] = order === 'objected into open' ? ['160', '161'] : ['162', '163']
      await record.send(
        admission({ control: next(), mrn: a }),
        admission({ control: next(), mrn: b }),
      )
      const [from, to] = [await person(a), await person(b)]
      const objected = order === 'objected into open' ? from : to
      const { objectionId } = await objects(record, { personId: objected })
      await record.send(
        admission({
          control: next(),
          mrn: b,
          merged: a,
          event: 'A40',
          at: '20261122084000',
        }),
      )
      const merged = await person(b)
      assert.equal(await person(a), merged)
      assert.equal(await isObjected(record, merged), true)
      assert.equal(await seenBy(record, merged), 'objected')
      const [{ since }] = (await record.fresh.superuserQuery(
        'SELECT since FROM access.objected WHERE person_id = $1',
        [merged],
      )) as [{ since: Date }]
      assert.equal(since.getTime(), now)
      const [line] = await record.fresh.superuserQuery<{ merge_id: string }>(
        'SELECT merge_id FROM identity.merge ORDER BY merge_id DESC LIMIT 1',
      )
      assert.equal(await undoMerge(record.needs, keeper, Number(line!.merge_id)), true)
      const [first, second] = [await person(a), await person(b)]
      assert.notEqual(first, second)
      assert.deepEqual(
        [await isObjected(record, first), await isObjected(record, second)],
        [true, true],
      )
      const tasks = (await openTasks()).filter((one) => one.kind === 'check-merged')
      const other = [first, second].find((one) => one !== objected)!
      assert.ok(tasks.some((one) => one.objectionId === objectionId && one.personId === other))
      await releasePerson(record.needs, keeper, {
        objectionId,
        personId: other,
        because: 'not theirs',
      })
      assert.equal(await isObjected(record, other), false)
      assert.notEqual(typeof (await seenBy(record, other)), 'string')
      assert.equal(await seenBy(record, objected), 'objected')
    })
  }

  test('OO-22: a death ends nothing', async () => {
    await record.send(admission({ control: next(), mrn: '170', nhs: '9990000123' }))
    const person170 = await person('170')
    await objects(record, { personId: person170 })
    await record.send(
      admission({
        control: next(),
        mrn: '170',
        nhs: '9990000123',
        at: '20261122085000',
        event: 'A31',
      }).replace(
        /^(PID\|.*)$/m,
        (pid) => `${pid.split('|').concat(Array(40).fill('')).slice(0, 29).join('|')}|20261121|Y`,
      ),
    )
    assert.equal(await isObjected(record, person170), true)
    assert.equal(await seenBy(record, person170), 'objected')
  })

  test('OO-25: entered in error only when a second person agrees; nothing is ever deleted', async () => {
    await record.send(admission({ control: next(), mrn: '180', nhs: '9990000131' }))
    const hidden = await person('180')
    const { objectionId } = await objects(record, { personId: hidden })
    await proposeError(record.needs, keeper, objectionId, 'the wrong person was chosen')
    await assert.rejects(
      confirmError(record.needs, keeper, objectionId, { isError: true, because: 'yes' }),
      failure('needs-another'),
    )
    assert.equal(await isObjected(record, hidden), true)
    await confirmError(record.needs, otherKeeper, objectionId, { isError: false, because: 'no' })
    assert.equal(await isObjected(record, hidden), true)
    await proposeError(record.needs, keeper, objectionId, 'it was')
    await confirmError(record.needs, otherKeeper, objectionId, { isError: true, because: 'yes' })
    assert.equal(await isObjected(record, hidden), false)
    const shown = await showObjection(record.needs, keeper, objectionId)
    assert.equal(shown?.state, 'entered-in-error')
    assert.deepEqual(
      shown?.history.map((one) => one.what),
      ['received', 'error-proposed', 'error-declined', 'error-proposed', 'entered-in-error'],
    )
    for (const role of ['filing', 'register', 'serving'] as const) {
      for (const table of ['objection', 'objection_event', 'objection_identifier']) {
        await assert.rejects(record.needs.database.query(role, `DELETE FROM access.${table}`))
      }
    }
  })

  test('not upheld: only with a name and a letter, and then it hides no more', async () => {
    await record.send(admission({ control: next(), mrn: '190', nhs: '9990000158' }))
    const hidden = await person('190')
    const { objectionId } = await objects(record, { personId: hidden })
    await assert.rejects(
      decideObjection(record.needs, keeper, objectionId, {
        verdict: 'not-upheld',
        because: 'need',
      }),
      failure('not-answered'),
    )
    await decideObjection(record.needs, keeper, objectionId, {
      verdict: 'not-upheld',
      because: 'clinical need',
      seniorProfessional: 'Dr A. Example',
      letterSentOn: '2026-11-22',
    })
    assert.notEqual(typeof (await seenBy(record, hidden)), 'string')
    await assert.rejects(
      decideObjection(record.needs, keeper, objectionId, { verdict: 'upheld', because: 'x' }),
      failure('objection-has-changed'),
    )
  })

  test('OO-21, AC-25: what a child says for themselves no parent takes back', async () => {
    await record.send(
      admission({ control: next(), mrn: '200', nhs: '9990000166', born: '20120601' }),
    )
    const child = await person('200')
    const own = await objects(record, { personId: child })
    const parents = await recordObjection(record.needs, keeper, {
      ...atDesk,
      madeBy: 'parent',
      personId: child,
    })
    const back = { what: 'withdrawn', because: 'we agree', identityCheck: 'seen' } as const
    await assert.rejects(
      endObjection(record.needs, keeper, own.objectionId, { ...back, saidBy: 'parent' }),
      failure('not-theirs-to-take-back'),
    )
    await endObjection(record.needs, keeper, parents.objectionId, { ...back, saidBy: 'parent' })
    assert.equal(await isObjected(record, child), true)
  })

  test('AC-25: a parent’s objection is looked at when the child becomes 13, 16 and 18, once each', async () => {
    await record.send(
      admission({ control: next(), mrn: '210', nhs: '9990000174', born: '20131201' }),
    )
    const child = await person('210')
    await recordObjection(record.needs, keeper, { ...atDesk, madeBy: 'parent', personId: child })
    const reviews = async () =>
      (await openTasks()).filter((one) => one.kind === 'review-age' && one.personId === child)
    await reviewAges(record.needs)
    assert.equal((await reviews()).length, 0)
    record.at(Date.parse('2026-12-01T09:00:00Z'))
    await reviewAges(record.needs)
    await reviewAges(record.needs)
    assert.deepEqual(
      (await reviews()).map((one) => one.detail?.age),
      [13],
    )
    record.at(Date.parse('2031-12-02T09:00:00Z'))
    await reviewAges(record.needs)
    assert.deepEqual(
      (await reviews()).map((one) => one.detail?.age),
      [13, 16, 18],
    )
    record.at(now)
  })

  test('OO-26: one calendar month to answer; day 20 reminds and day 28 escalates', async () => {
    await record.send(admission({ control: next(), mrn: '220', nhs: '9990000182' }))
    record.at(Date.parse('2027-01-31T10:00:00Z'))
    const { objectionId } = await objects(record, { personId: await person('220') })
    const urgencyOn = async (when: string) => {
      record.at(Date.parse(when))
      return (await openTasks()).find((one) => one.objectionId === objectionId)?.urgency
    }
    assert.equal(await urgencyOn('2027-02-19T23:00:00Z'), 'waiting')
    assert.equal(await urgencyOn('2027-02-20T00:30:00Z'), 'remind')
    assert.equal(await urgencyOn('2027-02-28T10:00:00Z'), 'escalate')
    assert.equal(await urgencyOn('2027-03-01T00:00:01Z'), 'overdue')
    await decideObjection(record.needs, keeper, objectionId, {
      verdict: 'upheld',
      because: 'asked',
    })
    assert.equal(await urgencyOn('2027-03-01T00:00:01Z'), undefined)
    record.at(now)
  })

  test('OO-27: only who keeps the register sees it, and every look is written down', async () => {
    const looks = async (): Promise<number> =>
      (
        await record.fresh.superuserQuery(
          `SELECT 1 FROM audit.event WHERE action IN ('look-at-register', 'find-in-register')`,
        )
      ).length
    const before = await looks()
    await openTasks()
    await findForRegister(record.needs, keeper, {
      nhsNumber: '9990000018',
      birthDate: '1985-03-14',
    })
    await assert.rejects(
      objectionTasks(record.needs, doctor, { open: true, max: 1 }),
      failure('no-activity-to-keep-objections'),
    )
    assert.equal(await looks(), before + 3)
    for (const role of ['serving', 'reading'] as const) {
      for (const table of ['objection', 'objection_person', 'objected', 'task']) {
        await assert.rejects(record.needs.database.query(role, `SELECT * FROM access.${table}`))
      }
    }
    const numbers = await record.fresh.superuserQuery<{ text: string }>(
      'SELECT (o.*)::text || (i.*)::text AS text FROM access.objection o JOIN access.objection_identifier i USING (objection_id)',
    )
    assert.ok(numbers.every(({ text }) => !/999000/.test(text)))
  })

  test('a task is done once, with what was done; deciding is done by deciding', async () => {
    const tasks = await openTasks()
    const decide = tasks.find((one) => one.kind === 'decide-objection')!
    await assert.rejects(
      doTask(record.needs, keeper, decide.taskId, { outcome: 'x' }),
      failure('decide-it'),
    )
    const check = tasks.find((one) => one.kind === 'check-number')!
    await doTask(record.needs, keeper, check.taskId, { outcome: 'asked the hospital' })
    await assert.rejects(
      doTask(record.needs, keeper, check.taskId, { outcome: 'again' }),
      failure('task-is-done'),
    )
  })
})
