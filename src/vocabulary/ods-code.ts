/** Organisation Data Service codes (NHS Data Dictionary: ORGANISATION CODE). */
export const odsOrganisationSystem = 'https://fhir.nhs.uk/Id/ods-organization-code'
export const odsSiteSystem = 'https://fhir.nhs.uk/Id/ods-site-code'

/** Looks like an ODS code: 3 to 10 capitals and digits, with at least one digit. */
export function isOdsCode(text: string): boolean {
  return /^(?=.*\d)[A-Z0-9]{3,10}$/.test(text)
}

/** Whether a code is an organisation's own or one of its sites (trust code + two characters). */
export function belongsTo(code: string, organisation: string): boolean {
  return code === organisation || (organisation.length === 3 && code.startsWith(organisation))
}
