/** The desk in a browser, with the real journeys behind it: a worried person stands before it. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { after, afterEach, before, describe, it } from 'node:test'
import AxeBuilder from '@axe-core/playwright'
import fastify, { type FastifyInstance } from 'fastify'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { keepSessions, raiseTask } from '#access'
import { declareRelationship, recordObjection } from '#journeys'
import { doctor, type TestRecord, testRecord } from '#test-support'
import { serverOptions } from '../../src/doors/viewer/answers.ts'
import { hashSecret, newSecret } from '../../src/doors/viewer/secrets.ts'
import { viewerDoor } from '../../src/doors/viewer/viewer.ts'
import { sessionCookie } from '../../src/doors/viewer/who-asks.ts'
import { deskJourneys } from '../../src/main/desk-journeys.ts'
import { viewerJourneys } from '../../src/main/viewer-journeys.ts'
import { buildViewerIfNeeded } from '../../viewer/build.ts'
import { ines, ruth, tom } from '../contract/desk-door.ts'
import { admission } from '../journeys/fixtures/messages.ts'
import { newContext, startBrowser } from './browser.ts'
import { hostile } from './desk-in-memory.ts'

let browser: Browser
let context: BrowserContext
let page: Page
let record: TestRecord
let app: FastifyInstance
let url: string
const faults: unknown[] = []
const asked: string[] = []

before(async () => {
  browser = await startBrowser()
  record = await testRecord()
  await record.send(
    admission({ control: 'D1', mrn: 'D100', nhs: '9990000018', family: 'SECRETNAME' }),
    admission({ control: 'D2', mrn: 'D200', nhs: '9990000026', facility: 'RJ2', family: 'OTHER' }),
  )
  app = fastify({ ...serverOptions, forceCloseConnections: true })
  app.addHook('onRequest', async (request) => {
    asked.push(request.url)
  })
  const sessions = keepSessions(record.needs.database, record.needs.clock)
  await app.register(viewerDoor, {
    journeys: viewerJourneys(record.needs, { watch: () => () => {} } as never),
    desk: deskJourneys(record.needs, { telephone: '020 7946 0000' }),
    sessions,
    signIn: {
      issuer: () => 'https://issuer.example',
      clientId: 'test',
      credential: { secret: newSecret() },
    } as never,
    origin: () => url,
    screenFolder: await buildViewerIfNeeded(),
    demonstration: true,
    clock: record.needs.clock,
    onFault: (fault) => faults.push(fault),
    secret: randomBytes(32),
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  url = `http://localhost:${(app.addresses()[0] as AddressInfo).port}`
  signInAs = async (user) => {
    await context?.close()
    const secret = newSecret()
    await sessions.create({ ...user, session: hashSecret(secret) })
    context = await newContext(browser)
    await context.addCookies([
      { name: sessionCookie, value: secret, domain: 'localhost', path: '/', secure: true },
    ])
    page = await context.newPage()
    await page.goto(url)
    await page.getByRole('heading', { level: 1 }).waitFor()
  }
})
let signInAs: (user: typeof doctor) => Promise<void>
after(async () => {
  await browser?.close()
  await app?.close()
  await record?.close()
})
afterEach(() => assert.deepEqual(faults, []))

const go = (name: string | RegExp) =>
  page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name }).click()
const tick = (name: string) => page.getByRole('checkbox', { name }).check()
const title = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()

async function find(nhsNumber: string) {
  await page.getByLabel('NHS number').fill(nhsNumber)
  await page.getByLabel('Day').fill('14')
  await page.getByLabel('Month').fill('3')
  await page.getByLabel('Year').fill('1985')
  await go('Find')
}

async function recordIt(words: string) {
  await title(/Who is asking/)
  await clean('who is asking')
  await tick('Passport')
  await tick('Home address')
  await go('Continue')
  await title(/Read this out/)
  await clean('read this out')
  await tick('I read this out, or they read it, and they understand it')
  await tick('They get the leaflet, printed or by e-mail')
  await page.getByLabel('What did they say?').fill(words)
  await go('Continue')
  await title(/Check, then record/)
  await clean('check')
  await go('Record the objection')
  await title('In force now')
  await clean('in force')
}

/** Nothing to complain of, and no line has to be scrolled sideways at 200 % (WCAG 1.4.10). */
async function clean(what: string) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  const wrong = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`)
  assert.deepEqual(wrong, [], what)
  const before = page.viewportSize()!
  await page.setViewportSize({ width: before.width / 2, height: before.height / 2 })
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
  assert.equal(wide, false, `${what} at 200 %`)
  await page.setViewportSize(before)
}

const objected = async () =>
  (await record.fresh.superuserQuery('SELECT person_id FROM access.objected')).length

describe('the desk', { timeout: 600_000 }, () => {
  it('records an objection that is in force at once, and waits as a task', async () => {
    await signInAs(ines)
    await title('Find a person')
    await go('Find')
    await page.getByRole('link', { name: 'Enter an NHS number' }).waitFor()
    await clean('what is wrong')
    await find('9990000018')
    await page.getByText('They have not said no.').waitFor()
    assert.equal(await objected(), 0)
    await go('Record an objection')
    await go('Continue')
    await page.getByRole('link', { name: 'Choose what you saw' }).click()
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'seen-1')
    await recordIt(hostile)
    assert.equal(await objected(), 1)
    await go('Tasks')
    await page.getByRole('button', { name: /Decide an objection/ }).waitFor()
    await clean('tasks')
    const events = await record.fresh.superuserQuery<{ action: string }>(
      "SELECT action FROM audit.event WHERE action IN ('find-in-register', 'record-objection')",
    )
    assert.deepEqual(
      new Set(events.map((one) => one.action)),
      new Set(['find-in-register', 'record-objection']),
    )
  })

  it('shows what was said and by whom; AT-44: stored text does nothing', async () => {
    await signInAs(ines)
    await find('9990000018')
    await page.getByText('They have said no.').waitFor()
    await clean('what they have said')
    await go(/^Recorded at the desk of/)
    await page.getByText('=HYPERLINK').waitFor()
    await page.getByText('Seen: Passport. Told by them: Home address.').waitFor()
    assert.match(await page.title(), /^An objection/)
    await clean('an objection')
  })

  it('AC-28: prints the leaflet and nothing else, and names nobody on it', async () => {
    await go('The leaflet')
    await title('The leaflet')
    await page.emulateMedia({ media: 'print' })
    const leaflet = page.getByRole('article')
    const text = await leaflet.innerText()
    for (const said of ['What staff will not see', 'Who will not see it', 'Connect Care']) {
      assert.ok(text.includes(said), said)
    }
    assert.match(text, /in an emergency too/)
    assert.match(text, /Your reference: OBJ-/)
    assert.match(text, /If you change your mind/)
    assert.match(text, /020 7946 0000/)
    assert.doesNotMatch(text, /SECRETNAME|9990000018/i)
    assert.equal((await page.locator('body').innerText()).trim(), text.trim())
    await page.emulateMedia({ media: null })
    const pages = async () =>
      (await page.pdf({ preferCSSPageSize: true })).toString('latin1').match(/\/Type\s*\/Page\b/g)
        ?.length
    assert.equal(await pages(), 2, 'one sheet, two sides')
    await page.evaluate(() => {
      window.print = () => document.body.setAttribute('data-printed', 'yes')
    })
    await go('Print it large')
    await page.locator('body[data-printed]').waitFor()
    assert.ok(((await pages()) ?? 0) > 2)
    await page.getByText('Send it by e-mail instead').click()
    const mail = await page.getByLabel('The text of the leaflet. It names nobody.').inputValue()
    assert.match(mail, /YOU CHANGE YOUR MIND/)
    assert.doesNotMatch(mail, /SECRETNAME/i)
  })

  it('AC-28: prints nothing of any other page', async () => {
    await go('Find a person')
    await title('Find a person')
    await page.emulateMedia({ media: 'print' })
    assert.match(await page.locator('body').innerText(), /^Printing is off/)
    await page.emulateMedia({ media: null })
  })

  it('OO-25: an error needs another user', async () => {
    await signInAs(ines)
    await find('9990000018')
    await go(/^Recorded at the desk of/)
    await go('Entered in error')
    await title('Entered in error')
    await page.getByLabel('What went wrong?').fill('It was another person.')
    await clean('entered in error')
    await go('Ask another to agree')
    await page.getByText('You cannot answer this yourself').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Answer', exact: true }).count(), 0)
    assert.equal(await objected(), 1)
    await signInAs(tom)
    await go('Tasks')
    await go(/Was an objection entered in error/)
    await go('Answer')
    await page.getByText('Your answer is needed.').waitFor()
    await go('Answer')
    await page.getByLabel('Yes, it was entered in error').check()
    await page.getByLabel('How do you know?').fill('I rang the person.')
    await go('Send your answer')
    await page.getByText('It was entered in error.').waitFor()
    assert.equal(await objected(), 0)
  })

  it('OO-03: records for somebody who is not known yet', async () => {
    await signInAs(ines)
    await find('9990000034')
    await page.getByText('Nobody is known with this NHS number and date of birth.').waitFor()
    await go('Record for a person not known yet')
    await page.getByLabel('First name').fill('Robin')
    await page.getByLabel('Family name').fill('Marsh')
    await recordIt('No, thank you.')
    await page.getByText('They are not known yet.').waitFor()
    assert.equal(await objected(), 0)
    await record.send(admission({ control: 'D3', mrn: 'D300', nhs: '9990000034', family: 'MARSH' }))
    assert.equal(await objected(), 1)
  })

  it('does not uphold without a named professional and a letter', async () => {
    await go('Tasks')
    await page
      .getByRole('button', { name: /Decide an objection/ })
      .last()
      .click()
    await go('Decide')
    await page.getByLabel('Not upheld').check()
    await page.getByLabel('Why?').fill('They need it to be safe.')
    await go('Record that it is not upheld')
    await page.getByRole('link', { name: 'Name the senior professional' }).waitFor()
    await clean('decide')
    await page.getByLabel('Which senior professional decided?').fill('Dr A Cole, consultant')
    await page.getByLabel('Day').fill('20')
    await page.getByLabel('Month').fill('11')
    await page.getByLabel('Year').fill('2026')
    await go('Record that it is not upheld')
    await page.getByText('It is not upheld.').waitFor()
    await page.getByText(/weighed by Dr A Cole, consultant; letter of 2026-11-20/).waitFor()
    assert.equal(await objected(), 0)
  })

  it('can be used by keyboard alone, and goes back without losing what was typed', async () => {
    await signInAs(ines)
    await find('9990000026')
    await page.getByRole('button', { name: 'Record an objection' }).focus()
    await page.keyboard.press('Enter')
    await title(/Who is asking/)
    await page.keyboard.press('Tab')
    for (const press of ['Tab', ' ', ...Array(6).fill('Tab'), ' ']) await page.keyboard.press(press)
    await page.getByRole('button', { name: 'Continue' }).focus()
    await page.keyboard.press('Enter')
    await title(/Read this out/)
    await page.goBack()
    await title(/Who is asking/)
    assert.equal(await page.getByRole('checkbox', { name: 'Passport' }).isChecked(), true)
    await page.goForward()
    await title(/Read this out/)
  })

  it('OO-20 OO-21: takes an objection back, in their words and checked again, and from no parent', async () => {
    const personId = await record.personOf('RJ2/MRN', 'D200')
    await recordObjection(record.needs, ines, {
      personId,
      madeBy: 'person',
      words: 'No.',
      identityCheck: 'Seen: Passport.',
      explained: true,
    })
    assert.equal(await objected(), 1)
    await signInAs(tom)
    await find('9990000026')
    await go(/^Recorded at the desk of/)
    await go('They change their mind')
    await go('Record that it is withdrawn')
    await page.getByRole('link', { name: 'Choose what you saw' }).waitFor()
    await clean('they change their mind')
    await tick('Driving licence')
    await tick('GP practice')
    await page.getByLabel('What did they say?').fill('I want it back.')
    // OO-21, AC-25: what the person said themselves, no parent takes back.
    await page.getByRole('radio', { name: 'Their parent or guardian' }).check()
    await page.getByLabel(/What shows that they may act/).fill('Birth certificate, seen')
    await go('Record that it is withdrawn')
    await page
      .getByRole('alert')
      .getByText('A parent can take back only what a parent said.')
      .waitFor()
    assert.equal(await objected(), 1)
    await clean('a refusal in words')
    await page.getByRole('radio', { name: 'The person', exact: true }).check()
    await go('Record that it is withdrawn')
    await page.getByText('It is withdrawn.').waitFor()
    await page.getByText(/I want it back\. \(Seen: Driving licence\./).waitFor()
    assert.equal(await objected(), 0)
  })

  it('suspends by law only when another approves, and says when it is over', async () => {
    await signInAs(ines)
    await go('Suspension')
    await page.getByText('Nothing is suspended.').waitFor()
    await go('Propose a suspension')
    await page.getByLabel('Which law or legal notice?').fill('An invented notice of 2026')
    const dates = [
      ['From the start of', '1', '12', '2026'],
      ['Until the start of', '1', '3', '2027'],
    ] as const
    for (const [group, ...parts] of dates) {
      const inputs = page.getByRole('group', { name: group }).getByRole('textbox')
      for (const [index, part] of parts.entries()) await inputs.nth(index).fill(part)
    }
    await tick('Emergency departments')
    await page.getByLabel('What is the public told?').fill('Emergency staff can see every record.')
    await clean('propose a suspension')
    await go('Propose it')
    await page.getByText('It is proposed.').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Approve it' }).count(), 0)
    await signInAs(tom)
    await go('Suspension')
    await go('Approve it')
    await page.getByText('Approved, not started').waitFor()
    await page.getByText(/01-Mar-2027 00:00, in/).waitFor()
    await clean('a suspension')
    await go('End it now')
    await page.getByText('Over', { exact: true }).waitFor()
  })

  it('LR-07 AC-27 AC-09: the privacy officer reviews, guards and keeps out', async () => {
    const other = await record.personOf('RJ2/MRN', 'D200')
    const said = { reason: 'emergency', words: `${hostile} for this person here` } as const
    assert.equal((await declareRelationship(record.needs, doctor, other, said)).outcome, 'declared')
    await signInAs(ruth)
    await title('Looks to review')
    await clean('looks to review')
    await page
      .getByRole('row', { name: /Emergency/ })
      .getByRole('button')
      .click()
    await page.getByText('=HYPERLINK').waitFor()
    await clean('review')
    await page.getByLabel('There was a good reason').check()
    await page.getByLabel('How do you know?').fill('The ward confirmed it.')
    await go('Record the review')
    await page.getByText('Nothing waits to be reviewed.').waitFor()
    await go('Guard a person')
    await find('9990000026')
    await page.getByLabel('Why are they guarded?').fill('In the news.')
    for (const [name, part] of [
      ['Day', '31'],
      ['Month', '3'],
      ['Year', '2027'],
    ] as const) {
      await page.getByLabel(name).fill(part)
    }
    await clean('guard')
    await go('Guard this person')
    await page.getByText('They are guarded now.').waitFor()
    await go('Users')
    await page.getByLabel('The user’s number').fill(doctor.key)
    await page.getByLabel('Why?').fill('Left the trust.')
    await go('Keep them out')
    await page.getByText(/signed out everywhere/).waitFor()
    await clean('users')
    await go(/^Let them sign in again\s*,/)
    await page.getByLabel('Why?').fill('Came back.')
    await go('Let them sign in again')
    await page.getByText('Nobody is kept out.').waitFor()
  })

  it('AC-20: tells the privacy officer, and not who keeps objections, what staff tried', async () => {
    const detail = { reference: 'D-0000000A', by: doctor.name, organisation: ruth.organisation }
    await record.needs.database.transaction('serving', (tx) =>
      raiseTask(tx, { kind: 'own-record', words: 'They tried to open their own record.', detail }),
    )
    await signInAs(ines)
    const answered = page.waitForResponse('**/api/desk/tasks')
    await go('Tasks')
    assert.doesNotMatch(await (await answered).text(), /own-record/)
    await signInAs(ruth)
    await go('Staff tasks')
    await clean('staff tasks')
    await go(/^Somebody tried to open their own record/)
    await page.getByText('D-0000000A').waitFor()
    await clean('a staff task')
    await page.getByLabel('What came of it?').fill('They did not know.')
    await go('This task is done')
    await page.getByText('Nothing waits.').waitFor()
  })

  it('shows the imports and the figures as they are', async () => {
    await signInAs(tom)
    await go('Imports')
    await page.getByText('No register has been brought over yet.').waitFor()
    await clean('imports')
    await go('Figures')
    await page.getByText('Objections in force').waitFor()
    await clean('figures')
  })

  it('AC-19: keeps nothing about anybody in addresses, titles, history or storage', async () => {
    assert.deepEqual(
      asked.filter((one) => /\?|999000|secretname/i.test(one)),
      [],
    )
    await go('Find a person')
    await find('9990000018')
    await title('What they have said')
    const kept = await page.evaluate(() =>
      JSON.stringify([
        document.title,
        window.location.href,
        window.history.state,
        { ...window.localStorage },
        { ...window.sessionStorage },
        document.cookie,
      ]),
    )
    assert.doesNotMatch(kept, /9990000018|999 000|SECRETNAME/i)
  })

  it('asks for the token of the session, as everything does', async () => {
    const status = await page.evaluate(async () => {
      const headers = { 'content-type': 'application/json', 'lcr-csrf': 'x' }
      const body = JSON.stringify({ open: true })
      return (await fetch('/api/desk/tasks', { method: 'POST', headers, body })).status
    })
    assert.equal(status, 403)
  })

  it('AC-29: is not there for a doctor', async () => {
    await signInAs(doctor)
    await title('My patients')
    assert.equal(await page.getByRole('button', { name: 'Desk' }).count(), 0)
  })
})
