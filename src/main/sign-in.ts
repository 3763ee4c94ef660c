/** Who says who somebody is, and from where records are opened: as it is configured. */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import { importJWK, type JWK } from 'jose'
import { z } from 'zod'
import {
  type Config,
  type LauncherInFile,
  launchersFile,
  type ProviderInFile,
  providersFile,
  readSettingsFile,
} from '#config'
import {
  callbackPath,
  hospitalFhirPath,
  hospitalSystemDoor,
  identityProviderDoor,
  identityProviderPath,
  type LauncherSettings,
  launchCallbackPath,
  launchPath,
  type ProviderSettings,
} from '#doors'
import { cast } from '#london'
import { Failure } from '#vocabulary'
import type { ServerKeys } from './keys.ts'

export interface SignInNeeds {
  readonly config: Config
  readonly keys: ServerKeys
  readonly origin: string
}

export interface SignIn {
  readonly providers: readonly ProviderSettings[]
  readonly launchers: readonly LauncherSettings[]
}

/** The organisations' own, or the built-in ones of the demonstration. */
export async function chooseSignIn(app: FastifyInstance, given: SignInNeeds): Promise<SignIn> {
  const { config } = given
  const providers = await configuredProviders(config)
  const launchers = await configuredLaunchers(config)
  if (!config.demonstration) return { providers, launchers }
  const provider = await demonstrationProvider(app, given)
  const hospital = await demonstrationHospital(app, given)
  return { providers: [provider], launchers: [...launchers, hospital] }
}

async function configuredProviders({
  oidc,
  identityProviders: file,
}: Config): Promise<ProviderSettings[]> {
  const providers: ProviderSettings[] = []
  if (oidc) {
    const secret = await readSecret(oidc.clientSecretFile)
    const { issuer, clientId } = oidc
    providers.push({ issuer: () => issuer, clientId, credential: { secret } })
  }
  if (file === undefined) return providers
  const { content, beside } = readSettingsFile(file, providersFile)
  for (const one of content.providers) providers.push(await providerOf(one, beside))
  return providers
}

async function providerOf(
  { issuer, clientSecretFile, clientKeyFile, ...rest }: ProviderInFile,
  beside: (name: string) => string,
): Promise<ProviderSettings> {
  const credential = await credentialOf({ clientSecretFile, clientKeyFile }, beside)
  if (!credential) throw new Error('The file is checked to name one of the two.')
  const scope = rest.claims === undefined ? undefined : 'openid profile'
  return { ...(scope && { scope }), ...definedIn(rest), issuer: () => issuer, credential }
}

async function configuredLaunchers({ launchers: file }: Config): Promise<LauncherSettings[]> {
  if (file === undefined) return []
  const { content, beside } = readSettingsFile(file, launchersFile)
  return Promise.all(content.launchers.map((one) => launcherOf(one, beside)))
}

async function launcherOf(
  { usersOf, ...rest }: LauncherInFile,
  beside: (name: string) => string,
): Promise<LauncherSettings> {
  const of = usersOf === undefined ? {} : { usersOf: () => usersOf }
  if (rest.kind === 'token') {
    const { keysFile, ...token } = rest
    const keys = await readJson(beside(keysFile), z.object({ keys: z.array(publicKey).min(1) }))
    return { ...definedIn(token), ...of, keys: keys.keys }
  }
  const { iss, clientSecretFile, clientKeyFile, ...smart } = rest
  const credential = await credentialOf({ clientSecretFile, clientKeyFile }, beside)
  return { ...definedIn(smart), ...of, iss: () => iss, ...(credential && { credential }) }
}

/** Keys that can sign are nothing for us to have, and shared secrets prove nothing of who signed. */
const publicKey = z
  .looseObject({ kty: z.enum(['RSA', 'EC', 'OKP']) })
  .refine((jwk) => !('d' in jwk), 'must be a public key')
  .transform((jwk) => jwk as JWK)
const privateKey = z.looseObject({
  kty: z.enum(['RSA', 'EC', 'OKP']),
  alg: z.string(),
  d: z.string(),
  kid: z.string().optional(),
})

async function credentialOf(
  named: { readonly clientSecretFile?: string; readonly clientKeyFile?: string },
  beside: (name: string) => string,
): Promise<ProviderSettings['credential'] | undefined> {
  if (named.clientSecretFile !== undefined) {
    return { secret: await readSecret(beside(named.clientSecretFile)) }
  }
  if (named.clientKeyFile === undefined) return undefined
  const jwk = await readJson(beside(named.clientKeyFile), privateKey)
  const key = (await importJWK(jwk as JWK, jwk.alg)) as CryptoKey
  return { key, ...(jwk.kid !== undefined && { id: jwk.kid }) }
}

async function readSecret(file: string): Promise<string> {
  return (await readNamed(file)).trim()
}

async function readJson<Content>(file: string, shape: z.ZodType<Content>): Promise<Content> {
  const text = await readNamed(file)
  try {
    return shape.parse(JSON.parse(text))
  } catch {
    throw new Failure('invalid', 'configuration', `${file} does not hold the keys that it should.`)
  }
}

const readNamed = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch(() => {
    throw new Failure('invalid', 'configuration', `${file} cannot be read.`)
  })

/** Without what is undefined, so that defaults stand. */
function definedIn<T extends object>(given: T): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T
}

const clientId = 'london-care-record'
/** Both sides of it are this process: nobody else need ever know the secret. */
const newClientSecret = () => randomBytes(32).toString('base64url')

async function demonstrationProvider(
  app: FastifyInstance,
  { config, keys, origin }: SignInNeeds,
): Promise<ProviderSettings> {
  const secret = newClientSecret()
  await app.register(identityProviderDoor, {
    production: config.production,
    origin: () => origin,
    keys: { keys: [keys.signIn] },
    client: { id: clientId, secret, redirectPath: callbackPath },
  })
  return { issuer: () => origin + identityProviderPath, clientId, credential: { secret } }
}

/** King's, as small as it can be: its doctor opens the record of a patient from there. */
async function demonstrationHospital(
  app: FastifyInstance,
  { config, keys, origin }: SignInNeeds,
): Promise<LauncherSettings> {
  const secret = newClientSecret()
  await app.register(hospitalSystemDoor, {
    production: config.production,
    origin: () => origin,
    keys: { keys: [keys.signIn] },
    login: 'emergency-doctor',
    patients: cast,
    client: { id: clientId, secret, redirectPath: launchCallbackPath },
    launchPath,
  })
  return {
    kind: 'smart',
    id: 'demonstration-hospital',
    words: 'the demonstration hospital’s system',
    organisations: { RJZ: "King's College Hospital NHS Foundation Trust" },
    identity: 'suffices',
    usersOf: () => origin + identityProviderPath,
    iss: () => origin + hospitalFhirPath,
    clientId,
    credential: { secret },
  }
}
