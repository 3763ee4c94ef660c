/** People who look where they should not, and people who said no, in the whole product. */
import assert from 'node:assert/strict'
import { get } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { hl7Time } from '../journeys/fixtures/care.ts'
import { admission } from '../journeys/fixtures/messages.ts'
import { type Cast, invite, nextNhsNumber, objectionTo, reasonFor } from './cast.ts'
import { bornOn, openProduct, type Product, type SignedIn } from './product.ts'
import { type Roles, rolesOf } from './roles.ts'
import { shapeOf } from './shapes.ts'

describe('people who look, and people who said no', () => {
  let product: Product
  let roles: Roles
  let cast: Cast
  before(async () => {
    product = await openProduct()
    roles = await rolesOf(product)
    cast = (await invite(product, roles))[0]!
  })
  after(() => product?.close())

  const opens = async (who: SignedIn, personId: number) =>
    shapeOf(await product.post('/api/record', { handle: who.handle(personId) }, who))
  const events = (action: string, personId: number) =>
    product.query<{
      effect: string
      reasons: string[]
      user_name: string
      detail: Record<string, string>
    }>(
      'SELECT effect, reasons, user_name, detail FROM audit.event WHERE action = $1 AND person_id = $2 ORDER BY at',
      [action, personId],
    )
  const now = () => hl7Time(Date.now())

  test('AT-01: a clerk who opens a neighbour is refused; a doctor who says why is seen, and put before a human', async () => {
    const { personId } = cast.unrelated
    const clerk = roles.callers.clerk.session!
    assert.equal(await opens(clerk, personId), 'no')
    assert.equal(
      shapeOf(await product.post('/api/declare', reasonFor(clerk.handle(personId)), clerk)),
      'refused',
    )
    assert.equal(await opens(roles.clinician, personId), 'may-declare')
    const said = reasonFor(roles.clinician.handle(personId), 'emergency')
    assert.equal(shapeOf(await product.post('/api/declare', said, roles.clinician)), 'done')
    assert.equal(await opens(roles.clinician, personId), 'opens')
    const looks = await events('open-record', personId)
    assert.deepEqual(
      looks.map((one) => one.effect),
      ['refuse', 'refuse', 'permit'],
    )
    const [declared] = (await events('declare-relationship', personId)).filter(
      (one) => one.effect === 'note',
    )
    const reviews = await product.post('/api/desk/reviews', {}, roles.officer)
    const { reviews: lines } = reviews.json<{ reviews: { reference: string; reason: string }[] }>()
    assert.ok(lines.some((one) => one.reference === declared!.detail.reference))
  })

  test('AT-04: nobody opens their own record: not by number, by handle, nor by a letter of somebody else’s', async () => {
    const { own, related } = cast
    const { clinician } = roles
    const found = await product.post(
      '/api/find',
      { nhsNumber: own.nhsNumber, birthDate: bornOn },
      clinician,
    )
    assert.equal(shapeOf(found), 'found-own-record')
    assert.equal(await opens(clinician, own.personId), 'own-record')
    for (const handle of [own, related].map((one) => clinician.handle(one.personId))) {
      assert.equal(
        shapeOf(await product.post('/api/document', { handle, hash: own.hash }, clinician)),
        'unknown',
      )
    }
    const why = await product.post(
      '/api/why',
      { handle: clinician.handle(own.personId) },
      clinician,
    )
    assert.equal(shapeOf(why), 'own-record')
    for (const path of ['declare', 'break-seal', 'consent']) {
      const body =
        path === 'consent'
          ? {
              handle: clinician.handle(own.personId),
              askedBy: 'Sister Amara Nwosu',
              words: 'I agree that I see it',
            }
          : reasonFor(clinician.handle(own.personId))
      await product.post(`/api/${path}`, body, clinician)
      assert.equal(await opens(clinician, own.personId), 'own-record', path)
    }
    const tasks = await product.query<{ kind: string }>(
      `SELECT kind FROM access.task WHERE kind = 'own-record'`,
    )
    assert.ok(tasks.length > 0, 'the privacy officer is told')
  })

  test('AT-07: a role at one organisation opens nothing of another’s patient, and two roles are never added up', async () => {
    const there = { key: 'https://issuer.example|two-roles', activities: ['B0360'] }
    const atKings = await product.session({ ...there, organisation: 'RJZ' })
    const elsewhere = await product.session({ ...there, organisation: 'G85016' })
    assert.equal(await opens(atKings, cast.related.personId), 'opens')
    assert.equal(await opens(atKings, cast.unrelated.personId), 'no')
    assert.equal(await opens(elsewhere, cast.related.personId), 'no')
    assert.equal(await opens(elsewhere, cast.unrelated.personId), 'no')
  })

  test('AT-10: who said no before anybody had seen them is hidden from their first message on', async () => {
    const nhs = nextNhsNumber()
    const recorded = await product.post(
      '/api/desk/record',
      {
        ...objectionTo(''),
        handle: undefined,
        nhsNumber: `${nhs.slice(0, 3)} ${nhs.slice(3, 6)} ${nhs.slice(6)}`,
        birthDate: bornOn,
        family: 'CANARYNEW',
      },
      roles.keeper,
    )
    assert.equal(recorded.status, 200, recorded.text)
    const answers = await product.send(
      admission({
        control: 'N1',
        mrn: '8001',
        nhs,
        family: 'CANARYNEW',
        at: now(),
        admitted: now(),
      }),
    )
    assert.deepEqual(answers, ['AA'], 'its sender’s queue is not held up')
    const personId = await product.personOf('RJZ/MRN', '8001')
    assert.equal(await opens(roles.clinician, personId), 'objected')
    const rows = await product.query<{ n: string }>(
      'SELECT count(*) AS n FROM record.entry WHERE person_id = $1',
      [personId],
    )
    assert.equal(Number(rows[0]!.n), 0)
  })

  test('AT-12: a law that lifts objections opens what it names and no more, says so, and ends by itself', async () => {
    const { personId } = cast.objected
    const { keeper, officer, clinician } = roles
    const lasts = 4_000
    const kinds = (named: string) => ({
      from: new Date().toISOString(),
      until: new Date(Date.now() + lasts).toISOString(),
      kinds: [named],
      instrument: 'The Example Regulations 2026',
      notice: 'For some weeks hospitals may see records of people who said no.',
    })
    const suspend = async (named: string, approver: SignedIn, proposer = keeper) => {
      assert.equal(
        shapeOf(await product.post('/api/desk/suspensions/propose', kinds(named), proposer)),
        'done',
      )
      const [newest] = await product.query<{ suspension_id: string }>(
        'SELECT suspension_id FROM access.suspension ORDER BY proposed_at DESC LIMIT 1',
      )
      const suspensionId = newest!.suspension_id
      return {
        suspensionId,
        answer: await product.post('/api/desk/suspensions/approve', { suspensionId }, approver),
      }
    }
    assert.equal(await opens(clinician, personId), 'objected')
    const alone = await suspend('inpatient', keeper)
    assert.equal(alone.answer.status, 403, 'who proposes does not approve')
    // One person in two roles is one person.
    const twice = { key: 'https://issuer.example|both', organisation: 'RJZ' }
    const asKeeper = await product.session({ ...twice, activities: ['LCR-LOCAL-OBJECTIONS'] })
    const asOfficer = await product.session({ ...twice, activities: ['B0015', 'B0016'] })
    const both = await suspend('inpatient', asOfficer, asKeeper)
    assert.equal(both.answer.status, 403)
    assert.equal(await opens(clinician, personId), 'objected')
    await suspend('gp-registration', officer)
    assert.equal(await opens(clinician, personId), 'objected', 'what it does not name stays hidden')
    await suspend('inpatient', officer)
    const until = Date.now() + lasts
    let outlives = false
    const opened = await product.post(
      '/api/record',
      { handle: clinician.handle(personId) },
      clinician,
    )
    if (Date.now() < until - 100) {
      assert.equal(shapeOf(opened), 'opens')
      const permit = JSON.parse(
        Buffer.from(String(opened.headers['lcr-permit']), 'base64url').toString(),
      )
      assert.equal(permit.isSuspended, true)
      outlives = Date.parse(permit.until) > until
    }
    while (Date.now() <= until + 100) await sleep(50)
    assert.equal(await opens(clinician, personId), 'objected')
    assert.equal(outlives, false, 'no permit outlives it')
    const [stays] = await product.query<{ n: string }>(
      'SELECT count(*) AS n FROM access.objected WHERE person_id = $1',
      [personId],
    )
    assert.equal(Number(stays!.n), 1, 'the objection stays recorded')
  })

  test('AC-30 OO-25: what needs two people is not done by one of them in two roles, or twice', async () => {
    const { personId } = cast.guarded
    const twice = { key: 'https://issuer.example|both', activities: ['LCR-LOCAL-OBJECTIONS'] }
    const here = await product.session({ ...twice, organisation: 'RJZ' })
    const there = await product.session({ ...twice, organisation: 'RV5' })
    const recorded = await product.post(
      '/api/desk/record',
      objectionTo(here.handle(personId)),
      here,
    )
    const { objectionId } = recorded.json<{ objectionId: string }>()
    const because = 'It was somebody else of that name'
    const proposed = await product.post('/api/desk/error/propose', { objectionId, because }, here)
    assert.equal(shapeOf(proposed), 'done')
    for (const who of [here, there]) {
      const body = { objectionId, isError: true, because }
      const answer = await product.post('/api/desk/error/answer', body, who)
      assert.ok([403, 409].includes(answer.status), answer.text)
    }
    assert.equal(await opens(roles.clinician, personId), 'objected')
  })

  test('AT-45: what is told to a reviewer names a case, and neither the user nor the person', async () => {
    const tasks = await product.query<{ words: string; kind: string }>(
      'SELECT words, kind FROM access.task',
    )
    assert.ok(tasks.length > 0)
    for (const { words, kind } of tasks) {
      assert.doesNotMatch(words, /CANARY|ROBIN|999\d{7}/, kind)
      // Whose word it is that another must confirm stands there on purpose.
      if (kind !== 'confirm-error') assert.doesNotMatch(words, /Okonkwo|9100000/, kind)
    }
    assert.doesNotMatch(product.said.join('\n'), /CANARY|ROBIN|999000\d{4}|Okonkwo|9100000/)
  })

  test('AT-46: an open screen closes when somebody who said no is merged into the person on it', async () => {
    const stay = (mrn: string) =>
      admission({ control: `M${mrn}`, mrn, family: 'CANARYMERGE', at: now(), admitted: now() })
    await product.send(stay('8101'), stay('8102'))
    const [open, said] = [
      await product.personOf('RJZ/MRN', '8102'),
      await product.personOf('RJZ/MRN', '8101'),
    ]
    const objection = objectionTo(roles.keeper.handle(said))
    assert.equal((await product.post('/api/desk/record', objection, roles.keeper)).status, 200)
    const { clinician } = roles
    assert.equal(await opens(clinician, said), 'objected')
    assert.equal(await opens(clinician, open), 'opens')
    const closed = streamOf(clinician, open)
    await closed.began
    const at = hl7Time(Date.now() + 1_000)
    await product.send(
      admission({
        control: 'M3',
        mrn: '8102',
        merged: '8101',
        event: 'A40',
        family: 'CANARYMERGE',
        at,
      }),
    )
    const told = await closed.ended
    assert.match(told, /event: closed/)
    assert.doesNotMatch(told, /event: changed|CANARY/)
    const merged = await product.personOf('RJZ/MRN', '8102')
    assert.equal(await opens(clinician, merged), 'objected')
    assert.notEqual(await opens(clinician, open), 'opens')
  })

  /** The stream of an open screen, until the server ends it. */
  function streamOf(who: SignedIn, personId: number) {
    const began = Promise.withResolvers<void>()
    const ended = Promise.withResolvers<string>()
    const address = new URL(`/api/changes?handle=${who.handle(personId)}`, product.origin)
    get(address, { headers: { cookie: who.cookie } }, (answer) => {
      let text = ''
      answer.on('data', (part: Buffer) => {
        text += part
        began.resolve()
      })
      answer.on('end', () => ended.resolve(text))
    }).on('error', ended.reject)
    return { began: began.promise, ended: ended.promise }
  }
})
