/** What this door does, and nothing that it does not (R4 capabilitystatement.html). */
import { type FhirDoorNeeds, fhirAddress, scope, tokenAddress } from './needs.ts'

/** When the statement below was last changed. */
const statedOn = '2026-01-01'

const documentation =
  'Write only: there is no read and no search. A transaction is not atomic: an entry that cannot ' +
  'be filed is set aside and answered with 422, and the other entries are filed. An update that ' +
  'is older than what is held does not replace it. DELETE, PATCH, conditional create, conditional ' +
  'update and If-Match are not supported. Bundles of type collection, searchset, message and ' +
  'document are taken too.'

export function capabilityStatement(needs: FhirDoorNeeds) {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: statedOn,
    kind: 'instance',
    software: { name: 'London Care Record' },
    implementation: { description: 'Where feeds write to the record', url: fhirAddress(needs) },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'application/json'],
    rest: [
      {
        mode: 'server',
        documentation,
        security: {
          service: [
            {
              coding: [
                {
                  system: 'http://terminology.hl7.org/CodeSystem/restful-security-service',
                  code: 'SMART-on-FHIR',
                },
              ],
            },
          ],
          description: `OAuth 2 client credentials with private_key_jwt; scope ${scope}.`,
          extension: [
            {
              url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
              extension: [{ url: 'token', valueUri: tokenAddress(needs) }],
            },
          ],
        },
        resource: needs.kinds.filed.map((type) => ({
          type,
          interaction: [{ code: 'create' }, { code: 'update' }],
          versioning: 'no-version',
          readHistory: false,
          updateCreate: true,
          conditionalCreate: false,
          conditionalUpdate: false,
          conditionalDelete: 'not-supported',
        })),
        interaction: [{ code: 'transaction' }, { code: 'batch' }],
      },
    ],
  }
}

/** SMART App Launch 2.2 §9: only what a backend service needs. */
export function smartConfiguration(needs: FhirDoorNeeds) {
  return {
    issuer: needs.issuer,
    token_endpoint: tokenAddress(needs),
    grant_types_supported: ['client_credentials'],
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['ES384', 'RS384', 'ES256', 'EdDSA'],
    scopes_supported: [scope],
    code_challenge_methods_supported: ['S256'],
    capabilities: ['client-confidential-asymmetric', 'permission-v2'],
  }
}
