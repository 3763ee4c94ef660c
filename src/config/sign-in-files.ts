/** The files that LCR_IDENTITY_PROVIDERS and LCR_LAUNCHERS name: who says who somebody is. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { Failure, isOdsCode } from '#vocabulary'

const said = <Schema extends z.ZodType>(schema: Schema, words: string): Schema =>
  schema.meta({ words })

const text = z.string().min(1).max(500)
const id = z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be of a to z, 0 to 9 and -')
/** This machine may be spoken to without TLS; production asks for https besides. */
const address = z.url({ protocol: /^https?$/ }).refine((each) => {
  const url = URL.parse(each)
  return (
    url?.protocol === 'https:' || /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url?.hostname ?? '')
  )
}, 'must begin with https://')
const origin = address.refine(
  (each) => URL.parse(each)?.origin === each,
  'must be scheme, host and port only',
)
const level = z.int().min(1).max(3)
const levels = z.strictObject({
  authentication: said(level, '3 is AAL3'),
  identity: said(level, 'identity assurance, of the same three levels'),
})
const role = z.strictObject({
  code: said(text, 'NHS RBAC job role (R…)'),
  name: said(text, 'its name'),
  activities: said(z.array(text), 'NHS RBAC activities (B…) that `policy.json` knows'),
})
const claims = z.strictObject({
  name: said(text.optional(), 'claim with the user’s name; otherwise `name`'),
  user: said(text.optional(), 'claim that identifies the user for ever; otherwise `sub`'),
  organisation: said(text.optional(), 'claim with the ODS code; needed when it speaks for several'),
  role: said(text.optional(), 'claim with the user’s role or groups'),
  roles: said(z.record(text, role).optional(), 'what each of those roles or groups is here'),
})
const organisations = z.record(
  z.string().refine(isOdsCode, 'must be an ODS code'),
  said(text, 'the name that is shown'),
)
const algorithms = z.array(z.enum(['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'])).min(1)
const client = {
  clientId: said(text, 'the name by which it knows us'),
  clientSecretFile: said(text.optional(), 'file with the secret agreed with it'),
  clientKeyFile: said(text.optional(), 'file with our private key (JWK), for private_key_jwt'),
  scope: said(text.optional(), 'what is asked for'),
}
const assurance = {
  assuranceFloor: said(
    z.union([z.literal(2), z.literal(3)]).default(3),
    'the least authentication level; `policy.json` has a floor of its own',
  ),
  assurance: said(z.record(text, levels).optional(), 'what each value of `acr` means'),
  algorithms: said(algorithms.optional(), 'signatures that are taken'),
}

const provider = z
  .strictObject({
    id: said(id, 'part of the address that it sends back to'),
    words: said(text, 'what stands on the button'),
    issuer: said(address, 'exactly as it writes itself'),
    ...client,
    organisations: said(
      organisations.optional(),
      'ODS codes that it may speak for, and their names; absent only for NHS CIS2',
    ),
    ...assurance,
    acrValues: said(text.optional(), '`acr_values` that are asked for'),
    authenticationAgeMaxS: said(
      z.int().min(30).max(3_600).default(600),
      'seconds since the user proved who they are',
    ),
    claims: said(claims.optional(), 'its own words; absent: it speaks as NHS CIS2 does'),
  })
  .refine(
    (one) => (one.clientSecretFile === undefined) !== (one.clientKeyFile === undefined),
    'needs either clientSecretFile or clientKeyFile',
  )
  .refine(
    (one) => one.claims === undefined || one.organisations !== undefined,
    'speaks in words of its own, so it needs organisations',
  )

const anyLauncher = {
  id: said(id, 'names it in this file'),
  words: said(text, 'what its users call it'),
  organisations: said(organisations, 'ODS codes that it may speak for, and their names'),
  identity: said(
    z.enum(['suffices', 'sign-in']),
    'whether who it says the user is suffices, or the user signs in here as well and must match',
  ),
  usersOf: said(
    address.optional(),
    'the issuer whose users its users really are (NHS CIS2), so that they are one user here',
  ),
  ...assurance,
  agreedAssurance: said(
    levels.optional(),
    'what is agreed of it where it says no `acr`; a decision of both organisations',
  ),
  claims: said(
    claims
      .extend({
        everybody: said(role.optional(), 'the one role of everybody whom it lets launch'),
      })
      .optional(),
    'its own words; absent: it speaks as NHS CIS2 does',
  ),
  framedBy: said(z.array(origin).default([]), 'origins that may show the record in a frame'),
}
const smartLauncher = z.strictObject({
  kind: z.literal('smart'),
  ...anyLauncher,
  iss: said(address, 'its FHIR server, exactly as it says it in `iss`'),
  ...client,
  nhsNumberSystems: said(
    z.array(text).min(1).default(['https://fhir.nhs.uk/Id/nhs-number']),
    'which systems of Patient.identifier hold the NHS number',
  ),
  userIdentifierSystem: said(
    text.optional(),
    'which system of the identifiers of `fhirUser` names the user; absent: a claim does',
  ),
})
const tokenLauncher = z.strictObject({
  kind: z.literal('token'),
  ...anyLauncher,
  issuer: said(text, '`iss` of its tokens'),
  keysFile: said(text, 'file with its public keys (JWK Set)'),
  postedFrom: said(z.array(origin).min(1), 'origins of the pages that post tokens'),
})

export const providersFile = z.strictObject({
  providers: z.array(provider).min(1).refine(eachOnce, 'each id may be there once'),
})
export const launchersFile = z.strictObject({
  launchers: z
    .array(z.discriminatedUnion('kind', [smartLauncher, tokenLauncher]))
    .min(1)
    .refine(eachOnce, 'each id and each words may be there once'),
})
export type ProviderInFile = z.infer<typeof provider>
export type LauncherInFile = z.infer<typeof launchersFile>['launchers'][number]

function eachOnce(all: readonly { readonly id: string; readonly words: string }[]): boolean {
  const differ = (texts: readonly string[]) => new Set(texts).size === texts.length
  return differ(all.map((one) => one.id)) && differ(all.map((one) => one.words))
}

export interface ReadFile<Content> {
  readonly content: Content
  /** What it names is looked for beside it. */
  beside(name: string): string
}

/** Throws Failure with all that is wrong with it, by place and never by value. */
export function readSettingsFile<Content>(
  file: string,
  shape: z.ZodType<Content>,
): ReadFile<Content> {
  let written: unknown
  try {
    written = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw new Failure('invalid', 'configuration', `${file} cannot be read, or is not JSON.`)
  }
  const read = shape.safeParse(written)
  if (!read.success) {
    const problems = read.error.issues.map(
      (issue) => `${file}: ${issue.path.join('.')} ${issue.message}.`,
    )
    throw new Failure('invalid', 'configuration', problems.join('\n'))
  }
  const folder = path.dirname(path.resolve(file))
  return { content: read.data, beside: (name) => path.resolve(folder, name) }
}

interface Described {
  readonly words?: string
  readonly default?: unknown
  readonly properties?: Readonly<Record<string, Described>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Described | boolean
  readonly items?: Described
  readonly oneOf?: readonly Described[]
}

/** Lines of a table of every field of such a file. */
export function describeFile(shape: z.ZodType): string[] {
  return linesOf('', z.toJSONSchema(shape, { io: 'input' }) as Described)
}

function linesOf(at: string, schema: Described): string[] {
  const lines = (schema.oneOf ?? []).flatMap((each) => linesOf(at, each))
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const place = at === '' ? name : `${at}.${name}`
    const needed = schema.required?.includes(name) ? 'yes' : ''
    const usual = field.default === undefined ? '' : `\`${JSON.stringify(field.default)}\``
    if (field.words) lines.push(`| \`${place}\` | ${needed} | ${usual} | ${field.words} |`)
    lines.push(...linesOf(place, field))
  }
  if (schema.items) lines.push(...linesOf(`${at}[]`, schema.items))
  const { additionalProperties: others } = schema
  if (typeof others === 'object') lines.push(...linesOf(`${at}.*`, others))
  return [...new Set(lines)]
}
