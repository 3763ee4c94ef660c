/** What the screen shows where a record does not open, or leaves it: each state by itself (HZ-03). */
import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import AxeBuilder from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { RefusalView } from '../../src/doors/viewer/contract.ts'
import { newContext, startBrowser } from './browser.ts'
import { type StandIn, startStandIn } from './stand-in.ts'

let browser: Browser
let standIn: StandIn
let context: BrowserContext
let page: Page

const contacts = [
  { who: 'The person, or who is with them', how: 'Ask what you need to know.' },
  { who: 'Their GP practice', how: 'Telephone the practice.' },
]
const refusal = (why: RefusalView['why'], words: string, more: object = {}): RefusalView => ({
  outcome: 'refused',
  why,
  words,
  mayDeclare: false,
  ...more,
})
const objected = refusal('objected', 'This person has chosen not to share. Contact them.', {
  contacts,
})
const sealed = refusal('sealed', 'This record opens only with a reason.', { mayBreakSeal: true })

describe('where a record does not open', { timeout: 120_000 }, () => {
  before(async () => {
    browser = await startBrowser()
  })
  after(() => browser.close())
  beforeEach(async () => {
    standIn = await startStandIn()
    context = await newContext(browser)
    page = await context.newPage()
  })
  afterEach(async () => {
    await context.close()
    await standIn.close()
  })

  async function signIn() {
    await page.goto(standIn.url)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.getByRole('button', { name: 'Sign out' }).waitFor()
  }
  const choose = (surname: string) =>
    page
      .getByRole('button', { name: new RegExp(surname, 'i') })
      .first()
      .click()
  const banner = () => page.locator('.lcr-banner')
  const heading = () => page.getByRole('heading', { level: 1 }).textContent()

  async function clean(what: string) {
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze()
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' | ')}`),
      [],
      what,
    )
  }

  it('HZ-03 OO-16 says by a heading of its own why it does not, and never shows an empty record', async () => {
    await signIn()
    const seen = new Set<string>()
    for (const [why, more] of [
      ['objected', objected],
      ['sealed', sealed],
      ['own-record', refusal('own-record', 'This is your own record.')],
      ['died', refusal('died', 'This person died more than 90 days ago.')],
      ['outside-the-launch', refusal('outside-the-launch', 'Open them from your own system.')],
      ['unknown', refusal(undefined, 'This record is not available to you.')],
    ] as const) {
      standIn.refusals.set('marjorie', more)
      await choose('Adeyemi')
      await page.getByText(why === 'sealed' ? 'Your reason' : more.words).waitFor()
      seen.add((await heading())!)
      assert.equal(await banner().count(), 0)
      await clean(why)
      assert.doesNotMatch(await page.title(), /Adeyemi|objected|sealed/i)
      await page.getByRole('button', { name: 'My patients' }).click()
      await page.getByRole('table').waitFor()
    }
    assert.equal(seen.size, 6, [...seen].join(' | '))
  })

  it('OO-15 HZ-09 offers whom to ask instead, when found and when opened', async () => {
    await signIn()
    standIn.refusals.set('marjorie', objected)
    await choose('Adeyemi')
    await page.getByText(objected.words).waitFor()
    await page.getByText('Their GP practice').waitFor()
    await page.getByText('does not mean that there is nothing to know').waitFor()
    await page.getByText('not even in an emergency').waitFor()
    await page.getByRole('button', { name: 'My patients' }).click()
    await page.getByLabel('NHS number').fill('999 123 4527')
    for (const [part, value] of [
      ['Day', '14'],
      ['Month', '03'],
      ['Year', '1939'],
    ] as const) {
      await page.getByLabel(part).fill(value)
    }
    await page.getByRole('button', { name: 'Find', exact: true }).click()
    const found = page.locator('.lcr-found')
    await found.getByText(objected.words).waitFor()
    await found.getByText('Their GP practice').waitFor()
    assert.match((await found.textContent())!, /ADEYEMI, Marjorie/)
    assert.equal(await found.getByRole('button').count(), 0, 'there is nothing to open')
    await clean('found, and objected')
  })

  it('OO-13 takes an open record away within 5 s of an objection, and says why', async () => {
    await signIn()
    await choose('Adeyemi')
    await banner().waitFor()
    standIn.refusals.set('marjorie', objected)
    standIn.closeStreams(objected)
    await page.getByText('The record has been taken off the screen').waitFor({ timeout: 5_000 })
    assert.equal(await heading(), 'This person has chosen not to share')
    // Who it is may be known (OO-15), and nothing else.
    assert.match((await page.textContent('.lcr-who'))!, /ADEYEMI, Marjorie/)
    assert.doesNotMatch((await page.textContent('body'))!, /Penicillin|Bisoprolol|SE5|address/i)
    await clean('taken away')
    // What was on the screen is not in the page's memory either.
    await page.goBack()
    assert.doesNotMatch((await page.textContent('body'))!, /Penicillin/i)
  })

  it('opens a sealed record by a reason, in three presses once it is chosen (HZ-17)', async () => {
    standIn.refusals.set('marjorie', sealed)
    await signIn()
    await choose('Adeyemi')
    await page.getByLabel('This is an emergency').check()
    await page.getByLabel('What is it about?').fill('Unconscious in resus, no next of kin')
    await page.getByRole('button', { name: 'Break the seal and open' }).click()
    await banner().waitFor()
  })

  it('says in one press why it can be seen, until when, and what the person is told (PM-19)', async () => {
    await signIn()
    await choose('Adeyemi')
    await banner().waitFor()
    await page.getByRole('button', { name: 'Why can I see this?' }).click()
    const panel = page.getByRole('region', { name: 'Why you can see this record' })
    await panel.waitFor()
    const text = (await panel.textContent())!
    assert.match(text, /Also because\s*Registered with your practice/)
    assert.match(text, /Your access is recorded and the person can see it/)
    assert.match(text, /Dr Isobel Crane/)
    await clean('why')
    await panel.getByRole('button', { name: 'Let a colleague see this record' }).click()
    await panel.getByRole('button', { name: 'Let them see it' }).click()
    await panel.getByText('There is a problem').waitFor()
    await clean('letting a colleague see, with errors')
    await panel.getByLabel('We care for this person together').check()
    await panel.getByLabel('Your colleague’s user ID').fill('910000000102')
    await panel.getByLabel('What is it about?').fill('Joint clinic on Thursday')
    await panel.getByRole('button', { name: 'Let them see it' }).click()
    await panel.getByText('Your colleague can open this record for 7 days').waitFor()
  })

  it('says that objections are suspended, and that whereabouts are left out', async () => {
    standIn.permitted = { isSuspended: true, hidesWhereabouts: true }
    await signIn()
    await choose('Adeyemi')
    await banner().waitFor()
    await page.getByText('Objections are suspended across London').waitFor()
    await page.getByText('Nobody may learn where this person is').waitFor()
    await clean('suspended, and without whereabouts')
  })

  it('AT-29 never paints what is about somebody else, whoever mixed the answers up', async () => {
    await signIn()
    standIn.mixedUp.set('marjorie', 'deceased')
    await choose('Adeyemi')
    await page.getByText('about somebody else, so it is not shown').waitFor()
    assert.equal(await banner().count(), 0)
    assert.doesNotMatch((await page.textContent('body'))!, /SULLIVAN/i)
  })

  it('AT-29 two windows, two people, and a slow answer in one of them', async () => {
    await signIn()
    const other = await context.newPage()
    await other.goto(standIn.url)
    standIn.delaysMs.set('marjorie', 1_500)
    await choose('Adeyemi')
    await other
      .getByRole('button', { name: /Sullivan/i })
      .first()
      .click()
    await other.locator('.lcr-banner').waitFor()
    await banner().waitFor()
    assert.match((await banner().textContent())!, /ADEYEMI/)
    assert.match((await other.locator('.lcr-banner').textContent())!, /SULLIVAN/)
  })

  it('a role that opens no records finds people, and is offered nothing else', async () => {
    standIn.may = { mayOpen: false }
    await signIn()
    await page.getByRole('heading', { level: 2, name: 'Find a person' }).waitFor()
    assert.equal(await page.getByRole('table').count(), 0)
    assert.equal(await page.getByRole('button', { name: 'My patients' }).count(), 0)
    await clean('a role that opens nothing')
  })
})
