/** What a page's program still holds, as far as its engine tells: every string of its heap. */
import type { Page } from 'playwright-core'

async function stringsInMemory(page: Page): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page)
  const parts: string[] = []
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => parts.push(chunk))
  await session.send('HeapProfiler.collectGarbage')
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  await session.detach()
  return (JSON.parse(parts.join('')) as { strings: string[] }).strings
}

/** Which of these words occur in some string of the page's program. */
export async function heldInMemory(page: Page, words: readonly string[]): Promise<string[]> {
  const strings = await stringsInMemory(page)
  return words.filter((word) => strings.some((one) => one.includes(word)))
}
