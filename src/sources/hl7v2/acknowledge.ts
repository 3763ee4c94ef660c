/** What the sender is told: MSH, MSA and, when it failed, ERR (HL7 v2.4 ch.2 §2.9.2, table 0008). */
import type { Envelope } from './envelope.ts'
import { usualDelimiters } from './parts/delimiters.ts'

/** AA stored; AE send it again later; AR never send it again (RL-02). */
export type AcknowledgementCode = 'AA' | 'AE' | 'AR'

interface Acknowledging {
  /** Why not: words for an engineer at the sender's; no patient data. */
  readonly words?: string
  /** When, in ms since the epoch. */
  readonly at: number
  /** MSH-10 of the acknowledgement itself. */
  readonly controlId: string
}

/** Table 0357: what ERR-3 says for each code. */
const errorCodes = {
  AE: ['207', 'Application internal error'],
  AR: ['200', 'Unsupported message type'],
} as const

/**
 * The acknowledgement in the sender's own delimiters, sender and receiver exchanged, MSA-2 equal
 * to MSH-10 byte for byte. Speaks CA, CE and CR to senders that value both MSH-15 and MSH-16
 * (enhanced mode). Without framing. Never call it for an envelope that `isAcknowledgement`.
 */
export function acknowledge(
  envelope: Envelope | undefined,
  code: AcknowledgementCode,
  { words, at, controlId }: Acknowledging,
): Buffer {
  const marks = envelope?.delimiters ?? usualDelimiters
  const { field, component } = marks
  const [application, facility, receivingApplication, receivingFacility] = envelope?.addresses ?? [
    '',
    '',
    '',
    '',
  ]
  const enhanced = Boolean(envelope?.acceptAck && envelope.applicationAck)
  const version = envelope?.version || '2.4'
  const type = envelope?.trigger ? ['ACK', envelope.trigger, 'ACK'].join(component) : 'ACK'
  const text = safe(words ?? '', marks)
  const msh = [
    'MSH',
    `${component}${marks.repetition}${marks.escape}${marks.subcomponent}`,
    receivingApplication,
    receivingFacility,
    application,
    facility,
    timestamp(at),
    '',
    type,
    controlId,
    envelope?.processingId || 'P',
    version,
    ...(envelope?.charset ? ['', '', '', '', '', envelope.charset] : []),
  ]
  const msa = ['MSA', enhanced ? `C${code[1]}` : code, envelope?.controlId ?? '']
  if (text) msa.push(text)
  const segments = [msh, msa]
  if (code !== 'AA' && version >= '2.5') {
    const [number, name] = errorCodes[code]
    const condition = [number, name, 'HL70357'].join(component)
    segments.push(['ERR', '', '', condition, 'E', '', '', '', text])
  }
  return Buffer.from(`${segments.map((segment) => segment.join(field)).join('\r')}\r`, 'latin1')
}

/** Words cannot hold anything that divides a message, nor what latin1 cannot write. */
function safe(words: string, marks: typeof usualDelimiters): string {
  const dividing = new Set(Object.values(marks))
  return [...words].map((c) => (dividing.has(c) || /[^\x20-\x7e]/.test(c) ? ' ' : c)).join('')
}

function timestamp(at: number): string {
  return `${new Date(at)
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replace(/[-T:]/g, '')}+0000`
}
