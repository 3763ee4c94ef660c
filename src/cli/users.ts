import { Command } from 'commander'
import type { DisabledUser } from '#journeys'
import { Failure } from '#vocabulary'
import { connect, type Where } from './connection.ts'
import { printJson, printTable } from './print.ts'
import { withWhere } from './where.ts'

const examples = `
A user is written issuer|subject, as the audit names them. Who is disabled is signed out everywhere
within seconds and cannot sign in, whatever their identity provider says.

Examples:
  lcr users disable 'https://issuer.example.nhs.uk|910000000101' --because 'left the trust'
  lcr users enable 'https://issuer.example.nhs.uk|910000000101' --because 'came back'
  echo 9990000018 | lcr users staff 'https://issuer.example.nhs.uk|910000000101'`

export function usersCommand(): Command {
  const list = new Command('list')
    .description('List who may not sign in.')
    .option('--json', 'for scripts')
  const disable = new Command('disable')
    .description('Sign a user out everywhere, and let them sign in no more.')
    .argument('<user>', 'issuer|subject')
    .requiredOption('--because <words>', 'why; it is kept')
  const enable = new Command('enable')
    .description('Let a disabled user sign in again.')
    .argument('<user>', 'issuer|subject')
    .requiredOption('--because <words>', 'why; it is kept')
  const staff = new Command('staff')
    .description(
      'Say which person a member of staff is, so that they do not open their own record. The NHS number is read from the input, so that it stays out of the list of processes; kept is an HMAC of it.',
    )
    .argument('<user>', 'issuer|subject')
  return new Command('users')
    .description('Say who may not sign in, and which person a member of staff is.')
    .addCommand(withWhere(list).action(listAll), { isDefault: true })
    .addCommand(withWhere(disable).action(disableOne))
    .addCommand(withWhere(enable).action(enableOne))
    .addCommand(withWhere(staff).action(registerOne))
    .addHelpText('after', examples)
}

async function listAll({ json, ...where }: Where & { json?: boolean }): Promise<void> {
  const server = await connect(where)
  const { disabled } = await server.operator<{ disabled: DisabledUser[] }>('/disabled-users')
  if (json) return printJson(disabled)
  if (disabled.length === 0) return void process.stdout.write('Nobody is disabled.\n')
  printTable(
    ['user', 'since', 'by', 'because'],
    disabled.map((one) => [one.userKey, new Date(one.since).toISOString(), one.by, one.because]),
  )
}

async function disableOne(userKey: string, given: Where & { because: string }): Promise<void> {
  const server = await connect(given)
  const { because } = given
  const { ended } = await server.operator<{ ended: number }>('/disable-user', {
    userKey: keyOf(userKey),
    because,
  })
  process.stdout.write(`Disabled. ${ended === 1 ? 'One session' : `${ended} sessions`} ended.\n`)
}

async function enableOne(userKey: string, given: Where & { because: string }): Promise<void> {
  const server = await connect(given)
  const asked = { userKey: keyOf(userKey), because: given.because }
  const { enabled } = await server.operator<{ enabled: boolean }>('/enable-user', asked)
  if (!enabled) throw new Failure('unknown', 'not-disabled', 'That user is not disabled.')
  process.stdout.write('Enabled.\n')
}

async function registerOne(userKey: string, where: Where): Promise<void> {
  const server = await connect(where)
  const asked = { userKey: keyOf(userKey), nhsNumber: await readInput() }
  await server.operator('/register-staff', asked)
  process.stdout.write('Registered.\n')
}

function keyOf(written: string): string {
  if (/^[^|\s]+\|[^|\s]+$/.test(written)) return written
  const words = 'A user is written issuer|subject; the | needs quotes at a command line.'
  throw new Failure('invalid', 'user', words)
}

async function readInput(): Promise<string> {
  let text = ''
  for await (const part of process.stdin.setEncoding('utf8')) text += part
  return text.trim()
}
