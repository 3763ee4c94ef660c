/** A kind of life that many Londoners lead, each in their own way. */
import type { Sex } from '../people/person.ts'
import type { Crisis } from '../story/crisis.ts'
import type { Life } from '../story/life.ts'

export interface Archetype {
  readonly name: string
  /** Of every hundred people, about so many. */
  readonly share: number
  readonly ages: readonly [from: number, to: number]
  readonly sex?: Sex
  readonly tell: (life: Life) => void
  /** What brings such a person to an emergency department. */
  readonly crises: readonly Crisis[]
}
