/**
 * What a provider of one organisation claims in its own words, in the shape of NHS CIS2: then the
 * same rules hold for everybody (who-signed-in.ts). Pure. What is not understood gives nothing.
 */

interface AssuranceLevels {
  /** 3 is AAL3. */
  readonly authentication: number
  readonly identity: number
}

interface GivenRole {
  readonly code: string
  readonly name: string
  readonly activities: readonly string[]
}

/** Names of claims; a provider without them speaks as NHS CIS2 does. */
interface ClaimNames {
  /** Otherwise `name`. */
  readonly name?: string
  /** What identifies the user, never reassigned; otherwise `sub`. */
  readonly user?: string
  /** ODS code; otherwise the one organisation that the provider speaks for. */
  readonly organisation?: string
  /** A role or group of the organisation's own, or several. */
  readonly role?: string
  /** What each of those is here; one that is not named gives nothing. */
  readonly roles?: Readonly<Record<string, GivenRole>>
  /** Everybody whom the system lets launch has this role: agreed with it, not claimed. */
  readonly everybody?: GivenRole
}

export interface Speaks {
  /** Names of the organisations it may speak for, by ODS code; absent: any. */
  readonly organisations?: Readonly<Record<string, string>>
  /** What each value of `acr` means; absent: as NHS CIS2 writes it. */
  readonly assurance?: Readonly<Record<string, AssuranceLevels>>
  /** What is agreed of a system that says no `acr`. */
  readonly agreedAssurance?: AssuranceLevels
  readonly claims?: ClaimNames
  /** The issuer whose user this really is; absent: that of the token. */
  readonly usersOf?: () => string
}

type Claims = Readonly<Record<string, unknown>>

export function inOneShape(said: Claims, speaks: Speaks): Claims {
  const shaped = speaks.claims ? withRoles(said, speaks, speaks.claims) : said
  return speaks.assurance || speaks.agreedAssurance ? withAssurance(shaped, speaks) : shaped
}

function withRoles(said: Claims, speaks: Speaks, names: ClaimNames): Claims {
  const own = speaks.organisations ?? {}
  const [only, another] = Object.keys(own)
  const organisations = names.organisation
    ? textsOf(said[names.organisation])
    : only !== undefined && another === undefined
      ? [only]
      : []
  const roles = names.everybody
    ? [names.everybody]
    : textsOf(names.role && said[names.role]).flatMap((each) =>
        names.roles && Object.hasOwn(names.roles, each) ? [names.roles[each] as GivenRole] : [],
      )
  const { iss, sub, sid, acr, name } = said
  return {
    iss,
    sub,
    sid,
    acr,
    name: names.name ? said[names.name] : name,
    nhsid_useruid: names.user ? (said[names.user] ?? '') : undefined,
    nhsid_nrbac_roles: organisations.flatMap((organisation) =>
      roles.map((role) => ({
        person_roleid: `${organisation} ${role.code} ${role.name}`,
        org_code: organisation,
        role_code: role.code,
        role_name: role.name,
        activity_codes: role.activities,
      })),
    ),
  }
}

/** Levels that the provider states in another way than we agreed with it do not count. */
function withAssurance(said: Claims, { assurance = {}, agreedAssurance }: Speaks): Claims {
  const { acr } = said
  const stated =
    typeof acr === 'string' && Object.hasOwn(assurance, acr) ? assurance[acr] : undefined
  const levels = stated ?? (acr === undefined ? agreedAssurance : undefined)
  return {
    ...said,
    acr: undefined,
    authentication_assurance_level: levels && String(levels.authentication),
    id_assurance_level: levels && String(levels.identity),
    idassurancelevel: undefined,
  }
}

const textsOf = (value: unknown): string[] =>
  [value].flat().filter((each): each is string => typeof each === 'string')
