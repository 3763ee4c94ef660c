/**
 * What the sender is told: MSH, MSA and, when it failed, ERR (HL7 v2.4 ch.2 §2.9.2, table 0008).
 * Whether it wants to be told at all, and in which words, it says in MSH-15 and MSH-16 (RL-03).
 */
import { bytesOf, type Envelope } from './envelope.ts'
import { usualDelimiters } from './parts/delimiters.ts'

/** AA stored; AE send it again later; AR never send it again (RL-02). */
export type AcknowledgementCode = 'AA' | 'AE' | 'AR'

export interface Reason {
  /** Why not: words for an engineer at the sender's; no patient data. */
  readonly words: string
  /** Table 0357; 207 is a fault on our side. */
  readonly condition?: ErrorCondition
  /** Which field of MSH it is about. */
  readonly field?: number
}

interface Acknowledging {
  readonly reason?: Reason
  /** When, in ms since the epoch. */
  readonly at: number
  /** MSH-10 of the acknowledgement itself. */
  readonly controlId: string
}

/** Of table 0357, what is said here. */
const conditions = {
  100: 'Segment sequence error',
  103: 'Table value not found',
  202: 'Unsupported processing id',
  203: 'Unsupported version id',
  207: 'Application internal error',
} as const
type ErrorCondition = keyof typeof conditions

/**
 * The acknowledgement in the sender's own delimiters and width of characters, sender and receiver
 * exchanged, MSA-2 equal to MSH-10 as sent. Undefined when the sender wants none for this
 * outcome. Without framing. Never call it for an envelope that `isAcknowledgement`.
 */
export function acknowledge(
  envelope: Envelope | undefined,
  code: AcknowledgementCode,
  { reason, at, controlId }: Acknowledging,
): Buffer | undefined {
  const said = codeFor(envelope, code)
  if (!said) return undefined
  const marks = envelope?.delimiters ?? usualDelimiters
  const { field, component } = marks
  const [application, facility, receivingApplication, receivingFacility] = envelope?.addresses ?? [
    '',
    '',
    '',
    '',
  ]
  const version = envelope?.version || '2.4'
  const msh = [
    'MSH',
    `${component}${marks.repetition}${marks.escape}${marks.subcomponent}`,
    receivingApplication,
    receivingFacility,
    application,
    facility,
    timestamp(at),
    '',
    typeOf(envelope?.trigger ?? '', version, component),
    controlId,
    envelope?.processingId || 'P',
    version,
    ...(envelope?.charset ? ['', '', '', '', '', envelope.charset] : []),
  ]
  const msa = ['MSA', said, envelope?.controlId ?? '']
  const segments = [msh, msa]
  if (reason && code !== 'AA') {
    const text = safe(reason.words, marks)
    msa.push(text)
    segments.push(...errors(reason, text, minor(version), marks))
  }
  const text = `${segments.map((segment) => segment.join(field)).join('\r')}\r`
  return bytesOf(text, envelope?.encoding)
}

/**
 * Original mode, with MSH-15 and MSH-16 empty: AA, AE or AR. In enhanced mode the accept
 * acknowledgement, CA, CE or CR, where MSH-15 wants one. Where it does not and MSH-16 wants an
 * application acknowledgement, that is given now: what is stored is ours to file, and later there
 * would be nothing else to say to a sender (HL7-04).
 */
function codeFor(envelope: Envelope | undefined, code: AcknowledgementCode): string | undefined {
  const [accept, application] = [envelope?.acceptAck ?? '', envelope?.applicationAck ?? '']
  if (!accept && !application) return code
  const success = code === 'AA'
  if (accept && isWanted(accept, success)) return `C${code[1]}`
  return application && isWanted(application, success) ? code : undefined
}

/** Table 0155. A value that is none asks for something: silence would make its sender wait. */
function isWanted(condition: string, success: boolean): boolean {
  if (condition === 'NE') return false
  if (condition === 'ER') return !success
  return condition === 'SU' ? success : true
}

/** The message type as far as the version knows it (§2.16.9.9): ACK, ACK^A01, ACK^A01^ACK. */
function typeOf(trigger: string, version: string, component: string): string {
  const known = minor(version)
  if (!trigger || (known !== undefined && known < 3)) return 'ACK'
  const hasStructure = known === undefined || known > 3 || /^2\.3\.\d/.test(version)
  return ['ACK', trigger, ...(hasStructure ? ['ACK'] : [])].join(component)
}

/** ERR-1 says place and code up to 2.4; from 2.5 on ERR-2, ERR-3, ERR-4 and ERR-8 do (§2.15.5). */
function errors(
  { condition = 207, field }: Reason,
  text: string,
  version: number | undefined,
  { component, subcomponent }: typeof usualDelimiters,
): string[][] {
  if (version === undefined || version < 3) return []
  const place = field === undefined ? [] : ['MSH', '1', String(field)]
  const code = [String(condition), conditions[condition], 'HL70357']
  if (version >= 5) {
    return [['ERR', '', place.join(component), code.join(component), 'E', '', '', '', text]]
  }
  const [segment = '', sequence = '', position = ''] = place
  return [['ERR', [segment, sequence, position, code.join(subcomponent)].join(component)]]
}

/** 4 of '2.4'; undefined of what is no version. */
function minor(version: string): number | undefined {
  const found = /^2\.(\d)/.exec(version)
  return found ? Number(found[1]) : undefined
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
