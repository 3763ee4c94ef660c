/**
 * By which numbers an order, a referral or an appointment is known: its placer gives one, its
 * filler another, and messages carry either or both (HL7 v2.4 ch.4 §4.5.1.2, §4.5.1.3).
 */
import type { Repetition } from '../parts/message.ts'

export interface Numbers {
  /** The name that it goes by here; the same whichever message names both first. */
  readonly main: string
  /** All names, where there are several. */
  readonly names?: readonly string[]
}

export function numbersOf(placer?: Repetition, filler?: Repetition): Numbers | undefined {
  const names = [
    ...(filler?.text(1) ? [`filler/${filler.text(1)}`] : []),
    ...(placer?.text(1) ? [`placer/${placer.text(1)}`] : []),
  ]
  const [main] = names
  return main === undefined ? undefined : { main, ...(names.length > 1 && { names }) }
}
