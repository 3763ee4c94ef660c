/** Organisation Data Service codes (NHS Data Dictionary: ORGANISATION CODE). */
export const odsOrganisationSystem = 'https://fhir.nhs.uk/Id/ods-organization-code'
export const odsSiteSystem = 'https://fhir.nhs.uk/Id/ods-site-code'

/** Looks like an ODS code: a trust or its site (RJZ, RJZ01), or 3 to 10 characters with a digit. */
export function isOdsCode(text: string): boolean {
  return /^[RT][A-Z0-9]{2}([A-Z0-9]{2})?$/.test(text) || /^(?=.*\d)[A-Z0-9]{3,10}$/.test(text)
}

/** Whether a code is an organisation's own or one of its sites (trust code + two characters). */
export function belongsTo(code: string, organisation: string): boolean {
  const isSite = organisation.length === 3 && code.length === 5 && code.startsWith(organisation)
  return code === organisation || isSite
}
