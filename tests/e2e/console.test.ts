/** The console in a browser, with the real journeys behind it: what an engineer does all day. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { after, afterEach, before, describe, it } from 'node:test'
import AxeBuilder from '@axe-core/playwright'
import fastify, { type FastifyInstance } from 'fastify'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { keepSessions } from '#access'
import { doctor, type TestRecord, testRecord } from '#test-support'
import { serverOptions } from '../../src/doors/viewer/answers.ts'
import { hashSecret, newSecret } from '../../src/doors/viewer/secrets.ts'
import { viewerDoor } from '../../src/doors/viewer/viewer.ts'
import { sessionCookie } from '../../src/doors/viewer/who-asks.ts'
import { consoleJourneys } from '../../src/main/console-journeys.ts'
import { FeedWatch } from '../../src/main/feed-watch.ts'
import { viewerJourneys } from '../../src/main/viewer-journeys.ts'
import { buildViewerIfNeeded } from '../../viewer/build.ts'
import { admission } from '../journeys/fixtures/messages.ts'
import { newContext, startBrowser } from './browser.ts'

const engineer = {
  ...doctor,
  key: 'https://issuer.example|910000000112',
  name: 'Priya Raman',
  roleName: 'Systems support',
  activities: ['LCR-LOCAL-OPERATE'],
}

let browser: Browser
let context: BrowserContext
let page: Page
let record: TestRecord
let app: FastifyInstance
let url: string

before(async () => {
  browser = await startBrowser()
  record = await testRecord()
  await record.send(
    admission({ control: 'C1', mrn: 'C100', family: 'SECRETNAME' }),
    admission({ control: 'C2', mrn: 'C200' }),
    admission({ control: 'C1', mrn: 'C100', event: 'A08', ward: 'WARD 9' }),
    admission({ control: 'C3', mrn: 'C100', event: 'A40', merged: 'C200', born: '19850314' }),
    'MSH|^~\\&|PAS|RJZ|LCR|LCR|20261122080000||ADT^A01|C4|P|2.4\nPID|1||||NOBODY^AT ALL',
  )
  app = fastify({ ...serverOptions, forceCloseConnections: true })
  const sessions = keepSessions(record.needs.database, record.needs.clock)
  const faults: unknown[] = []
  const watch = new FeedWatch(
    record.needs,
    () => {},
    (fault) => faults.push(fault),
  )
  const watchers = { watch: () => () => {} } as never
  await app.register(viewerDoor, {
    journeys: viewerJourneys(record.needs, watchers),
    console: consoleJourneys(record.needs, watch),
    sessions,
    signIn: {
      issuer: () => 'https://issuer.example',
      clientId: 'test',
      credential: { secret: newSecret() },
    },
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
    const secret = newSecret()
    await sessions.create({ ...user, session: hashSecret(secret) })
    context = await newContext(browser)
    await context.addCookies([
      { name: sessionCookie, value: secret, domain: 'localhost', path: '/', secure: true },
    ])
    page = await context.newPage()
    await page.goto(url)
  }
})
let signInAs: (user: typeof doctor) => Promise<void>
after(async () => {
  await browser?.close()
  await app?.close()
  await record?.close()
})
afterEach(() => context?.close())

const go = (name: string) => page.getByRole('button', { name, exact: true }).click()
const audited = (action: string) =>
  record.fresh.superuserQuery('SELECT FROM audit.event WHERE action = $1', [action])

async function clean(what: string) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`)
  assert.deepEqual(found, [], what)
}

describe('the console', { timeout: 120_000 }, () => {
  it('says how the feeds are, and leads to what waits for a human', async () => {
    await signInAs(engineer)
    await page.getByRole('heading', { level: 1, name: 'Feeds' }).waitFor()
    await page.getByRole('button', { name: 'PAS|RJZ' }).waitFor()
    await clean('feeds')
    assert.equal(await page.getByRole('button', { name: 'My patients' }).count(), 0)
    await page.getByRole('button', { name: 'PAS|RJZ' }).click()
    await page.getByText('2 messages.').waitFor()
    await clean('messages')
    assert.doesNotMatch(await page.content(), /SECRETNAME/)
  })

  it('shows a message segment by segment with the failing place, and writes down who looked', async () => {
    await signInAs(engineer)
    await go('Messages')
    const before = await audited('look-at-messages')
    await page
      .getByRole('row', { name: /Names no patient/ })
      .getByRole('button')
      .click()
    await page.getByText('PID names no patient by any number.').first().waitFor()
    await page.getByText('NOBODY^AT ALL').waitFor()
    assert.equal((await audited('look-at-messages')).length, before.length + 1)
    await clean('one message')
  })

  it('replays what was set aside once somebody says so, and dismisses with a reason', async () => {
    await signInAs(engineer)
    await go('Messages')
    await page
      .getByRole('row', { name: /Conflict/ })
      .getByRole('checkbox')
      .check()
    await page.getByRole('button', { name: 'Replay', exact: true }).click()
    await page.getByText('Say why in a few words').first().waitFor()
    await page.getByLabel('Why', { exact: true }).fill('It is another message.')
    await page.getByRole('button', { name: 'Check what a replay would change' }).click()
    await page.getByText('1 would be filed that were set aside').waitFor()
    await page.getByRole('button', { name: 'Replay', exact: true }).click()
    await page.getByText('1 messages: 1 are filed that were set aside').waitFor()
    await page
      .getByRole('row', { name: /Names no patient/ })
      .getByRole('checkbox')
      .check()
    await page.getByRole('button', { name: 'Dismiss', exact: true }).click()
    await page.getByText('No message is like that.').waitFor()
    assert.equal((await record.reckon()).setAside, 1, 'dismissed is not filed')
  })

  it('undoes a merge, and both numbers are two persons again', async () => {
    const persons = async () =>
      (await record.personOf('RJZ/MRN', 'C100')) === (await record.personOf('RJZ/MRN', 'C200'))
    assert.equal(await persons(), true)
    await signInAs(engineer)
    await go('Merges')
    await page.getByText('RJZ/MRN|C200').waitFor()
    await clean('merges')
    await page.getByRole('button', { name: /^Undo/ }).click()
    await page.getByText(/is undone/).waitFor()
    assert.equal(await persons(), false)
  })

  it('AC-17 does not exist for a doctor, whatever is asked', async () => {
    await signInAs(doctor)
    await page.getByRole('heading', { level: 1, name: 'My patients' }).waitFor()
    assert.equal(await page.getByRole('button', { name: 'Feeds and messages' }).count(), 0)
    const answer = await page.evaluate(async () => {
      const ask = (path: string, csrf = '', body = {}) =>
        fetch(path, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'lcr-csrf': csrf },
          body: JSON.stringify(body),
        })
      const { csrf } = await (await ask('/api/session')).json()
      const answers = [
        await ask('/api/console/message', csrf, { messageId: 1 }),
        await ask('/api/console/merges/undo', csrf, { mergeId: 1 }),
        await ask('/api/console/nothing', csrf),
      ]
      return Promise.all(answers.map(async (one) => `${one.status} ${await one.text()}`))
    })
    assert.equal(new Set(answer).size, 1)
    assert.match(answer[0]!, /^404 /)
  })
})
