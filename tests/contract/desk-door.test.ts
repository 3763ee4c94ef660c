/** What the desk asks, with journeys that are told what to answer: shapes, roles and names. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type {
  DeskDocuments,
  DeskFigures,
  DeskFound,
  DeskGuarded,
  DeskImports,
  DeskObjections,
  DeskReviews,
  DeskSuspensions,
  DeskTasks,
  ObjectionView,
  Recorded,
} from '../../src/doors/viewer/contract.ts'
import { hostile, marjorie } from '../e2e/desk-in-memory.ts'
import { openDesk } from './desk-door.ts'

const who = { nhsNumber: marjorie.nhsNumber, birthDate: marjorie.birthDate }
const check = { seen: ['passport'], told: ['address'] }
const objectionPaths = [
  ['find', who],
  ['person', { handle: 'x' }],
  ['record', {}],
  ['objection', {}],
  ['decide', {}],
  ['withdraw', {}],
  ['error/propose', {}],
  ['error/answer', {}],
  ['release', {}],
  ['documents', { handle: 'x' }],
  ['documents/hide', {}],
  ['documents/show', {}],
  ['tasks', { open: true }],
  ['tasks/do', {}],
  ['figures', {}],
  ['imports', {}],
  ['imports/rows', {}],
] as const
const guardPaths = [
  ['reviews', {}],
  ['reviews/review', {}],
  ['staff-tasks', { open: true }],
  ['staff-tasks/do', {}],
  ['guarded', who],
  ['guard', {}],
  ['unguard', {}],
  ['accounts', {}],
  ['accounts/disable', {}],
  ['accounts/enable', {}],
] as const
const bothPaths = [
  ['suspensions', {}],
  ['suspensions/propose', {}],
  ['suspensions/approve', {}],
  ['suspensions/end', {}],
] as const

describe('the door of the desk', () => {
  let desk: Awaited<ReturnType<typeof openDesk>>
  before(async () => {
    desk = await openDesk()
  })
  after(() => desk.close())

  const found = async () => {
    const { body } = await desk.post('find', who)
    return body as Extract<DeskFound, { outcome: 'found' }>
  }

  test('AC-17 AC-29: is not there for whom it is not for, whatever is asked', async () => {
    const answers = new Set<string>()
    const ask = async (path: string, body: unknown, as: 'doctor' | 'ines' | 'ruth') => {
      const answer = await desk.post(path, body, as)
      answers.add(`${answer.status} ${JSON.stringify(answer.body)}`)
    }
    for (const [path, body] of [...objectionPaths, ...guardPaths, ...bothPaths]) {
      await ask(path, body, 'doctor')
    }
    for (const [path, body] of objectionPaths) await ask(path, body, 'ruth')
    for (const [path, body] of guardPaths) await ask(path, body, 'ines')
    assert.equal(answers.size, 1, [...answers].join('\n'))
    assert.match([...answers][0] ?? '', /^404 /)
  })

  test('AC-19: names persons by a handle of the session, never by their number', async () => {
    const { person } = await found()
    const said = (await desk.post('person', { handle: person.handle })).body
    assert.doesNotMatch(JSON.stringify([person, said]), /personId|:41|:42/)
    for (const handle of ['41', '', `${person.handle}x`]) {
      assert.equal((await desk.post('person', { handle })).status, 404)
    }
    assert.equal((await desk.post('person', { handle: person.handle }, 'tom')).status, 404)
    const tasks = (await desk.post('tasks', { open: true })).body as DeskTasks
    assert.doesNotMatch(JSON.stringify(tasks), /person/i)
    const { handle } = tasks.tasks.find((one) => one.handle !== undefined) ?? {}
    const of = (await desk.post('person', { handle })).body as DeskObjections
    assert.equal(of.person?.nhsNumber, marjorie.nhsNumber)
  })

  test('records for the person whom the handle names, with the check in words', async () => {
    const { person } = await found()
    const said = { madeBy: 'person', check, words: 'I do not want it.', explained: true }
    const answer = await desk.post('record', { handle: person.handle, ...said })
    const recorded = answer.body as Recorded
    assert.match(recorded.reference, /^OBJ-/)
    const did = desk.did.at(-1)
    assert.equal(did?.personId, 41)
    assert.equal(did?.identityCheck, 'Seen: Passport. Told by them: Home address.')
    const shown = (await desk.post('objection', recorded)).status
    assert.equal(shown, 400, 'no more than was agreed')
    const { objectionId } = recorded
    const view = (await desk.post('objection', { objectionId })).body as ObjectionView
    assert.equal(view.isInForce, true)
    assert.ok(view.dueAt)
  })

  test('OO-03: records for somebody who is not known, with a number that can be one', async () => {
    const body = {
      ...who,
      nhsNumber: '999 123 4551',
      family: 'Marsh',
      given: 'Robin',
      madeBy: 'person',
      check,
      words: 'No.',
      explained: true,
    }
    assert.equal((await desk.post('record', body)).status, 200)
    assert.equal(desk.did.at(-1)?.nhsNumber, '9991234551')
    assert.equal(desk.did.at(-1)?.personId, undefined)
    for (const wrong of [{ nhsNumber: '9991234552' }, { nhsNumber: undefined }, { family: '' }]) {
      assert.equal((await desk.post('record', { ...body, ...wrong })).status, 400)
    }
  })

  test('OO-21: takes no objection that nobody was told of, checked or showed a right to', async () => {
    const { person } = await found()
    const body = { handle: person.handle, madeBy: 'person', check, words: 'No.', explained: true }
    for (const wrong of [
      { explained: false },
      { check: { seen: [], told: ['address'] } },
      { check: { seen: ['passport'], told: [] } },
      { words: '' },
      { madeBy: 'parent' },
      { madeBy: 'not-known' },
      { route: 'import' },
    ]) {
      assert.equal((await desk.post('record', { ...body, ...wrong })).status, 400)
    }
    const deputy = { ...body, madeBy: 'deputy', evidence: 'Court order 1234, seen.' }
    assert.equal((await desk.post('record', deputy)).status, 200)
    assert.match(
      String(desk.did.at(-1)?.identityCheck),
      /Acting for them: Court order 1234, seen\./,
    )
  })

  test('OO-21: takes one back only from the person, or who shows that they may', async () => {
    const { objectionId } = desk.first
    const body = { objectionId, check, saidBy: 'attorney', words: 'Show it again.' }
    assert.equal((await desk.post('withdraw', body)).status, 400)
    const evidence = 'Birth certificate, seen.'
    const refused = await desk.post('withdraw', { ...body, saidBy: 'parent', evidence })
    assert.equal(refused.status, 403)
    assert.equal(
      (refused.body as { words: string }).words,
      'Ask the person themselves.',
      'says why',
    )
    const { body: still } = await desk.post('objection', { objectionId })
    assert.equal((still as ObjectionView).isInForce, true)
    const shown = { ...body, evidence: 'Registered power of attorney, seen.' }
    assert.equal((await desk.post('withdraw', shown)).status, 200)
    assert.match(String(desk.did.at(-1)?.identityCheck), /Registered power of attorney, seen\./)
    assert.equal(desk.did.at(-1)?.saidBy, 'attorney')
  })

  test('does not uphold without a senior professional and the day of a letter', async () => {
    const { objectionId } = desk.first
    const refused = { objectionId, verdict: 'not-upheld', because: 'Needs it to be safe.' }
    assert.equal((await desk.post('decide', refused)).status, 400)
    const named = { ...refused, seniorProfessional: 'Dr A Cole, consultant' }
    assert.equal((await desk.post('decide', named)).status, 400)
    assert.equal((await desk.post('decide', { ...named, letterSentOn: '2026-02-30' })).status, 400)
    assert.equal((await desk.post('decide', { ...named, letterSentOn: '2026-11-20' })).status, 200)
    assert.equal((await desk.post('decide', { ...refused, verdict: 'upheld' })).status, 200)
  })

  test('OO-25: says whose word about an error it is; only another’s answer counts', async () => {
    const { objectionId } = desk.first
    await desk.post('error/propose', { objectionId, because: 'Another person.' })
    const seen = async (as: 'ines' | 'tom') =>
      (await desk.post('objection', { objectionId }, as)).body as ObjectionView
    assert.equal((await seen('ines')).proposedError?.isMine, true)
    assert.equal((await seen('tom')).proposedError?.isMine, false)
    const answer = { objectionId, isError: false, because: 'I asked. It is right.' }
    assert.equal((await desk.post('error/answer', answer)).status, 403)
    assert.equal((await desk.post('error/answer', answer, 'tom')).status, 200)
    assert.equal((await seen('tom')).proposedError, undefined)
    assert.equal((await seen('tom')).isInForce, true)
  })

  test('OO-26: puts tasks in order of urgency, and keeps what they are about inside', async () => {
    const { tasks } = (await desk.post('tasks', { open: true })).body as DeskTasks
    assert.deepEqual(
      tasks.map((one) => one.urgency),
      ['overdue', 'escalate', 'remind', 'waiting', 'waiting', 'waiting'],
    )
    const line = tasks.find((one) => one.kind === 'decide-import-row')
    assert.deepEqual(line?.facts, [
      ['Register', 'Connect Care'],
      ['Line', '214'],
    ])
  })

  test('OO-17: hides a document of the person whom the handle names, by its reference', async () => {
    const { person } = await found()
    const { handle } = person
    const asked = { handle, reference: 'DOC-0A1B2C3D4E', because: 'It names her sister.' }
    for (const way of ['hide', 'show']) {
      assert.equal((await desk.post(`documents/${way}`, asked)).status, 200)
      assert.equal(desk.did.at(-1)?.what, `${way}-document`)
      assert.equal(desk.did.at(-1)?.personId, 41)
      assert.equal((await desk.post(`documents/${way}`, { ...asked, because: '' })).status, 400)
      assert.equal((await desk.post(`documents/${way}`, { ...asked, handle: '41' })).status, 404)
    }
    const { documents } = (await desk.post('documents', { handle })).body as DeskDocuments
    assert.deepEqual(Object.keys(documents[0]!), ['reference', 'since', 'by', 'because'])
  })

  test('OO-31: says of each import whether it adds up, and what became of each line', async () => {
    const { imports } = (await desk.post('imports', {})).body as DeskImports
    const [one] = imports
    assert.equal(one?.addsUp, true)
    const lines = one?.results.flatMap((result) => result.categories.map(({ rows }) => rows)) ?? []
    assert.equal(
      lines.reduce((sum, rows) => sum + rows, 0),
      10_000,
    )
    const figures = (await desk.post('figures', {})).body as DeskFigures
    assert.deepEqual(
      figures.byRoute.map(({ route }) => route),
      ['desk', 'code', 'import'],
    )
  })

  test('a suspension is proposed by one and to be approved by another', async () => {
    const shown = async (as: 'ines' | 'tom' | 'ruth') =>
      ((await desk.post('suspensions', {}, as)).body as DeskSuspensions).suspensions[0]
    assert.equal((await shown('ines'))?.state, 'proposed')
    assert.equal((await shown('ines'))?.isMine, false)
    assert.equal((await shown('tom'))?.isMine, true)
    assert.ok((await shown('ruth'))?.until)
    const { suspensionId } = (await shown('ruth')) ?? {}
    assert.equal((await desk.post('suspensions/approve', { suspensionId }, 'ruth')).status, 200)
    assert.equal((await shown('tom'))?.state, 'approved')
  })

  test('LR-07: lists what was opened on somebody’s word, the oldest first', async () => {
    const { reviews } = (await desk.post('reviews', {}, 'ruth')).body as DeskReviews
    assert.deepEqual(
      reviews.map((one) => [one.reference, one.isEscalated]),
      [
        ['LOOK-00000005', true],
        ['LOOK-00000007', false],
      ],
    )
    assert.equal(reviews[1]?.words, hostile, 'AT-44: as it was written, and JSON')
    const review = { declarationId: 7, outcome: 'explained', words: 'The ward rang.' }
    assert.equal((await desk.post('reviews/review', review, 'ruth')).status, 200)
    assert.equal(
      (await desk.post('reviews/review', { ...review, outcome: 'x' }, 'ruth')).status,
      400,
    )
  })

  test('AC-20: tells a privacy officer what staff tried, and gives no way to the person', async () => {
    const { tasks } = (await desk.post('staff-tasks', { open: true }, 'ruth')).body as DeskTasks
    assert.deepEqual(
      tasks.map((one) => [one.kind, one.handle]),
      [['own-record', undefined]],
    )
    assert.deepEqual(tasks[0]?.facts, [
      ['Reference', 'D-0000000A'],
      ['By', 'Dr Sunil Perera'],
      ['User key', 'x|910000000102'],
    ])
    const done = { taskId: 9, outcome: 'Did not know it.' }
    assert.equal((await desk.post('staff-tasks/do', done, 'ruth')).status, 200)
    assert.equal(desk.did.at(-1)?.what, 'staff-task')
  })

  test('AC-27: guards the person whom the handle names, with an end', async () => {
    const { body } = await desk.post('guarded', who, 'ruth')
    const { person } = body as Extract<DeskGuarded, { outcome: 'found' }>
    const asked = { handle: person.handle, because: 'In the news.', untilOn: '2027-01-31' }
    assert.equal((await desk.post('guard', { ...asked, untilOn: '' }, 'ruth')).status, 400)
    assert.equal((await desk.post('guard', asked, 'ruth')).status, 200)
    assert.equal(desk.did.at(-1)?.personId, 41)
    const lifted = { handle: person.handle, because: 'It is over.', kind: 'guarded' }
    assert.equal((await desk.post('unguard', lifted, 'ruth')).status, 200)
    const other = (await desk.post('guarded', { ...who, nhsNumber: '9991234551' }, 'ruth')).body
    assert.deepEqual(other, { outcome: 'not-known' })
  })

  test('repeats nothing of what it cannot read', async () => {
    const answer = await desk.post('find', { nhsNumber: 'SECRET', birthDate: '1952-03-14' })
    assert.equal(answer.status, 400)
    assert.doesNotMatch(JSON.stringify(answer.body), /SECRET/)
    assert.deepEqual(desk.faults, [])
  })
})
