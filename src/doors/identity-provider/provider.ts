/**
 * How the demonstration's provider is set up: OpenID Connect Core 1.0 authorization code flow,
 * PKCE S256 (RFC 7636) for everyone, one client, claims in the shape of NHS CIS2.
 */
import { randomBytes } from 'node:crypto'
import { type Configuration, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import { drawPage, html } from '../page/page.ts'
import { boundedMemory } from './bounded-memory.ts'
import { claimsOf, findProfessional } from './professionals.ts'
import type { SigningKeys } from './signing-keys.ts'

/** The relying party; there is only one. */
export interface Client {
  readonly id: string
  readonly secret: string
  /** Where it may be sent back to. Exact match. */
  readonly redirectUri: string
}

export const assuranceReference = 'AAL3_ANY'

export function createProvider(issuer: string, client: Client, keys: SigningKeys): Provider {
  const provider = new Provider(issuer, settings(client, keys, new URL(issuer).pathname))
  // Addresses follow the issuer, which the door writes into the forwarded headers itself.
  provider.proxy = true
  return provider
}

/** The authorization code flow with PKCE, for one client, as every stand-in speaks it. */
export function codeFlow(client: Client, keys: SigningKeys, mount: string): Configuration {
  return {
    adapter: boundedMemory(2_000),
    jwks: keys as Configuration['jwks'],
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [client.redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: 'client_secret_basic',
        id_token_signed_response_alg: 'ES256',
      },
    ],
    cookies: {
      keys: [randomBytes(32).toString('base64url')],
      // Its cookies stay with it: the record's own pages never see them.
      long: { path: mount, httpOnly: true, sameSite: 'lax', signed: true },
      short: { path: mount, httpOnly: true, sameSite: 'lax', signed: true },
    },
    responseTypes: ['code'],
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    pkce: { required: () => true },
  }
}

function settings(client: Client, keys: SigningKeys, mount: string): Configuration {
  return {
    ...codeFlow(client, keys, mount),
    acrValues: [assuranceReference],
    scopes: ['openid'],
    claims: {
      acr: null,
      auth_time: null,
      iss: null,
      sid: null,
      openid: ['sub', 'selected_roleid', 'authentication_assurance_level', 'id_assurance_level'],
      profile: ['name', 'given_name', 'family_name'],
      nhsperson: ['nhsid_useruid', 'uid', 'name', 'id_assurance_level'],
      nationalrbacaccess: ['nhsid_nrbac_roles'],
      associatedorgs: ['nhsid_user_orgs'],
      selectedrole: ['selected_roleid'],
    },
    findAccount: (_ctx, login) => {
      const professional = findProfessional(login)
      if (!professional) return undefined
      const claims = () => ({ sub: professional.uid, ...claimsOf(professional) })
      return { accountId: login, claims }
    },
    loadExistingGrant: grantEverything,
    interactions: { url: (_ctx, interaction) => `${mount}/choose/${interaction.uid}` },
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
    renderError: (ctx, out) => {
      ctx.type = 'html'
      ctx.set('content-security-policy', "default-src 'none'; style-src 'self'")
      ctx.set('cache-control', 'no-store')
      ctx.body = drawPage({
        title: 'You could not be signed in',
        style: `${mount}/page.css`,
        notice: 'invented people and professionals',
        main: html`<h1>You could not be signed in</h1>
<p>Please start again: <a href="/sign-in">sign in</a>.</p>
<p class="reference">Reference: ${out.error}</p>`,
      })
    },
  }
}

/** Professionals are not asked for consent: the one client is the record that they sign in to. */
async function grantEverything(ctx: KoaContextWithOIDC) {
  const { client, provider, session, params } = ctx.oidc
  if (!client || !session?.accountId) return undefined
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
  grant.addOIDCScope(String(params?.scope ?? 'openid'))
  await grant.save()
  return grant
}
