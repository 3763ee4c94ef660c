/**
 * What kind of answer this is, in one word: the table of expectations is written in these. What an
 * answer says to the letter matters where it must not tell one person from another (AC-17).
 */
import type { Answer } from './ask.ts'
import type { Somebody } from './cast.ts'

/** To the letter: whoever has no right to know learns nothing from a byte more or less. */
const exactly: Readonly<Record<string, string>> = {
  '403 {"outcome":"refused","words":"This record is not available to you.","mayDeclare":false}':
    'no',
  '403 {"outcome":"refused","words":"This record is not available to you.","mayDeclare":true}':
    'may-declare',
  '404 {"outcome":"error","code":"unknown","words":"That is not available to you."}': 'unknown',
  '401 {"outcome":"error","code":"not-signed-in","words":"Please sign in.","demonstration":true}':
    'sign-in',
  '401 {"outcome":"error","code":"not-signed-in","words":"Please sign in.","demonstration":false}':
    'sign-in',
  '200 {"outcome":"not-available"}': 'nobody',
  '200 {}': 'done',
}

interface Said {
  readonly outcome?: string
  readonly code?: string
  readonly why?: string
  readonly mayBreakSeal?: boolean
  readonly mustDeclare?: boolean
  readonly refusal?: Said & { readonly mayDeclare: boolean }
  readonly patient?: Record<string, unknown>
  readonly person?: Record<string, unknown>
  readonly line?: Record<string, unknown>
  readonly ways?: readonly unknown[]
  readonly resourceType?: string
}

/** `about` is whom was asked for: an answer about anybody else is a word that no table has. */
export function shapeOf(answer: Answer, about?: Somebody): string {
  const { status, text, headers } = answer
  const type = String(headers['content-type'] ?? '').split(';')[0]
  const exact = exactly[`${status} ${text}`]
  if (exact) return exact
  if (type === 'text/event-stream') return 'stream'
  if (type === 'application/pdf') return isLetterOf(text, about) ? 'letter' : 'LETTER OF ANOTHER'
  if (status >= 300 && status < 400) return 'redirect'
  if (type !== 'application/json' && type !== 'application/fhir+json') return `${status} ${type}`
  const said = JSON.parse(text) as Said
  if (said.resourceType === 'OperationOutcome') return `${status} outcome`
  if (said.outcome === 'error') return `${status}-${said.code}`
  if (status === 403 && said.outcome === 'refused') return refusalOf(said)
  if (status === 200 && said.ways) return 'why'
  return status === 200 ? personIn(said, about) : `${status} json`
}

function refusalOf({ why, mayBreakSeal }: Said): string {
  if (why === undefined) return 'refused'
  return why === 'sealed' && mayBreakSeal ? 'seal' : why
}

function personIn(said: Said, about: Somebody | undefined): string {
  const person = said.patient ?? said.person ?? said.line
  if (person === undefined) return 'json'
  if (about && person.nhsNumber !== about.nhsNumber) return 'SOMEBODY ELSE'
  if (said.outcome !== 'found') return 'opens'
  if (said.refusal === undefined) return said.mustDeclare ? 'found-declare' : 'found'
  return `found-${said.refusal.why ?? 'no'}`
}

const isLetterOf = (text: string, about: Somebody | undefined): boolean =>
  about !== undefined && text.includes(`The letter about ${about.mrn}\n`)
