/** All kinds of lives, with how many in a hundred lead them. */
import type { Archetype } from './archetype.ts'
import { childhood, pregnancy } from './beginnings.ts'
import { cancer } from './cancer.ts'
import { dementia, heartFailure } from './endings.ts'
import { frailty } from './frailty.ts'
import { alcohol, depression, middleAge, sickleCell } from './illnesses.ts'
import { asthma, copd } from './lungs.ts'
import { wellLife } from './ordinary.ts'
import { psychosis } from './psychosis.ts'

export const archetypes: readonly Archetype[] = [
  wellLife,
  middleAge,
  childhood,
  frailty,
  depression,
  asthma,
  copd,
  psychosis,
  pregnancy,
  dementia,
  heartFailure,
  cancer,
  alcohol,
  sickleCell,
]

export function archetypeOf(story: string): Archetype {
  return archetypes.find(({ name }) => name === story) ?? wellLife
}
