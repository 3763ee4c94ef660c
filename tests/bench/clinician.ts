import type { User } from '#journeys'

/** Who opens the records: somebody at the hospital whose patients they are. */
export const clinician: User = {
  key: 'https://issuer.example|910000000101',
  name: 'Dr Adaeze Okonkwo',
  roleCode: 'S8000:G8000:R8000',
  roleName: 'Clinical practitioner',
  organisation: 'RJZ',
  organisationName: "King's College Hospital NHS Foundation Trust",
  activities: ['B0360', 'B0370', 'B0380', 'B0168'],
  session: 'b'.repeat(64),
  assurance: 'AAL3',
}
