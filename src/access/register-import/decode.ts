/** The characters of a file that nobody described: Unicode by its mark, or what is valid as it. */
import type { Manifest } from './manifest.ts'

export function decode(bytes: Uint8Array, named: Manifest['encoding']): string {
  const encoding = marked(bytes) ?? named ?? (isUtf8(bytes) ? 'utf-8' : 'windows-1252')
  // PostgreSQL's text takes no NUL, and nobody's name has one.
  return new TextDecoder(encoding).decode(bytes).replaceAll('\u0000', '\uFFFD')
}

function marked([one, two, three]: Uint8Array): string | undefined {
  if (one === 0xef && two === 0xbb && three === 0xbf) return 'utf-8'
  if (one === 0xff && two === 0xfe) return 'utf-16le'
  return one === 0xfe && two === 0xff ? 'utf-16be' : undefined
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
