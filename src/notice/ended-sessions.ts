import type { Database, Tx } from '#database'

const channel = 'session_ended'

/** PostgreSQL takes at most 8,000 bytes in one notification; a hash is 64 digits. */
const hashesPerNotice = 100

/** Heard by every process when, and only when, the transaction commits. */
export async function publishEnded(tx: Tx, hashes: readonly string[]): Promise<void> {
  for (let from = 0; from < hashes.length; from += hashesPerNotice) {
    const payload = hashes.slice(from, from + hashesPerNotice).join(',')
    await tx.query(`SELECT pg_notify('${channel}', $1)`, [payload])
  }
}

/**
 * Sessions that were ended by somebody else than their own browser. Each process forgets what it
 * remembers of them and closes their open screens (AC-07, AC-09).
 */
export class EndedSessions {
  readonly #heardBy = new Set<(hash: string | undefined) => void>()
  #ending: (() => Promise<void>) | undefined

  async listen(database: Database): Promise<void> {
    this.#ending = await database.listen(channel, (payload) => {
      // The connection was lost for a while: any may have ended.
      if (payload === '') this.#hear(undefined)
      else for (const hash of payload.split(',')) this.#hear(hash)
    })
  }

  /** Calls with the hash of each, or with undefined when any may have ended. */
  watch(heard: (hash: string | undefined) => void): void {
    this.#heardBy.add(heard)
  }

  /** In this process without waiting for the notice to come round. */
  tell(hashes: readonly string[]): void {
    for (const hash of hashes) this.#hear(hash)
  }

  async close(): Promise<void> {
    await this.#ending?.()
  }

  #hear(hash: string | undefined): void {
    for (const heard of this.#heardBy) heard(hash)
  }
}
