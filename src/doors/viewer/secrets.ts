/**
 * Everything that belongs to a session comes from its one secret, which only the browser holds:
 * the server keeps the hash, so that reading its tables gives nobody a session (ASVS 5.0 §7.2).
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

const secretPattern = /^[\w-]{43}$/

/** 256 random bits. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

export function isSecret(text: string | undefined): text is string {
  return text !== undefined && secretPattern.test(text)
}

export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

export function csrfOf(secret: string): string {
  return derive(secret, 'csrf').toString('base64url')
}

export function isSame(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)]
  return first.length === second.length && timingSafeEqual(first, second)
}

/** Names persons towards one session's browser; a handle is worth nothing in another session. */
export interface Handles {
  seal(personId: number): string
  /** Undefined for anything that was not sealed within the same session. */
  open(handle: string): number | undefined
}

export function handlesOf(secret: string): Handles {
  const [key, nonceKey] = [derive(secret, 'handle'), derive(secret, 'handle nonce')]
  return {
    // The nonce comes from the number itself: within a session a person keeps one handle, so a
    // screen can compare them, and no nonce is ever used for two numbers.
    seal(personId) {
      const plain = Buffer.alloc(8)
      plain.writeBigUInt64BE(BigInt(personId))
      const nonce = createHmac('sha256', nonceKey).update(plain).digest().subarray(0, 12)
      return encrypt(key, nonce, plain).toString('base64url')
    },
    open(handle) {
      const plain = /^[\w-]{48}$/.test(handle) ? decrypt(key, handle) : undefined
      return plain?.length === 8 ? Number(plain.readBigUInt64BE()) : undefined
    },
  }
}

/** For the browser to keep and give back: it can neither read nor change it. */
export function seal(key: Uint8Array, value: unknown): string {
  return encrypt(key, randomBytes(12), Buffer.from(JSON.stringify(value))).toString('base64url')
}

export function unseal(key: Uint8Array, sealed: string): unknown {
  const plain = decrypt(key, sealed)
  return plain && JSON.parse(plain.toString('utf8'))
}

function derive(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `london-care-record ${purpose}`, 32))
}

function encrypt(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: Uint8Array, sealed: string): Buffer | undefined {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length < 28) return undefined
  const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
  cipher.setAuthTag(bytes.subarray(-16))
  try {
    return Buffer.concat([cipher.update(bytes.subarray(12, -16)), cipher.final()])
  } catch {
    return undefined
  }
}
