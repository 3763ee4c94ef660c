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

/** Below any version: nothing is told but that an open screen must ask whether it may stay. */
const askAgain = 0

/**
 * Heard by every process when, and only when, the transaction commits. Of somebody who has
 * objected nothing is told, and whoever has them open asks at once (OO-13, OO-14).
 */
export async function publish(tx: Tx, changes: readonly Change[]): Promise<void> {
  for (let from = 0; from < changes.length; from += changesPerNotice) {
    const some = changes.slice(from, from + changesPerNotice)
    await tx.query({
      name: 'notice-publish',
      text: `SELECT pg_notify('${channel}', string_agg(person_id || ':' ||
          CASE WHEN version > ${askAgain} AND access.is_objected(person_id) THEN ${askAgain}
          ELSE version END, ','))
        FROM unnest($1::bigint[], $2::bigint[]) AS c (person_id, version)`,
      values: [some.map((one) => one.personId), some.map((one) => one.version)],
    })
  }
}

/** Something changed in who may see these: each open screen asks, and nothing else is told. */
export const publishAsking = (tx: Tx, personIds: readonly number[]): Promise<void> =>
  publish(
    tx,
    personIds.map((personId) => ({ personId, version: askAgain })),
  )

/** Something changed in who may see anybody: each screen that is open asks, and asks for its record. */
export const publishAskingAll = (tx: Tx): Promise<unknown> =>
  tx.query(`SELECT pg_notify('${channel}', '')`)

/** The screens that are open in this process, by the person that they show. */
export class Watchers {
  readonly #heardBy = new Map<number, Set<(version: number) => void>>()
  #ending: (() => Promise<void>) | undefined

  async listen(database: Database): Promise<void> {
    this.#ending = await database.listen(channel, (payload) => this.#hear(payload))
  }

  /**
   * Calls with each new version of this person's record until the result is called; with 0 where
   * only who may see it may have changed.
   */
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
    // Anything, or the connection was lost for a while: each open screen asks whether it is behind.
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
