/**
 * The authorization server of the stand-in hospital's system: oidc-provider, with what SMART App
 * Launch 2.2 adds to it (the parameter `launch`, `patient` in the token response).
 */
import { randomBytes } from 'node:crypto'
import {
  type Configuration,
  interactionPolicy,
  type KoaContextWithOIDC,
  Provider,
} from 'oidc-provider'
import { claimsOf, findProfessional } from '../identity-provider/professionals.ts'
import { type Client, codeFlow } from '../identity-provider/provider.ts'
import type { SigningKeys } from '../identity-provider/signing-keys.ts'

/** What is in hand in the hospital's system: by `launch` before, by grant after the sign-in. */
interface InHand {
  readonly login: string
  readonly patientId: string
}

export interface SmartProvider {
  readonly provider: Provider
  /** Names what is in hand, for one launch. */
  launch(inHand: InHand): string
  launched(launch: unknown): InHand | undefined
  /** What a Bearer token may read. */
  inHandOf(token: string): Promise<InHand | undefined>
}

const smartScope = 'openid fhirUser launch patient/Patient.rs'
const keptMax = 1_000

export function createSmartProvider(
  issuer: string,
  fhir: string,
  client: Client,
  keys: SigningKeys,
): SmartProvider {
  const launches = new Map<string, InHand>()
  const grants = new Map<string, InHand>()
  const keep = (kept: Map<string, InHand>, key: string, inHand: InHand) => {
    for (const oldest of kept.keys()) {
      if (kept.size < keptMax) break
      kept.delete(oldest)
    }
    kept.set(key, inHand)
  }
  const launched = (launch: unknown) =>
    typeof launch === 'string' ? launches.get(launch) : undefined

  const provider = new Provider(issuer, {
    ...settings(client, keys, fhir, new URL(issuer).pathname),
    async loadExistingGrant(ctx: KoaContextWithOIDC) {
      const { client: asking, provider: own, session, params } = ctx.oidc
      const inHand = launched(params?.launch)
      if (!asking || !session?.accountId || !inHand) return undefined
      const grant = new own.Grant({ clientId: asking.clientId, accountId: session.accountId })
      grant.addOIDCScope(smartScope)
      keep(grants, await grant.save(), inHand)
      return grant
    },
  })
  provider.proxy = true
  provider.use(async (ctx, next) => {
    await next()
    const code = ctx.oidc?.entities.AuthorizationCode
    const inHand = code?.grantId && grants.get(code.grantId)
    if (inHand && ctx.oidc.route === 'token' && ctx.status === 200) {
      Object.assign(ctx.body as object, { patient: inHand.patientId })
    }
  })
  return {
    provider,
    launch(inHand) {
      const launch = randomBytes(16).toString('base64url')
      keep(launches, launch, inHand)
      return launch
    },
    launched,
    async inHandOf(token) {
      const { grantId } = (await provider.AccessToken.find(token)) ?? {}
      return grantId === undefined ? undefined : grants.get(grantId)
    },
  }
}

function settings(client: Client, keys: SigningKeys, fhir: string, mount: string): Configuration {
  // Who is signed in to the hospital's system is said by each launch, not remembered.
  const policy = interactionPolicy.base()
  const asksAgain = new interactionPolicy.Check('each_launch', 'each launch', (ctx) =>
    ctx.oidc.result?.login
      ? interactionPolicy.Check.NO_NEED_TO_PROMPT
      : interactionPolicy.Check.REQUEST_PROMPT,
  )
  policy.get('login')?.checks.add(asksAgain)
  return {
    ...codeFlow(client, keys, mount),
    extraParams: ['launch', 'aud'],
    scopes: smartScope.split(' '),
    conformIdTokenClaims: false,
    claims: {
      openid: [
        'sub',
        'name',
        'nhsid_useruid',
        'authentication_assurance_level',
        'id_assurance_level',
        'selected_roleid',
        'nhsid_nrbac_roles',
        'nhsid_user_orgs',
      ],
      fhirUser: ['fhirUser'],
    },
    findAccount: (_ctx, login) => {
      const professional = findProfessional(login)
      if (!professional) return undefined
      const fhirUser = `${fhir}/Practitioner/${professional.uid}`
      const claims = () => ({ sub: professional.uid, fhirUser, ...claimsOf(professional) })
      return { accountId: login, claims }
    },
    interactions: { policy, url: (_ctx, { uid }) => `${mount}/signed-in/${uid}` },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    ttl: {
      AccessToken: 300,
      AuthorizationCode: 60,
      IdToken: 300,
      Interaction: 900,
      Session: 900,
      Grant: 900,
    },
    clientBasedCORS: () => false,
  }
}
