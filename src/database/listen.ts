import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

const firstRetryMs = 100
const longestRetryMs = 5_000

/**
 * Hears one channel over a connection of its own, and connects again when it is lost. What was
 * said meanwhile is lost too, so after that `heard` is called once with an empty payload.
 */
export async function listenOn(
  settings: pg.ClientConfig,
  channel: string,
  heard: (payload: string) => void,
): Promise<() => Promise<void>> {
  const ended = new AbortController()
  let client = await open()

  async function open(): Promise<pg.Client> {
    const opened = new pg.Client(settings)
    opened.on('notification', (said) => heard(said.payload ?? ''))
    opened.on('error', () => {})
    await opened.connect()
    try {
      await opened.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
    } catch (error) {
      await opened.end().catch(() => {})
      throw error
    }
    opened.once('end', () => void reopen())
    return opened
  }

  async function reopen(): Promise<void> {
    for (let waitMs = firstRetryMs; !ended.signal.aborted; waitMs *= 2) {
      try {
        await sleep(Math.min(waitMs, longestRetryMs), undefined, { signal: ended.signal })
        const opened = await open()
        if (ended.signal.aborted) return await opened.end()
        client = opened
        return heard('')
      } catch {
        // Not there yet: the loop tries again, more slowly.
      }
    }
  }

  return async () => {
    ended.abort()
    await client.end().catch(() => {})
  }
}
