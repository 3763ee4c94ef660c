/** UUID version 7 (RFC 9562 §5.7): ordered by time, 74 bits that cannot be guessed. */
import { randomBytes } from 'node:crypto'

export function eventId(now: number, random: (size: number) => Buffer = randomBytes): string {
  const bytes = random(16)
  bytes.writeUIntBE(now, 0, 6)
  bytes[6] = (bytes[6]! & 0x0f) | 0x70
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [8, 12, 16, 20, 32]
    .map((end, index, ends) => hex.slice(index === 0 ? 0 : ends[index - 1], end))
    .join('-')
}
