import type { User } from '#journeys'
import { clinician } from '../clinician.ts'

/** Who keeps the register of objections, and sees nobody's record. */
export const keeper: User = {
  ...clinician,
  key: 'https://issuer.example|910000000202',
  name: 'Ines Duarte',
  roleCode: 'S8002:G8003:R8016',
  roleName: 'Information governance',
  activities: ['LCR-LOCAL-OBJECTIONS'],
  session: 'c'.repeat(64),
}
