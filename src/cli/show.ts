import { text as readAll } from 'node:stream/consumers'
import { Command } from 'commander'
import {
  type DeclareReason,
  declareReasons,
  professionals,
  type SignedInAs,
  signInAs,
} from '#doors'
import { Failure, type RecordView } from '#vocabulary'
import { type Asked, ask, connect, type Where } from './connection.ts'
import { printJson } from './print.ts'
import { renderRecord } from './render-record.ts'
import { withWhere } from './where.ts'

interface Options extends Where {
  readonly as: string
  readonly role: string
  readonly declare?: string
  readonly json?: boolean
}

type Found =
  | { readonly outcome: 'found'; readonly handle: string; readonly mustDeclare: boolean }
  | { readonly outcome: 'not-available' }

interface PermitWords {
  readonly because: string
  readonly until: string
}

const wordsMin = 15

const examples = `
Who (--as): ${professionals.map((one) => one.login).join(', ')}
Reasons (--declare): ${Object.keys(declareReasons).join(', ')},
  or your own words, of at least ${wordsMin} characters

Opening a record is written down under the name of whoever it was opened as.

Examples:
  lcr show "999 123 4567" --as emergency-doctor
  lcr show 'https://example.org/numbers|4711' --as gp --declare emergency
  echo 9991234567 | lcr show - --as gp          so that the number is in nobody's history`

export function showCommand(): Command {
  const command = new Command('show')
    .description('Open a person’s record as one of the demonstration’s professionals.')
    .argument('<number>', 'NHS number, or a sender’s number as SYSTEM|VALUE; - reads it from input')
    .requiredOption('--as <user>', 'who opens it')
    .option('--role <place>', 'which of their roles, for who has several; 1 is the first', '1')
    .option('--declare <reason>', 'declare a relationship, where none is known')
    .option('--json', 'the whole record, for scripts')
    .addHelpText('after', examples)
  return withWhere(command).action(show)
}

async function show(number: string, options: Options): Promise<void> {
  const server = await connect(options)
  const asked = readNumber(number === '-' ? (await readAll(process.stdin)).trim() : number)
  const user = await signIn(server, options)
  try {
    const found = await server.operator<Found>('/find', asked, user.cookie)
    if (found.outcome === 'not-available') throw refused('This person’s record is not available.')
    if (found.mustDeclare) await declare(server, user, found.handle, options.declare)
    const { record, permit } = await open(server, user, found.handle)
    if (options.json) printJson({ permit, ...record })
    else process.stdout.write(renderRecord(record, permit))
  } finally {
    await post(server, '/sign-out', user, {})
  }
}

/** `SYSTEM|VALUE` as FHIR writes tokens; without a bar it is an NHS number. */
function readNumber(text: string): { system?: string; value: string } {
  const bar = text.indexOf('|')
  if (bar < 0) return { value: text }
  const [system, value] = [text.slice(0, bar), text.slice(bar + 1)]
  if (system && value) return { system, value }
  throw new Failure('invalid', 'number', 'A sender’s number is written SYSTEM|VALUE.')
}

async function signIn(server: Asked, { as, role }: Options): Promise<SignedInAs> {
  const place = /^[1-9]\d?$/.test(role) ? Number(role) - 1 : 0
  try {
    return await signInAs(server.origin, as, place)
  } catch (error) {
    if (!(error instanceof Failure)) {
      throw new Failure(
        'unavailable',
        'no-answer',
        `The server at ${server.origin} does not answer.`,
      )
    }
    throw refused(`"${as}" could not sign in. See "lcr show --help" for who can.`)
  }
}

async function declare(
  server: Asked,
  user: SignedInAs,
  handle: string,
  reason: string | undefined,
): Promise<void> {
  if (reason === undefined) {
    throw refused('No relationship is known. With --declare REASON one can be declared.')
  }
  const isCode = Object.hasOwn(declareReasons, reason)
  if (!isCode && reason.trim().length < wordsMin) {
    const words = `--declare is one of the reasons of "lcr show --help", or at least ${wordsMin} characters.`
    throw new Failure('invalid', 'reason', words)
  }
  const declared = isCode
    ? { reason, words: declareReasons[reason as DeclareReason] }
    : { reason: 'direct-care', words: reason.trim() }
  const answer = await post(server, '/api/declare', user, { handle, ...declared })
  if (!answer.ok) throw await refusalOf(answer)
}

async function open(server: Asked, user: SignedInAs, handle: string) {
  const answer = await post(server, '/api/record', user, { handle })
  if (!answer.ok) throw await refusalOf(answer)
  const permit = Buffer.from(answer.headers.get('lcr-permit') ?? '', 'base64url').toString('utf8')
  return {
    record: (await answer.json()) as RecordView,
    permit: JSON.parse(permit) as PermitWords,
  }
}

function post(server: Asked, path: string, user: SignedInAs, body: object): Promise<Response> {
  return ask(new URL(path, server.origin), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'accept-encoding': 'identity',
      cookie: user.cookie,
      'lcr-csrf': user.csrf,
    },
    body: JSON.stringify(body),
  })
}

async function refusalOf(answer: Response): Promise<Failure> {
  const { words } = (await answer.json().catch(() => ({}))) as { words?: string }
  return refused(words ?? `The server answered ${answer.status}.`)
}

const refused = (words: string): Failure => new Failure('refused', 'refused', words)
