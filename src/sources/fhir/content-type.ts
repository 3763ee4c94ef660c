/** What bytes are, by their first ones: what a sender declares is not believed. */
const starts: readonly (readonly [contentType: string, ...bytes: number[]])[] = [
  ['application/pdf', 0x25, 0x50, 0x44, 0x46, 0x2d],
  ['image/png', 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  ['image/jpeg', 0xff, 0xd8, 0xff],
  ['image/tiff', 0x49, 0x49, 0x2a, 0x00],
  ['image/tiff', 0x4d, 0x4d, 0x00, 0x2a],
  ['application/rtf', 0x7b, 0x5c, 0x72, 0x74, 0x66],
]

/** How far a file's nature is looked for. */
const lookedAtBytes = 1024

/** 'application/octet-stream' when nothing fits. */
export function contentTypeOf(bytes: Uint8Array): string {
  const known = starts.find(([, ...first]) => first.every((byte, at) => bytes[at] === byte))
  if (known) return known[0]
  const head = Buffer.from(bytes.subarray(0, lookedAtBytes)).toString('latin1')
  // A byte that no text contains: all controls but tab, line feed, form feed, return, escape.
  if (/[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]/.test(head)) return 'application/octet-stream'
  const text = head.replace(/^\xef\xbb\xbf/, '').trimStart()
  if (/^<!doctype html|<html[\s>]/i.test(text) && text.startsWith('<')) return 'text/html'
  if (/^<(\?xml|[A-Za-z!])/.test(text)) return 'application/xml'
  return 'text/plain'
}
