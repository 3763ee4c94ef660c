/** The invented professionals of the demonstration, and what NHS CIS2 would claim about them. */
import { readFileSync } from 'node:fs'

export interface Professional {
  /** What is typed at the command line. */
  readonly login: string
  /** The twelve digits of a smartcard user. */
  readonly uid: string
  readonly name: string
  readonly does: string
  readonly roles: readonly Role[]
}

interface Role {
  readonly id: string
  /** ODS code of the organisation. */
  readonly ods: string
  /** Staff group, sub-group and job role of the national RBAC, as CIS2 writes them. */
  readonly code: string
  readonly activities: readonly string[]
}

export const professionals: readonly Professional[] = JSON.parse(
  readFileSync(new URL('./professionals.json', import.meta.url), 'utf8'),
)

const organisationNames: Readonly<Record<string, string>> = {
  '708': 'London Borough of Lambeth',
  G85013: 'Camberwell Green Surgery',
  G85016: 'Herne Hill Group Practice',
  RJ1: "Guy's and St Thomas' NHS Foundation Trust",
  RJ2: 'Lewisham and Greenwich NHS Trust',
  RJZ: "King's College Hospital NHS Foundation Trust",
  RRU: 'London Ambulance Service NHS Trust',
  RV5: 'South London and Maudsley NHS Foundation Trust',
}

const roleNames: Readonly<Record<string, string>> = {
  R8000: '"Clinical":"Clinical Provision":"Clinical Practitioner Access Role"',
  R8001: '"Clinical":"Clinical Provision":"Nurse Access Role"',
  R8003: '"Clinical":"Clinical Provision":"Health Professional Access Role"',
  R0001: '"Admin & Clerical":"Admin & Clerical":"Privacy Officer"',
  R8009: '"Admin & Clerical":"Admin & Clerical":"Receptionist Access Role"',
  R8010: '"Admin & Clerical":"Admin & Clerical":"Information Governance Access Role"',
  R8015: '"Admin & Clerical":"Admin & Clerical":"Systems Support Access Role"',
  R8014: '"Clinical":"Clinical Provision":"Social Worker Access Role"',
}

export function findProfessional(login: string): Professional | undefined {
  return professionals.find((professional) => professional.login === login)
}

/** 'Emergency medicine doctor, King's College Hospital NHS Foundation Trust' */
export function describe(professional: Professional): string {
  const places = professional.roles.map((role) => organisationNames[role.ods] ?? role.ods)
  return [professional.does, ...places].join(', ')
}

/**
 * The claims in the shape of NHS CIS2 (scopes nhsperson, nationalrbacaccess, associatedorgs,
 * selectedrole). Who has several roles has selected none, so that the relying party must ask.
 */
export function claimsOf(professional: Professional): Record<string, unknown> {
  const [given, family] = splitName(professional.name)
  return {
    nhsid_useruid: professional.uid,
    uid: professional.uid,
    name: professional.name,
    given_name: given,
    family_name: family,
    authentication_assurance_level: '3',
    id_assurance_level: '3',
    selected_roleid: professional.roles.length === 1 ? professional.roles[0]?.id : undefined,
    nhsid_nrbac_roles: professional.roles.map((role) => ({
      person_orgid: `${professional.uid}-${role.ods}`,
      person_roleid: role.id,
      org_code: role.ods,
      role_code: role.code,
      role_name: roleNames[role.code.slice(-5)],
      activity_codes: role.activities,
    })),
    nhsid_user_orgs: professional.roles.map((role) => ({
      org_code: role.ods,
      org_name: organisationNames[role.ods],
    })),
  }
}

function splitName(name: string): [string | undefined, string | undefined] {
  const words = name.replace(/^Dr /, '').split(' ')
  return [words[0], words.at(-1)]
}
