import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import type { Allowed, AllowedSender, Sender } from '#journeys'
import { Failure } from '#vocabulary'
import { connect, type Where } from './connection.ts'
import { printJson, printTable } from './print.ts'
import { withWhere } from './where.ts'

const examples = `
MSH-3 and MSH-4 in any case; a trailing * stands for any ending. Who is allowed is heard within
seconds, and who is ended no longer. In production nobody is heard who is not in this list;
elsewhere everybody is until the first is allowed.

Examples:
  lcr senders allow --certificate kings.pem --application PAS --facility RJZ --organisation RJZ
  lcr senders allow --subject-cn engine.example.nhs.uk --application '*' --facility 'RJ1*' --organisation RJ1
  lcr senders allow --without-certificate --application LAB --facility RYJ --organisation RYJ`

export function sendersCommand(): Command {
  const list = new Command('list')
    .description('List who may send HL7 v2, and who no longer may.')
    .option('--json', 'for scripts')
  const allow = new Command('allow')
    .description('Allow whoever shows a certificate to send under a name, for one organisation.')
    .option('--certificate <file>', 'the certificate (PEM): this one and no other')
    .option('--fingerprint <sha256>', 'the same, by the SHA-256 of the certificate')
    .option('--subject-cn <name>', 'any certificate of the authority with this CN')
    .option('--without-certificate', 'on connections without TLS')
    .requiredOption('--application <name>', 'MSH-3')
    .requiredOption('--facility <name>', 'MSH-4')
    .requiredOption('--organisation <ods>', 'whose messages these are')
    .addHelpText('after', examples)
  const end = new Command('end')
    .description('Allow it no longer.')
    .argument('<id>', 'of the line, as "lcr senders list" shows it')
  return new Command('senders')
    .description('Say who may send HL7 v2, and as whom.')
    .addCommand(withWhere(list).action(listAll), { isDefault: true })
    .addCommand(withWhere(allow).action(allowOne))
    .addCommand(withWhere(end).action(endOne))
}

async function listAll({ json, ...where }: Where & { json?: boolean }): Promise<void> {
  const server = await connect(where)
  const { senders } = await server.operator<{ senders: Sender[] }>('/senders')
  if (json) return printJson(senders)
  if (senders.length === 0) {
    process.stdout.write('Nobody has been allowed by name; see "lcr senders allow --help".\n')
    return
  }
  printTable(
    ['id', 'MSH-3', 'MSH-4', 'organisation', 'certificate', 'CN', 'since', 'ended'],
    senders.map((one) => [
      String(one.senderId),
      one.application,
      one.facility,
      one.organisation,
      one.fingerprint ?? (one.subjectCn ? 'any of the authority' : 'none'),
      one.subjectCn ?? '',
      new Date(one.addedAt).toISOString(),
      one.endedAt === undefined ? '' : new Date(one.endedAt).toISOString(),
    ]),
  )
}

interface Allowing extends Where {
  readonly certificate?: string
  readonly fingerprint?: string
  readonly subjectCn?: string
  readonly withoutCertificate?: boolean
  readonly application: string
  readonly facility: string
  readonly organisation: string
}

async function allowOne(given: Allowing): Promise<void> {
  const { application, facility, organisation, subjectCn } = given
  const fingerprint = await fingerprintOf(given)
  if (Boolean(fingerprint ?? subjectCn) === Boolean(given.withoutCertificate)) {
    const words =
      'Say which certificate: --certificate, --fingerprint, --subject-cn, or else --without-certificate.'
    throw new Failure('invalid', 'certificate', words)
  }
  const sender: AllowedSender = {
    application,
    facility,
    organisation: organisation.toUpperCase(),
    ...(fingerprint && { fingerprint }),
    ...(subjectCn && { subjectCn }),
  }
  const server = await connect(given)
  const allowed = await server.operator<Allowed>('/senders', sender)
  if (allowed.outcome === 'another-organisation') {
    const words = `Messages of ${application}|${facility} are filed for ${allowed.organisation}, not for ${sender.organisation}. Give the feed a profile with that organisation, or say --organisation ${allowed.organisation}.`
    throw new Failure('conflict', 'another-organisation', words)
  }
  process.stdout.write(`Sender ${allowed.senderId} is allowed.\n`)
}

async function fingerprintOf({ certificate, fingerprint }: Allowing): Promise<string | undefined> {
  if (certificate !== undefined) return readCertificate(certificate)
  if (fingerprint === undefined) return undefined
  const hex = fingerprint.replaceAll(':', '').toUpperCase()
  if (!/^[0-9A-F]{64}$/.test(hex)) {
    const words = '--fingerprint is the SHA-256 of the certificate: 64 hexadecimal digits.'
    throw new Failure('invalid', 'fingerprint', words)
  }
  return hex.match(/../g)?.join(':')
}

async function readCertificate(file: string): Promise<string> {
  try {
    return new X509Certificate(await readFile(file)).fingerprint256
  } catch {
    throw new Failure('invalid', 'certificate', `There is no certificate in ${file}.`)
  }
}

async function endOne(id: string, where: Where): Promise<void> {
  const server = await connect(where)
  const { ended } = /^\d{1,15}$/.test(id)
    ? await server.operator<{ ended: boolean }>('/senders/end', { senderId: Number(id) })
    : { ended: false }
  if (!ended) {
    const words = `There is no sender ${id} that is allowed; see "lcr senders list".`
    throw new Failure('unknown', 'no-such-sender', words)
  }
  process.stdout.write(`Sender ${id} is allowed no longer.\n`)
}
