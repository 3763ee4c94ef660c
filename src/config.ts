/** The settings of one process. Nothing else reads the environment. */

import path from 'node:path'
import { Failure } from '#vocabulary'
import { type About, settings } from './config/settings.ts'
import { describeFile, launchersFile, providersFile } from './config/sign-in-files.ts'

export {
  type LauncherInFile,
  launchersFile,
  type ProviderInFile,
  providersFile,
  readSettingsFile,
} from './config/sign-in-files.ts'

export interface Config {
  readonly host: string
  readonly port: number
  /** Somebody asked for this port: no other will do. */
  readonly portIsGiven: boolean
  readonly mllp: {
    readonly host: string
    readonly port: number
    readonly portIsGiven: boolean
    readonly tls?: { readonly keyFile: string; readonly certFile: string; readonly caFile: string }
  }
  readonly metrics: {
    readonly host: string
    readonly port: number
    readonly portIsGiven: boolean
  }
  readonly dataFolder: string
  readonly registerJournal: string
  readonly databaseUrl?: string
  readonly origin?: string
  readonly production: boolean
  /** Names and contacts that the public pages tell. */
  readonly publicParticularsFile?: string
  /** Without it the demonstration sign-in is used. */
  readonly oidc?: {
    readonly issuer: string
    readonly clientId: string
    readonly clientSecretFile: string
  }
  /** Nobody is configured to say who somebody is: invented professionals sign in. */
  readonly demonstration: boolean
  /** Files: who else says who somebody is, and from where records are opened. */
  readonly identityProviders?: string
  readonly launchers?: string
  readonly sessions: {
    readonly idleMs: number
    readonly absoluteMs: number
    /** By ODS code; '*' is every other. */
    readonly lockMs: Readonly<Record<string, number>>
  }
  readonly limits: {
    readonly messageBytes: number
    readonly heldBytes: number
    readonly mllpConnections: number
    readonly patienceMs: number
    readonly fhirBodyBytes: number
    readonly pools: { readonly filing: number; readonly serving: number; readonly reading: number }
    readonly statementTimeoutMs: number
    readonly messagesPerBatch: number
    readonly backlog: number
  }
  /** How often the server looks for its canaries. */
  readonly canaryProbeMs: number
  /** Absent: the sets that come with the product. */
  readonly sensitiveSetsFile?: string
  readonly people: number
}

type Given = { readonly [Name in keyof typeof settings.shape]?: string }

/** `given` goes before the environment: what was said at the command line. Throws Failure. */
export function readConfig(given: Given = {}): Config {
  const said = definedIn({ ...process.env, ...definedIn(given) })
  const read = settings.safeParse(said)
  const problems = [
    ...(read.error?.issues ?? []).map((issue) => `${issue.path.join('.')} ${issue.message}.`),
    ...problemsTogether(said),
  ]
  if (!read.success || problems.length > 0) {
    throw new Failure('invalid', 'configuration', problems.join('\n'))
  }
  const all = read.data
  const tls = all.LCR_MLLP_TLS_KEY_FILE
  return freeze({
    host: all.LCR_HOST,
    port: all.LCR_PORT,
    portIsGiven: said.LCR_PORT !== undefined,
    mllp: {
      host: all.LCR_MLLP_HOST,
      port: all.LCR_MLLP_PORT,
      portIsGiven: said.LCR_MLLP_PORT !== undefined,
      ...(tls && {
        tls: {
          keyFile: tls,
          certFile: all.LCR_MLLP_TLS_CERT_FILE as string,
          caFile: all.LCR_MLLP_TLS_CA_FILE as string,
        },
      }),
    },
    metrics: {
      host: all.LCR_METRICS_HOST,
      port: all.LCR_METRICS_PORT,
      portIsGiven: said.LCR_METRICS_PORT !== undefined,
    },
    dataFolder: path.resolve(all.LCR_DATA_FOLDER),
    registerJournal: path.resolve(
      all.LCR_REGISTER_JOURNAL ?? path.join(all.LCR_DATA_FOLDER, 'register-journal'),
    ),
    databaseUrl: all.DATABASE_URL,
    origin: all.LCR_ORIGIN,
    production: all.LCR_PRODUCTION === 'true',
    publicParticularsFile: all.LCR_PUBLIC_PARTICULARS_FILE,
    ...(all.LCR_OIDC_ISSUER && {
      oidc: {
        issuer: all.LCR_OIDC_ISSUER,
        clientId: all.LCR_OIDC_CLIENT_ID as string,
        clientSecretFile: all.LCR_OIDC_CLIENT_SECRET_FILE as string,
      },
    }),
    demonstration: !all.LCR_OIDC_ISSUER && !all.LCR_IDENTITY_PROVIDERS,
    identityProviders: all.LCR_IDENTITY_PROVIDERS,
    launchers: all.LCR_LAUNCHERS,
    sessions: {
      idleMs: all.LCR_SESSION_IDLE * 60_000,
      absoluteMs: all.LCR_SESSION_LONGEST * 3_600_000,
      lockMs: Object.fromEntries(
        (all.LCR_SCREEN_LOCK?.split(' ') ?? []).map((each) => {
          const [organisation = '', minutes] = each.split('=')
          return [organisation, Number(minutes) * 60_000]
        }),
      ),
    },
    limits: {
      messageBytes: all.LCR_MESSAGE_BYTES_MAX,
      heldBytes: all.LCR_MLLP_HELD_BYTES_MAX,
      mllpConnections: all.LCR_MLLP_CONNECTIONS_MAX,
      patienceMs: all.LCR_MLLP_PATIENCE,
      fhirBodyBytes: all.LCR_FHIR_BODY_BYTES_MAX,
      pools: {
        filing: all.LCR_POOL_FILING,
        serving: all.LCR_POOL_SERVING,
        reading: all.LCR_POOL_READING,
      },
      statementTimeoutMs: all.LCR_STATEMENT_TIMEOUT,
      messagesPerBatch: all.LCR_BATCH,
      backlog: all.LCR_BACKLOG,
    },
    canaryProbeMs: all.LCR_CANARY_PROBE * 60_000,
    ...(all.LCR_SENSITIVE_SETS && { sensitiveSetsFile: all.LCR_SENSITIVE_SETS }),
    people: all.LCR_PEOPLE,
  })
}

/** A variable that is set to nothing is not set. */
function definedIn(said: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(said).filter((pair): pair is [string, string] => Boolean(pair[1])),
  )
}

function problemsTogether(said: Readonly<Record<string, string>>): string[] {
  const problems: string[] = []
  const together = (names: readonly string[]) => {
    const missing = names.filter((name) => said[name] === undefined)
    if (missing.length === 0 || missing.length === names.length) return
    problems.push(`${names.join(', ')} are set together; missing: ${missing.join(', ')}.`)
  }
  together(['LCR_MLLP_TLS_KEY_FILE', 'LCR_MLLP_TLS_CERT_FILE', 'LCR_MLLP_TLS_CA_FILE'])
  together(['LCR_OIDC_ISSUER', 'LCR_OIDC_CLIENT_ID', 'LCR_OIDC_CLIENT_SECRET_FILE'])
  if (said.LCR_PRODUCTION !== 'true') return problems
  if (!said.LCR_OIDC_ISSUER && !said.LCR_IDENTITY_PROVIDERS) {
    problems.push(
      'LCR_OIDC_ISSUER or LCR_IDENTITY_PROVIDERS is needed in production: the demonstration sign-in does not run there.',
    )
  }
  if (!said.LCR_ORIGIN?.startsWith('https://')) {
    problems.push('LCR_ORIGIN must begin with https:// in production.')
  }
  const isHeardElsewhere = !isThisMachine(said.LCR_MLLP_HOST ?? '127.0.0.1')
  if (isHeardElsewhere && !said.LCR_MLLP_TLS_KEY_FILE && said.LCR_MLLP_PLAINTEXT !== 'true') {
    problems.push(
      'LCR_MLLP_HOST is reached from elsewhere: in production set LCR_MLLP_TLS_KEY_FILE and what belongs to it, or LCR_MLLP_PLAINTEXT where something else encrypts.',
    )
  }
  return problems
}

const isThisMachine = (host: string): boolean => /^(?:localhost|127(?:\.\d+){3}|::1)$/.test(host)

/** The page docs/operations/configuration.md. */
export function renderConfiguration(): string {
  const lines = Object.entries(settings.shape).map(([name, schema]) => {
    const { unit, words, usual } = schema.meta() as unknown as About
    const byDefault: unknown = schema.safeParse(undefined).data
    const shown = usual ?? (byDefault === undefined ? 'not set' : `\`${byDefault}\``)
    return `| \`${name}\` | ${unit} | ${shown} | ${words} |`
  })
  return `# Configuration

Every setting is an environment variable; \`lcr start --help\` names those that are also options of
the command line, which go first. A value that is wrong stops the start, and all that is wrong is
said at once. Secrets are named by the file that holds them.

| variable | unit | default | what it is |
|---|---|---|---|
${lines.join('\n')}

## The file LCR_IDENTITY_PROVIDERS

JSON. Files that it names are looked for beside it. A field that is not listed stops the start.
[OpenID Connect](../standards/openid-connect.md) says what is checked.

${tableOf(providersFile)}

## The file LCR_LAUNCHERS

JSON. [SMART App Launch](../standards/smart-app-launch.md) says how a record is opened from another system.

${tableOf(launchersFile)}

This page is written by \`node src/cli.ts configuration > docs/operations/configuration.md\`.
`
}

const tableOf = (shape: Parameters<typeof describeFile>[0]): string =>
  ['| field | needed | default | what it is |', '|---|---|---|---|', ...describeFile(shape)].join(
    '\n',
  )

function freeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (part && typeof part === 'object') freeze(part)
  return Object.freeze(value)
}
