/** A browser for the tests that look at the screen, as root and without a display. */
import sparticuz from '@sparticuz/chromium'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'

const laptop = { width: 1366, height: 768 }

export async function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: ['--no-sandbox', '--font-render-hinting=none'],
    headless: true,
  })
}

/** A context of its own, as for another user at another computer. */
export async function newContext(browser: Browser, viewport = laptop): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport, locale: 'en-GB' })
  context.setDefaultTimeout(10_000)
  return context
}
