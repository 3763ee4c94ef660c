import type { Database, Tx } from '#database'

export interface Change {
  readonly personId: number
  readonly version: number
}

const channel = 'record_changed'

/** Higher than any version that a screen shows. */
const versionUnknown = 2 ** 31 - 1
/** PostgreSQL takes at most 8,000 bytes in one notification. */
const changesPerNotice = 300

/** Heard by every process when, and only when, the transaction commits. */
export async function publish(tx: Tx, changes: readonly Change[]): Promise<void> {
  for (let from = 0; from < changes.length; from += changesPerNotice) {
    const some = changes.slice(from, from + changesPerNotice)
    await tx.query({
      name: 'notice-publish',
      text: `SELECT pg_notify('${channel}', $1)`,
      values: [some.map((one) => `${one.personId}:${one.version}`).join(',')],
    })
  }
}

/** The screens that are open in this process, by the person that they show. */
export class Watchers {
  readonly #heardBy = new Map<number, Set<(version: number) => void>>()
  #ending: (() => Promise<void>) | undefined

  async listen(database: Database): Promise<void> {
    this.#ending = await database.listen(channel, (payload) => this.#hear(payload))
  }

  /** Calls with each new version of this person's record until the result is called. */
  watch(personId: number, changed: (version: number) => void): () => void {
    const watching = this.#heardBy.get(personId) ?? new Set()
    this.#heardBy.set(personId, watching)
    watching.add(changed)
    return () => {
      watching.delete(changed)
      if (watching.size === 0) this.#heardBy.delete(personId)
    }
  }

  async close(): Promise<void> {
    await this.#ending?.()
  }

  #hear(payload: string): void {
    // The connection was lost for a while: each open screen asks whether it is behind.
    if (payload === '') {
      for (const watching of this.#heardBy.values()) {
        for (const changed of watching) changed(versionUnknown)
      }
      return
    }
    for (const change of payload.split(',')) {
      const [personId, version] = change.split(':').map(Number)
      for (const changed of this.#heardBy.get(personId!) ?? []) changed(version!)
    }
  }
}
