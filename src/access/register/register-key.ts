/**
 * Identifiers in the register are kept as HMAC-SHA-256 (OO-03): it binds to numbers of people who
 * were never seen, and holds none of them readably.
 */
import { hash } from 'node:crypto'
import type { Database, Tx } from '#database'

const known = new WeakMap<object, Promise<Uint8Array>>()

/** One for each database, and never another: read once by each process. */
export function registerKey(from: Database | Tx): Promise<Uint8Array> {
  if (!('transaction' in from)) return readKey(from)
  const found = known.get(from) ?? from.transaction('register', readKey)
  known.set(from, found)
  found.catch(() => known.delete(from))
  return found
}

async function readKey(tx: Tx): Promise<Uint8Array> {
  const { rows } = await tx.query<{ key: Buffer }>({
    name: 'access-register-key',
    text: `SELECT key FROM access.register_key`,
  })
  if (!rows[0]) throw new Error('The register has no key.')
  return rows[0].key
}

/** However it was written: without spaces, in capitals. */
export function identifierHash(key: Uint8Array, system: string, value: string): Buffer {
  const text = `${system}|${value.replace(/\s/g, '').toUpperCase()}`
  return hmac(key, Buffer.from(text, 'utf8'))
}

const blockBytes = 64

/** HMAC-SHA-256 (RFC 2104) of short texts: `createHmac` takes several times as long for each. */
function hmac(key: Uint8Array, text: Buffer): Buffer {
  const inner = Buffer.alloc(blockBytes + text.length, 0x36)
  const outer = Buffer.alloc(blockBytes + 32, 0x5c)
  for (let at = 0; at < key.length; at++) {
    inner[at] = 0x36 ^ key[at]!
    outer[at] = 0x5c ^ key[at]!
  }
  inner.set(text, blockBytes)
  outer.set(hash('sha256', inner, 'buffer'), blockBytes)
  return hash('sha256', outer, 'buffer')
}
