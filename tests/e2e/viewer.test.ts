/** The screen in a browser, against the stand-in: what a doctor meets, and what must never happen. */
import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import AxeBuilder from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { newContext, startBrowser } from './browser.ts'
import { type StandIn, startStandIn } from './stand-in.ts'
import { item, minutes } from './stand-in-marjorie.ts'

let browser: Browser
let standIn: StandIn
let context: BrowserContext
let page: Page
let problems: string[]

before(async () => {
  browser = await startBrowser()
})
after(() => browser.close())
beforeEach(async () => {
  standIn = await startStandIn()
  await newPage()
})
afterEach(async () => {
  await context.close()
  await standIn.close()
})

async function newPage(viewport?: { width: number; height: number }) {
  await context?.close().catch(() => {})
  context = await newContext(browser, viewport)
  page = await context.newPage()
  problems = []
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('request', (request) => {
    const address = request.url()
    if (!address.startsWith(standIn.url) && !/^(blob|data):/.test(address)) problems.push(address)
  })
  page.on('console', (message) => {
    if (!/Failed to load resource: .*40[13]|frame is sandboxed/.test(message.text())) {
      problems.push(message.text())
    }
  })
}

async function signIn() {
  standIn.endSession()
  await page.goto(standIn.url)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { level: 1, name: 'My patients' }).waitFor()
}

async function open(surname: string) {
  await page
    .getByRole('button', { name: new RegExp(surname, 'i') })
    .first()
    .click()
  await banner().waitFor()
}

const banner = () => page.locator('.lcr-banner')
const home = () => page.getByRole('button', { name: 'My patients' }).click()
const status = () => page.locator('.lcr-bars [role=status]')

async function clean(what: string) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .exclude('iframe')
    .analyze()
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' | ')}`,
  )
  assert.deepEqual(found, [], what)
}

describe('the screen', { timeout: 200_000 }, () => {
  it('breaks no accessibility rule on any page', async () => {
    await page.goto(standIn.url)
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await clean('signed out')
    await signIn()
    await clean('my patients')
    await page.getByRole('button', { name: 'Find', exact: true }).click()
    await page.getByText('There is a problem').waitFor()
    await clean('find, with errors')

    await find('999 123 4586', '31', '3', '1980')
    await page.getByRole('button', { name: 'Say why I need this record' }).click()
    await page.getByRole('button', { name: 'Open record' }).click()
    await page.getByText('There is a problem').waitFor()
    await clean('declare, with errors')

    for (const surname of ['Adeyemi', 'Sullivan', 'Nguyen', 'Marsh', 'Baptiste']) {
      await home()
      await open(surname)
      await clean(surname)
    }
    await home()
    await open('Adeyemi')
    await page.getByRole('button', { name: 'Letter to the emergency department' }).first().click()
    await page.getByText('She had anaphylaxis to penicillin').waitFor()
    await clean('a letter')
    await page.goBack()
    standIn.closeStreams()
    await page.getByRole('heading', { name: 'This record is not on the screen' }).waitFor()
    await clean('a closed record')
    standIn.endSession()
    await page.getByRole('button', { name: 'Open it again' }).click()
    await page.getByRole('heading', { name: 'You have been signed out' }).waitFor()
    await clean('signed out by the server')
    assert.deepEqual(problems, [])
  })

  it('is worked with the keyboard alone, and nothing that has the focus is hidden', async () => {
    await newPage({ width: 1024, height: 600 })
    await page.goto(standIn.url)
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await tabTo('Sign in')
    await page.keyboard.press('Enter')
    await page.locator('table').waitFor()
    await tabTo('ADEYEMI, Marjorie (Mrs)')
    await page.keyboard.press('Enter')
    await banner().waitFor()
    assert.match(await focused(), /^ADEYEMI/, 'the focus is on the page’s heading')

    await tabTo('Results')
    await page.keyboard.press('Enter')
    assert.match(await focused(), /^Results/)
    for (let i = 0; i < 70; i++) {
      await page.keyboard.press('Tab')
      const hidden = await page.evaluate(() => {
        const element = document.activeElement!
        if (element === document.body) return ''
        const { left, top, width, height } = element.getClientRects()[0]!
        const seen = document.elementFromPoint(left + width / 2, top + height / 2)
        return seen && (element.contains(seen) || seen.contains(element)) ? '' : element.textContent
      })
      assert.equal(hidden, '', 'hidden while it has the focus')
    }

    await tabTo('Letter to the emergency department')
    await page.keyboard.press('Enter')
    await page.getByText('Dear colleague').waitFor()
    assert.match(await focused(), /^Letter to the emergency department/)
    await page.keyboard.press('Shift+Tab')
    assert.match(await focused(), /^Back to the record/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Current medicines' }).waitFor()
    assert.match(await focused(), /^Letter to the emergency department/, 'back where it was opened')
  })

  it('keeps who it is and the allergies in view however far one scrolls', async () => {
    await signIn()
    await open('Baptiste')
    for (const share of [0.3, 0.7, 1]) {
      await page.evaluate((part) => scrollTo(0, document.body.scrollHeight * part), share)
      assert.ok(await banner().getByText('999 123 4578').isVisible())
      const { y } = (await banner().boundingBox())!
      assert.ok(Math.abs(y) < 1, `the banner is at ${y}`)
      assert.match((await banner().textContent())!, /AllergiesPenicillin|Allergies Penicillin/)
    }
  })

  it('shows what comes while the record is open, says so, and moves nothing', async () => {
    await signIn()
    await open('Adeyemi')
    await page.getByRole('link', { name: /^Letters and documents/ }).click()
    const heading = page.locator('#section-documents')
    const before = (await heading.boundingBox())!.y

    standIn.change('marjorie', (record) => ({
      ...record,
      sections: {
        ...record.sections,
        results: [
          item('RJZ', 'Lactate', {
            group: 'Blood gas',
            date: minutes(1),
            result: { value: '4.2', unit: 'mmol/L', flag: 'H', abnormal: true },
          }),
          ...record.sections.results,
        ],
        alerts: [item('RV5', 'Wanders at night', { date: minutes(1) }), ...record.sections.alerts],
      },
    }))
    await status().getByText('New: 1 alert, 1 result').waitFor()
    await page.locator('.lcr-panel', { hasText: 'Latest results' }).getByText('6.1').waitFor()
    assert.equal(await page.locator('tr', { hasText: 'Lactate' }).getByText('New').count(), 1)
    assert.match((await banner().textContent())!, /Wanders at night/)
    assert.match(await focused(), /^Letters and documents/, 'the focus stayed')
    assert.ok(Math.abs((await heading.boundingBox())!.y - before) < 3, 'the place stayed')
    assert.deepEqual(problems, [])
  })

  it('never shows one person’s record for another, whatever the back button does', async () => {
    await signIn()
    standIn.delaysMs.set('many', 1_500)
    await page.getByRole('button', { name: /Baptiste/i }).click()
    await page.goBack()
    await open('Marsh')
    await page.waitForTimeout(1_800)
    assert.match((await banner().textContent())!, /MARSH/, 'the late answer was let go')
    standIn.delaysMs.clear()

    await page.goBack()
    await page.getByRole('heading', { name: 'My patients' }).waitFor()
    assert.equal(await banner().count(), 0)
    await open('Adeyemi')
    await page.goBack()
    await page.goForward()
    await banner().waitFor()
    assert.match((await banner().textContent())!, /ADEYEMI/)

    await page.reload()
    await page.getByRole('heading', { name: 'My patients' }).waitFor()
    await open('Marsh')
    await page.goBack()
    await page.goBack()
    await page.waitForTimeout(300)
    assert.doesNotMatch(
      (await page.textContent('main'))!,
      /Penicillin/,
      'an old entry names nobody',
    )
  })

  it('shows nothing when the answer is about another person than was chosen', async () => {
    await signIn()
    const chosen = page.getByRole('button', { name: /Adeyemi/i })
    // The list must be there: one that came after the change would name the other number.
    await chosen.waitFor()
    standIn.change('marjorie', (record) => ({
      ...record,
      person: { ...record.person, nhsNumber: '9991234586' },
    }))
    await chosen.click()
    await page.getByText('another NHS number than the person you chose').waitFor()
    assert.equal(await banner().count(), 0)
  })

  it('goes blank when the permit is closed, when it runs out unseen, and at the session’s end', async () => {
    standIn.permitMs = 4_000
    await signIn()
    await open('Adeyemi')
    await page.waitForTimeout(5_000)
    assert.ok(await banner().isVisible(), 'the permit was renewed while it was looked at')
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' })
    })
    await page.getByText('nobody was looking at it').waitFor()
    assert.doesNotMatch((await page.textContent('body'))!, /ADEYEMI|Penicillin/i)

    standIn.permitMs = 300_000
    await page.getByRole('button', { name: 'Open it again' }).click()
    await banner().waitFor()
    standIn.closeStreams()
    await page.getByText('Your permission to see this record has ended').waitFor()
    assert.doesNotMatch((await page.textContent('body'))!, /ADEYEMI|Penicillin/i)

    await page.getByRole('button', { name: 'Open it again' }).click()
    await banner().waitFor()
    standIn.endSession()
    standIn.change('marjorie', (record) => record)
    await page.getByRole('heading', { name: 'You have been signed out' }).waitFor()
    assert.doesNotMatch((await page.textContent('body'))!, /ADEYEMI|Penicillin/i)
  })

  it('OO-13 goes blank when nothing is heard for a minute, and warns before the session ends', async () => {
    await page.clock.install()
    await signIn()
    await open('Adeyemi')
    await pass(45_000)
    assert.ok(await banner().isVisible(), 'a minute is not over')
    await pass(16_000)
    await page.getByText('Nothing has been heard from the London Care Record').waitFor()
    assert.doesNotMatch((await page.textContent('body'))!, /ADEYEMI|Penicillin/i)
    await clean('nothing heard')
    await page.getByRole('button', { name: 'Open it again' }).click()
    await banner().waitFor()

    await home()
    await page.locator('table').waitFor()
    await pass(18.5 * 60_000)
    await page.getByText('You will be signed out at').waitFor()
    await clean('about to be signed out')
    await page.getByRole('button', { name: 'Stay signed in' }).click()
    await page.getByText('You will be signed out at').waitFor({ state: 'detached' })
    await pass(21 * 60_000)
    await page.getByRole('heading', { name: 'You have been signed out' }).waitFor()
  })

  /** Time passes for the browser and the server alike. */
  async function pass(ms: number) {
    standIn.aheadMs += ms
    await page.clock.fastForward(ms)
  }

  it('fits a narrow screen and a magnified one without sideways scrolling', async () => {
    for (const viewport of [
      { width: 320, height: 640 },
      { width: 683, height: 384 },
    ]) {
      await newPage(viewport)
      await signIn()
      await fits('my patients')
      for (const surname of ['Adeyemi', 'Sullivan', 'Baptiste']) {
        await open(surname)
        await fits(surname)
        const height = (await banner().boundingBox())!.height
        // Where there is no Arial the letters are a fifth wider.
        assert.ok(height < viewport.height * 0.55, `the banner takes ${height}`)
        await home()
      }
    }
  })

  it('names nobody in an address, the title, or the browser’s stores', async () => {
    await signIn()
    await open('Adeyemi')
    await page.getByRole('button', { name: 'Memory clinic letter' }).first().click()
    await page.locator('iframe').waitFor()
    const kept = await page.evaluate(() => ({
      address: location.href,
      title: document.title,
      stores: localStorage.length + sessionStorage.length,
      history: JSON.stringify(history.state),
    }))
    assert.equal(kept.address, `${standIn.url}/`)
    assert.equal(kept.title, 'Record – London Care Record')
    assert.equal(kept.stores, 0)
    assert.doesNotMatch(kept.history, /marjorie|999|adeyemi|[0-9a-f]{64}/i)
    assert.doesNotMatch(standIn.asked.join(), /adeyemi|9991234527|[0-9a-f]{64}/i)
    assert.deepEqual(problems, [])
  })

  it('says of every absence why, and never takes silence for none', async () => {
    await signIn()
    await open('Nguyen')
    assert.match((await banner().textContent())!, /nothing recorded\. This is not the same as none/)
    assert.match(await section('results'), /Cannot be reached now \(may hold something\): Guy's/)
    await home()
    await open('Marsh')
    assert.match((await banner().textContent())!, /cannot be told.*cannot be reached now/)
    assert.match(await section('medicines'), /Withheld from this view/)
    await page.getByText('Some information is withheld from this view').waitFor()
    await home()
    await open('Sullivan')
    assert.match((await banner().textContent())!, /No known allergies – said by King's College/)
    assert.match((await banner().textContent())!, /DECEASED \d\d-[A-Z][a-z]{2}-\d{4} aged 84y/)
    await home()
    await open('Adeyemi')
    assert.match((await banner().textContent())!, /but South London and Maudsley says/)
    assert.match(await section('results'), /Corrected: was 5\.1 until/)
  })

  it('RL-07 HZ-02 says which sources are silent, and where an update waits for somebody', async () => {
    standIn.silent = [
      { ods: 'RJZ', since: minutes(95) },
      { ods: 'RXX', since: minutes(500) },
    ]
    await signIn()
    await open('Sullivan')
    const line = page.locator('.lcr-missing__line', { hasText: 'Update delayed' })
    assert.match(
      (await line.textContent())!,
      /^Update delayed: King's College Hospital[^,]*\. What/,
    )
    await line.getByRole('button', { name: 'See since when' }).click()
    await page.getByText('Nothing has come from here, about anybody, since').waitFor()
    await clean('a silent source')
    await home()
    standIn.silent = []
    standIn.change('deceased', (record) => ({
      ...record,
      sources: Object.fromEntries(
        Object.entries(record.sources).map(([ods, source]) => [
          ods,
          ods === 'RJZ' ? { ...source, delayedSince: minutes(30) } : source,
        ]),
      ),
    }))
    await open('Sullivan')
    await page.getByText('could not be added to this record yet').waitFor()
    assert.equal(await page.getByText('Nothing has come from here').count(), 0)
  })

  it('states how many there are of what it does not show at first', async () => {
    await signIn()
    await open('Baptiste')
    await page.getByText('15 of 40 reports shown').waitFor()
    await page.getByRole('button', { name: 'Show all 40 reports (200 results)' }).click()
    assert.equal(await page.locator('#section-results ~ .lcr-report').count(), 40)
    await page.getByText('Past visits and admissions (59)').waitFor()
  })

  it('opens by declaring within three presses once the person is found', async () => {
    await signIn()
    await find('9991234586', '31', '03', '1980')
    await page.getByRole('button', { name: 'Say why I need this record' }).click()
    await page.getByLabel('This is an emergency').check()
    await page.getByLabel('What is it about?').fill('Unconscious in resus, no next of kin')
    await page.getByRole('button', { name: 'Open record' }).click()
    await banner().waitFor()
    assert.match((await banner().textContent())!, /ZALESKA, Hanna/)
    await page.getByText('You declared that you are involved in their care').waitFor()
  })

  it('runs nothing that a document brings with it', async () => {
    await signIn()
    await open('Adeyemi')
    await page.getByRole('button', { name: 'Discharge summary' }).first().click()
    const frame = page.locator('iframe[sandbox=""]')
    await frame.waitFor()
    await page.frameLocator('iframe').getByText('Urinary tract infection').waitFor()
    assert.equal(await page.title(), 'Record – London Care Record')
    assert.ok(await banner().isVisible())
    await banner().getByRole('button', { name: 'High risk of falls' }).click()
    assert.match(await focused(), /^Alerts/, 'the banner leads out of a document')
  })
})

async function find(nhsNumber: string, day: string, month: string, year: string) {
  await page.getByLabel('NHS number').fill(nhsNumber)
  await page.getByLabel('Day').fill(day)
  await page.getByLabel('Month').fill(month)
  await page.getByLabel('Year').fill(year)
  await page.getByRole('button', { name: 'Find', exact: true }).click()
  await page.locator('.lcr-found').waitFor()
}

async function fits(what: string) {
  const [content, screen] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    window.innerWidth,
  ])
  assert.equal(content, screen, `${what} is wider than the screen`)
}

async function section(name: string): Promise<string> {
  return (await page.locator(`section[aria-labelledby=section-${name}]`).textContent())!
}

async function focused(): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')
}

async function tabTo(words: string) {
  for (let i = 0; i < 150; i++) {
    await page.keyboard.press('Tab')
    if ((await focused()).startsWith(words)) return
  }
  assert.fail(`${words} cannot be reached with Tab`)
}
