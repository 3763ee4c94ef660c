/** Who somebody is, as a line to choose from: nothing clinical. */
import type { WhoIs } from '#identity'

export interface PersonLine {
  readonly name: { readonly family?: string; readonly given?: string }
  readonly birthDate?: string
  readonly gender?: string
  readonly nhsNumber?: string
  readonly deceased?: boolean
  readonly because?: string
  readonly since?: string
}

/** Of whom nobody may learn where they are: name, birth date and number, and no more (AC-22). */
export function lineOf(who: WhoIs | undefined, hideWhereabouts = false): PersonLine {
  return {
    name: {
      ...(who?.family && { family: who.family }),
      ...(who?.given && { given: who.given }),
    },
    ...(who?.birthDate && { birthDate: who.birthDate }),
    ...(who?.gender && !hideWhereabouts && { gender: who.gender }),
    ...(who?.nhsNumber && { nhsNumber: who.nhsNumber }),
  }
}
