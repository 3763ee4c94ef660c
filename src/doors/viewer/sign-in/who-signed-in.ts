/**
 * From claims in the shape of NHS CIS2 to one role of one organisation. Pure.
 * trust.md AC-02 (assurance), AC-03 (key), AC-04 (one role; never the union of several).
 */
import { z } from 'zod'
import { belongsTo } from '#vocabulary'
import type { Professional, SessionOrigin } from '../needs.ts'
import { inOneShape, type Speaks } from './one-shape.ts'
import type { Claimed } from './relying-party.ts'

export type WhoSignedIn =
  | { readonly outcome: 'one-role'; readonly professional: Professional }
  | { readonly outcome: 'several-roles'; readonly choices: readonly Professional[] }
  | { readonly outcome: 'no-role' }
  | { readonly outcome: 'refused'; readonly code: string }

const text = z.string().min(1).max(300)
const role = z.object({
  person_roleid: text,
  org_code: z.string().regex(/^[A-Z0-9]{3,10}$/),
  role_code: text,
  role_name: text.optional(),
  activity_codes: z.array(text).default([]),
})
const level = z.union([z.string(), z.number()]).transform(String)
const claims = z.object({
  iss: text,
  sub: text,
  name: text,
  nhsid_useruid: text.optional(),
  acr: text.optional(),
  authentication_assurance_level: level.optional(),
  id_assurance_level: level.optional(),
  idassurancelevel: level.optional(),
  selected_roleid: text.optional(),
  nhsid_nrbac_roles: z.array(role).max(500).default([]),
  nhsid_user_orgs: z.array(z.object({ org_code: text, org_name: text.optional() })).default([]),
})
const identity = claims.pick({ iss: true, sub: true, nhsid_useruid: true })
type Claims = z.infer<typeof claims>
type RoleClaim = z.infer<typeof role>

export function whoSignedIn(
  { idToken, furtherClaims, assuranceFloor }: Claimed,
  speaks: Speaks = {},
): WhoSignedIn {
  // Where both say something, the signed token is what counts.
  const read = claims.safeParse(inOneShape({ ...furtherClaims, ...idToken }, speaks))
  if (!read.success) return refused('claims-unreadable')
  const said = read.data

  const assurance = authenticationLevel(said)
  if (assurance < assuranceFloor) return refused('assurance-too-low')
  if (lastDigit(said.id_assurance_level ?? said.idassurancelevel) < 3) {
    return refused('identity-assurance-too-low')
  }

  const roles = said.nhsid_nrbac_roles
  const ids = new Set(roles.map((each) => each.person_roleid))
  if (ids.size !== roles.length) return refused('roles-ambiguous')
  const own = speaks.organisations && Object.keys(speaks.organisations)
  if (own && !roles.every((each) => own.some((one) => belongsTo(each.org_code, one)))) {
    return refused('organisation-not-theirs')
  }
  const professionals = roles.map((each) => professionalOf(said, each, assurance, speaks))
  if (said.selected_roleid !== undefined) {
    const place = roles.findIndex((each) => each.person_roleid === said.selected_roleid)
    const professional = professionals[place]
    return professional ? { outcome: 'one-role', professional } : refused('role-not-held')
  }
  const [only, another] = professionals
  if (!only) return { outcome: 'no-role' }
  if (another) return { outcome: 'several-roles', choices: professionals }
  return { outcome: 'one-role', professional: only }
}

/** Who somebody is, where their role does not matter yet. */
export function userKeyOf(said: Claimed['idToken'], speaks: Speaks): string | undefined {
  const read = identity.safeParse(inOneShape(said, speaks))
  return read.success ? keyOf(read.data, speaks) : undefined
}

const keyOf = (
  said: { readonly iss: string; readonly sub: string; readonly nhsid_useruid?: string | undefined },
  { usersOf }: Speaks,
): string => `${usersOf?.() ?? said.iss}|${said.nhsid_useruid ?? said.sub}`

/** The session of the provider behind this one: a logout over the back channel names it. */
export function originOf({ idToken: { iss, sub, sid } }: Claimed): SessionOrigin {
  return {
    subject: `${iss}|${sub}`,
    ...(typeof sid === 'string' && { providerSession: `${iss}|${sid}` }),
  }
}

function refused(code: string): WhoSignedIn {
  return { outcome: 'refused', code }
}

/**
 * `acr` may name a family (AAL2_OR_AAL3_ANY): then its lowest counts, unless the provider also
 * says which level it was. Nothing said is level 0; a claim may not contradict the other.
 */
function authenticationLevel(said: Claims): number {
  const named = [...(said.acr ?? '').matchAll(/AAL(\d)/g)].map((match) => Number(match[1]))
  const stated = said.authentication_assurance_level
  if (stated === undefined) return named.length > 0 ? Math.min(...named) : 0
  return Math.min(lastDigit(stated), named.length > 0 ? Math.max(...named) : 9)
}

/** '3' and 'AAL3' are both seen. */
function lastDigit(level: string | undefined): number {
  return /^(?:[A-Z]{2,3})?(\d)$/.test(level ?? '') ? Number(level?.at(-1)) : 0
}

function professionalOf(
  said: Claims,
  held: RoleClaim,
  assurance: number,
  speaks: Speaks,
): Professional {
  const organisation = said.nhsid_user_orgs.find((each) => each.org_code === held.org_code)
  return {
    key: keyOf(said, speaks),
    name: said.name,
    // 'S8000:G8000:R8000': staff group, sub-group, job role.
    roleCode: held.role_code.split(':').at(-1) ?? held.role_code,
    roleName: lastName(held.role_name) ?? held.role_code,
    organisation: held.org_code,
    organisationName:
      organisation?.org_name ?? speaks.organisations?.[held.org_code] ?? held.org_code,
    activities: held.activity_codes,
    assurance: `AAL${assurance}`,
  }
}

/** '"Clinical":"Clinical Provision":"Nurse Access Role"' → 'Nurse Access Role' */
function lastName(name: string | undefined): string | undefined {
  return name?.split('":"').at(-1)?.replaceAll('"', '')
}
