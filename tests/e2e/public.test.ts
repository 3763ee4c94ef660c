/** The public pages in a browser without script: on a phone, on a desk, on paper, by keyboard. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import AxeBuilder from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { pages, textsToTranslate } from '../../src/doors/public/content.ts'
import { openPublicDoor } from '../contract/public-pages.ts'
import { newContext, startBrowser } from './browser.ts'

const paths = [...pages.keys()].map((slug) => (slug === '' ? '/about' : `/about/${slug}`))

/** Invented words, longer than the English, from right to left. */
const rightToLeft = {
  tag: 'ar',
  name: 'العربية',
  english: 'Arabic',
  direction: 'rtl',
  words: Object.fromEntries(textsToTranslate().map((text) => [text, `${text} كلمة`])),
} as const

let browser: Browser
let door: Awaited<ReturnType<typeof openPublicDoor>>
before(async () => {
  browser = await startBrowser()
  door = await openPublicDoor({ demonstration: true, practicesMax: 30, languages: [rightToLeft] })
})
after(async () => {
  await browser?.close()
  await door?.close()
})

async function withPage(
  given: { width: number; script: boolean },
  look: (page: Page, context: BrowserContext) => Promise<void>,
): Promise<void> {
  const context = given.script
    ? await newContext(browser, { width: given.width, height: 800 })
    : await browser.newContext({
        viewport: { width: given.width, height: 800 },
        javaScriptEnabled: false,
      })
  try {
    await look(await context.newPage(), context)
  } finally {
    await context.close()
  }
}

/** Which of the links of the page has the focus; -1: none that can be seen. */
function placeOfFocus(): number {
  const { activeElement } = document
  if (!activeElement || activeElement.getBoundingClientRect().height === 0) return -1
  return [...document.querySelectorAll('a, summary')].indexOf(activeElement)
}

describe('the public pages in a browser', { timeout: 180_000 }, () => {
  it('RG-10 pass axe at 320 pixels and scroll in one direction only', async () => {
    // The pages carry none; axe itself needs script.
    await withPage({ width: 320, script: true }, async (page) => {
      for (const path of [...paths, '/about/nowhere', '/about/ar', '/about/ar/your-choices']) {
        await page.goto(door.origin + path)
        const width = await page.evaluate(() => document.documentElement.scrollWidth)
        assert.ok(width <= 320, `${path} is ${width} pixels wide`)
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
          .analyze()
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((one) => one.target)}`)
        assert.deepEqual(found, [], path)
      }
    })
  })

  it('RG-10 pass axe at 1,280 pixels: one page of each kind', async () => {
    await withPage({ width: 1_280, script: true }, async (page) => {
      for (const path of ['', '/your-choices', '/film', '/easy-read', '/privacy']) {
        await page.goto(`${door.origin}/about${path}`)
        const { violations } = await new AxeBuilder({ page }).analyze()
        assert.deepEqual(
          violations.map(({ id }) => id),
          [],
          path,
        )
      }
    })
  })

  it('can be read and walked through without script, and leave no cookie', async () => {
    await withPage({ width: 375, script: false }, async (page, context) => {
      await page.goto(`${door.origin}/about`)
      await page.getByRole('link', { name: 'What is shared' }).first().click()
      await page.getByRole('heading', { level: 1, name: 'What is shared' }).waitFor()
      await page.getByText('30 of them').click()
      await page.getByText('The Practice of 7 Example Road').waitFor()
      await page.getByRole('link', { name: 'Your choices' }).first().click()
      await page.getByRole('link', { name: 'How to change your mind' }).click()
      assert.match(page.url(), /\/about\/your-choices#change-your-mind$/)
      assert.deepEqual(await context.cookies(), [])
    })
  })

  it('RG-10 begin with a way past the menu, and every link takes the focus', async () => {
    await withPage({ width: 375, script: true }, async (page) => {
      for (const path of paths) {
        await page.goto(door.origin + path)
        await page.keyboard.press('Tab')
        const skip = page.getByRole('link', { name: 'Skip to main content' })
        assert.equal(await skip.evaluate((one) => one === document.activeElement), true, path)
        const links = await page.locator('a, summary').count()
        const seen = new Set<number>()
        for (let n = 0; n < links; n++) {
          seen.add(await page.evaluate(placeOfFocus))
          await page.keyboard.press('Tab')
        }
        assert.equal(seen.has(-1), false, path)
        assert.equal(seen.size, links, path)
      }
    })
  })

  it('keep tables tables on a phone, for a screen reader', async () => {
    await withPage({ width: 320, script: true }, async (page) => {
      await page.goto(`${door.origin}/about/your-choices`)
      const table = page.getByRole('table', { name: 'Four ways to say no' })
      assert.equal(await table.getByRole('row').count(), 5)
      assert.equal(await table.getByRole('rowheader').count(), 4)
      assert.equal(await table.getByRole('columnheader', { name: 'What it stops' }).count(), 1)
    })
  })

  it('print the leaflet on both sides of one sheet', async () => {
    await withPage({ width: 1_280, script: false }, async (page) => {
      await page.goto(`${door.origin}/about/leaflet`)
      const pdf = await page.pdf({ preferCSSPageSize: true })
      assert.equal(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length, 2)
    })
  })

  it('stand the other way round in a language that is written so', async () => {
    await withPage({ width: 375, script: true }, async (page) => {
      await page.goto(`${door.origin}/about/ar/your-choices`)
      const { left, right } = await page.locator('h1').evaluate((heading) => {
        const range = document.createRange()
        range.selectNodeContents(heading)
        return range.getBoundingClientRect().toJSON() as { left: number; right: number }
      })
      assert.ok(375 - right < left + 1, `from ${left} to ${right}`)
    })
  })
})
