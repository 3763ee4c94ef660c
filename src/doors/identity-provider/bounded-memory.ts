import type { Adapter, AdapterPayload } from 'oidc-provider'

interface Kept {
  readonly payload: AdapterPayload
  readonly endsAt: number
}

/**
 * Where the demonstration's provider keeps its interactions, codes and tokens: in memory, and
 * never more than `entriesMax`, so that nobody can fill it by starting to sign in. The oldest go
 * first. One per provider: `boundedMemory()` gives the factory that oidc-provider asks for.
 */
export function boundedMemory(entriesMax: number): (model: string) => Adapter {
  const kept = new Map<string, Kept>()

  const read = (key: string): AdapterPayload | undefined => {
    const found = kept.get(key)
    if (found && found.endsAt > Date.now()) return found.payload
    kept.delete(key)
    return undefined
  }
  const find = (test: (payload: AdapterPayload) => boolean) =>
    [...kept.values()].find((each) => each.endsAt > Date.now() && test(each.payload))?.payload

  return (model) => ({
    async upsert(id, payload, expiresIn) {
      const key = `${model}:${id}`
      kept.delete(key)
      kept.set(key, { payload, endsAt: Date.now() + (expiresIn ?? 600) * 1000 })
      for (const oldest of kept.keys()) {
        if (kept.size <= entriesMax) break
        kept.delete(oldest)
      }
    },
    async find(id) {
      return read(`${model}:${id}`)
    },
    async findByUid(uid) {
      return find((payload) => payload.kind === model && payload.uid === uid)
    },
    async findByUserCode() {
      return undefined
    },
    async consume(id) {
      const payload = read(`${model}:${id}`)
      if (payload) payload.consumed = Math.floor(Date.now() / 1000)
    },
    async destroy(id) {
      kept.delete(`${model}:${id}`)
    },
    async revokeByGrantId(grantId) {
      for (const [key, each] of kept) if (each.payload.grantId === grantId) kept.delete(key)
    },
  })
}
