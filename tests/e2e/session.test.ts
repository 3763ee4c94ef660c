/** The screen of a session: that locks, that another took the place of, that a launch began. */
import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import AxeBuilder from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { newContext, startBrowser } from './browser.ts'
import { type StandIn, startStandIn } from './stand-in.ts'

const minute = 60_000
let browser: Browser
let standIn: StandIn
let context: BrowserContext
let page: Page

before(async () => {
  browser = await startBrowser()
})
after(() => browser.close())
beforeEach(async () => {
  standIn = await startStandIn()
  context = await newContext(browser)
  page = await context.newPage()
  await page.clock.install()
})
afterEach(async () => {
  await context.close()
  await standIn.close()
})

async function signIn() {
  await page.goto(standIn.url)
  await page.getByRole('button', { name: 'Sign in' }).click()
}
async function open() {
  await page
    .getByRole('button', { name: /Adeyemi/i })
    .first()
    .click()
  await page.locator('.lcr-banner').waitFor()
}
/** Time passes for the browser and the server alike. */
async function pass(ms: number) {
  standIn.aheadMs += ms
  await page.clock.fastForward(ms)
}
const lockIn = (ms: number) => new Date(Date.now() + standIn.aheadMs + ms).toISOString()
const words = async () => (await page.textContent('body')) ?? ''

async function clean(what: string) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  assert.deepEqual(
    violations.map(({ id }) => id),
    [],
    what,
  )
}

describe('the screen of a session', { timeout: 200_000 }, () => {
  it('AC-07: warns, then locks: nothing of the record is left on the page', async () => {
    standIn.may = { lockAt: lockIn(10 * minute) }
    await signIn()
    await page.locator('table').waitFor()
    await pass(8.5 * minute)
    await page.getByText('This screen will be locked at').waitFor()
    await clean('about to be locked')
    standIn.may = { lockAt: lockIn(10 * minute) }
    await page.getByRole('button', { name: 'Stay signed in' }).click()
    await page.getByText('This screen will be locked at').waitFor({ state: 'detached' })
    await pass(9.4 * minute)
    await open()
    await pass(40_000)
    await page.getByRole('heading', { name: 'This screen is locked' }).waitFor()
    assert.doesNotMatch(await page.content(), /ADEYEMI|Penicillin/i)
    assert.match(await words(), /Dr Isobel Crane was signed in/)
    await clean('locked')
    await page.evaluate(() => window.history.back())
    await page.getByRole('heading', { name: 'This screen is locked' }).waitFor()
    assert.doesNotMatch(await page.content(), /ADEYEMI|Penicillin/i)
  })

  it('AC-07: another tab in use keeps this one, and the warning goes away', async () => {
    standIn.may = { lockAt: lockIn(3 * minute) }
    await signIn()
    await page.locator('table').waitFor()
    await pass(1.2 * minute)
    await page.getByText('This screen will be locked at').waitFor()
    standIn.may = { lockAt: lockIn(10 * minute) }
    await pass(0.5 * minute)
    await page.getByText('This screen will be locked at').waitFor({ state: 'detached' })
  })

  it('AT-30, AC-06: another session in this browser empties the page of the one before', async () => {
    await signIn()
    await open()
    standIn.may = { csrf: 'of-another-session' }
    await pass(2 * minute)
    await page.keyboard.press('Shift')
    await page.getByRole('heading', { name: 'Somebody signed in in another window' }).waitFor()
    assert.doesNotMatch(await page.content(), /ADEYEMI|Penicillin/i)
    await clean('replaced')
  })

  it('AC-10: a launch opens its patient at once, and leads nowhere else without a role that finds', async () => {
    const launch = { handle: 'marjorie', system: 'the system of the ward' }
    standIn.may = { launch, mayFind: false }
    await signIn()
    await page.locator('.lcr-banner').waitFor()
    assert.match(await words(), /Opened from the system of the ward/)
    assert.equal(await page.getByRole('button', { name: 'My patients' }).count(), 0)
    await clean('launched')
    assert.ok(!standIn.asked.includes('/api/my-patients'), 'no list was asked for on the way')
  })
})
