/** Every variable, with its unit, its default and a sentence about it. */
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

export interface About {
  /** What the value is counted in, or what it is. */
  readonly unit: string
  readonly words: string
  /** What stands in the documentation, where the real one depends on the machine. */
  readonly usual?: string
}

const about = <Schema extends z.ZodType>(schema: Schema, meta: About): Schema =>
  schema.meta({ ...meta })
const whole = (least: number, most: number) =>
  z.coerce
    .number('must be a whole number')
    .int('must be a whole number')
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`)
const port = whole(0, 65_535)
const file = z.string().optional()
const MiB = 1024 * 1024

export const settings = z.object({
  LCR_PORT: about(port.default(3000), {
    unit: 'TCP port',
    words:
      'Where the viewer and FHIR are served. When it is taken and was not set here, a free port is used; 0 always takes a free one.',
  }),
  LCR_HOST: about(z.string().default('127.0.0.1'), {
    unit: 'address',
    words:
      'The network address for the viewer and FHIR. Others than this machine reach it only when this is changed; TLS is the business of a proxy in front.',
  }),
  LCR_MLLP_PORT: about(port.default(2575), {
    unit: 'TCP port',
    words:
      'Where HL7 v2 messages are received. When it is taken and was not set here, a free port is used; 0 always takes a free one.',
  }),
  LCR_MLLP_HOST: about(z.string().default('127.0.0.1'), {
    unit: 'address',
    words: 'The network address for HL7 v2 messages.',
  }),
  LCR_METRICS_PORT: about(port.default(9464), {
    unit: 'TCP port',
    words:
      'Where Prometheus finds `/metrics`. When it is taken and was not set here, a free port is used; 0 always takes a free one.',
  }),
  LCR_METRICS_HOST: about(z.string().default('127.0.0.1'), {
    unit: 'address',
    words:
      'The network address for `/metrics`, which asks nobody who they are: never one that the public reaches.',
  }),
  LCR_DATA_FOLDER: about(
    z.string().default(fileURLToPath(new URL('../../data', import.meta.url))),
    {
      unit: 'folder',
      usual: '`data` in the checkout',
      words:
        'Holds the embedded database, the keys and the note of what is running. Who can read it is the operator.',
    },
  ),
  LCR_REGISTER_JOURNAL: about(file, {
    unit: 'folder',
    usual: '`register-journal` in the data folder',
    words:
      'The journal of the register of objections, outside the database: after a backup is put back it says who has objected since. Keep it on another disk than the database.',
  }),
  DATABASE_URL: about(
    z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://')
      .optional(),
    {
      unit: 'postgresql:// URL',
      usual: 'the embedded PostgreSQL',
      words:
        'A PostgreSQL server, 15 to 18, to use instead of the embedded one. Its password belongs in a password file (`PGPASSFILE`), not here.',
    },
  ),
  LCR_ORIGIN: about(
    z
      .url({
        protocol: /^https?$/,
        error: 'must be an address such as https://record.example.nhs.uk',
      })
      .refine(
        (text) => URL.parse(text)?.pathname === '/' && !text.endsWith('/'),
        'must be scheme, host and port only, without a slash at its end',
      )
      .optional(),
    {
      unit: 'URL',
      usual: '`http://localhost:` and the port',
      words: 'How browsers and senders reach this server, when a proxy stands in front of it.',
    },
  ),
  LCR_PRODUCTION: about(z.enum(['true', 'false'], 'must be true or false').default('false'), {
    unit: 'true or false',
    words:
      'Real people’s records are in reach: the demonstration sign-in and the synthetic London refuse to start.',
  }),
  LCR_PUBLIC_PARTICULARS_FILE: about(file, {
    unit: 'file (JSON)',
    words:
      'Names and contacts for the public pages, which mark as a gap whatever it does not say: see docs/operations/public-pages.md.',
  }),
  LCR_OIDC_ISSUER: about(z.url('must be the address of an OpenID provider').optional(), {
    unit: 'URL',
    usual: 'the demonstration sign-in',
    words: 'The OpenID provider (NHS CIS2) that says who somebody is, exactly as it writes itself.',
  }),
  LCR_OIDC_CLIENT_ID: about(z.string().optional(), {
    unit: 'text',
    words: 'The name by which the OpenID provider knows this server.',
  }),
  LCR_OIDC_CLIENT_SECRET_FILE: about(file, {
    unit: 'file',
    words: 'The file that holds the secret agreed with the OpenID provider, and nothing else.',
  }),
  LCR_IDENTITY_PROVIDERS: about(file, {
    unit: 'file (JSON)',
    words:
      'Organisations’ own identity providers, beside or instead of the one above; its fields are listed below.',
  }),
  LCR_LAUNCHERS: about(file, {
    unit: 'file (JSON)',
    words:
      'Systems from which the record of one patient may be opened; its fields are listed below.',
  }),
  LCR_SESSION_IDLE: about(whole(1, 30).default(30), {
    unit: 'minutes',
    words: 'A session ends when it has not been used for this long.',
  }),
  LCR_SESSION_LONGEST: about(whole(1, 12).default(12), {
    unit: 'hours',
    words: 'A session ends after this long, however much it is used.',
  }),
  LCR_SCREEN_LOCK: about(
    z
      .string()
      .regex(
        /^([A-Z0-9]{3,10}|\*)=([1-9]|1[0-5])( ([A-Z0-9]{3,10}|\*)=([1-9]|1[0-5]))*$/,
        'must be such as RJZ=10 RJ1=15, with 1 to 15 minutes',
      )
      .optional(),
    {
      unit: 'ODS code=minutes, …',
      usual: 'no screen locks',
      words:
        'For organisations with shared workstations: after how many minutes without use a screen is emptied until somebody signs in again. `*` is every other organisation.',
    },
  ),
  LCR_MLLP_TLS_KEY_FILE: about(file, {
    unit: 'file (PEM)',
    words:
      'The private key for HL7 v2 over TLS. Key, certificate and authority are set together; senders must then show a certificate of that authority.',
  }),
  LCR_MLLP_TLS_CERT_FILE: about(file, {
    unit: 'file (PEM)',
    words: 'The certificate that senders of HL7 v2 see.',
  }),
  LCR_MLLP_TLS_CA_FILE: about(file, {
    unit: 'file (PEM)',
    words: 'The authority whose certificates senders of HL7 v2 must show.',
  }),
  LCR_MESSAGE_BYTES_MAX: about(whole(1024, 512 * MiB).default(64 * MiB), {
    unit: 'bytes',
    words: 'The largest HL7 v2 message; a larger one is refused with AR and its connection closed.',
  }),
  LCR_MLLP_PLAINTEXT: about(z.enum(['true', 'false'], 'must be true or false').default('false'), {
    unit: 'true or false',
    words:
      'In production HL7 v2 without TLS is heard from this machine only. Set it to true where something else encrypts every connection from elsewhere.',
  }),
  LCR_MLLP_CONNECTIONS_MAX: about(whole(1, 100_000).default(1_000), {
    unit: 'connections',
    words:
      'The most connections of senders of HL7 v2. When more come, those that never sent anything give way.',
  }),
  LCR_MLLP_HELD_BYTES_MAX: about(whole(MiB, 64 * 1024 * MiB).default(256 * MiB), {
    unit: 'bytes',
    words:
      'The most of HL7 v2 messages that is held in memory until it is durable, of all senders together. Beyond it they are read in turns.',
  }),
  LCR_MLLP_PATIENCE: about(whole(100, 600_000).default(20_000), {
    unit: 'milliseconds',
    words:
      'A message that is not durable after this is answered AE: its sender sends it again. So long senders are held, too, before they are told that there is too much to do.',
  }),
  LCR_FHIR_BODY_BYTES_MAX: about(whole(1024, 512 * MiB).default(50 * MiB), {
    unit: 'bytes',
    words: 'The largest body of a FHIR request; a larger one is refused with 413.',
  }),
  LCR_POOL_FILING: about(whole(2, 200).default(6), {
    unit: 'connections',
    words: 'Database connections for receiving and filing.',
  }),
  LCR_POOL_SERVING: about(whole(2, 200).default(12), {
    unit: 'connections',
    words: 'Database connections for deciding, auditing and sessions.',
  }),
  LCR_POOL_READING: about(whole(2, 200).default(12), {
    unit: 'connections',
    words: 'Database connections for reading records under a decision.',
  }),
  LCR_STATEMENT_TIMEOUT: about(whole(100, 3_600_000).default(30_000), {
    unit: 'milliseconds',
    words: 'A database statement that takes longer is given up.',
  }),
  LCR_BATCH: about(whole(1, 5_000).default(400), {
    unit: 'messages',
    words: 'The most messages that are filed in one transaction.',
  }),
  LCR_BACKLOG: about(whole(100, 10_000_000).default(5_000), {
    unit: 'messages',
    words:
      'The most messages that are kept and not yet filed. From half of it on senders are slowed to the pace of filing; at all of it nothing is taken until there is room.',
  }),
  LCR_SENSITIVE_SETS: about(file, {
    unit: 'file (JSON)',
    usual: '`src/sources/sensitive/sets.json`',
    words:
      'Which codes and words are sensitive and withheld from everybody (docs/standards/sensitive-information.md). A file without themes withholds nothing. After a change messages are replayed.',
  }),
  LCR_CANARY_PROBE: about(whole(2, 60).default(5), {
    unit: 'minutes',
    words:
      'How often the server looks for its canaries, by every way in which a record can be seen (docs/operations/runbook.md).',
  }),
  LCR_PEOPLE: about(whole(1, 20_000).default(300), {
    unit: 'people',
    words: 'How many invented people live in the synthetic London.',
  }),
})
