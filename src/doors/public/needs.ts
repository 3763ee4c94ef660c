/** What the public pages are given; none of it is about a patient. */
import type { Clock, WhoShares } from '#journeys'
import type { Language } from './languages.ts'
import type { Particulars } from './particulars.ts'

export interface SuspensionNotice {
  /** As its proposer wrote it for the public. */
  readonly notice: string
  /** The law, by its name. */
  readonly instrument: string
  /** In which kinds of relationship objections do not hide meanwhile. */
  readonly kinds: readonly string[]
  /** Epoch ms: it ends by itself. */
  readonly untilAt: number
}

/** How long before and after the care itself staff may see a record: figures of the policy. */
export interface Window {
  readonly beforeDays: number
  readonly afterDays?: number
  readonly afterHours?: number
  readonly openDaysMax?: number
}

export interface PublicNeeds {
  readonly journeys: {
    whoShares(): Promise<WhoShares>
    currentSuspension(): Promise<SuspensionNotice | undefined>
  }
  /** Of the policy in force, by kind of relationship. */
  readonly windows: Readonly<Record<string, Window>>
  readonly particulars: Particulars
  readonly origin: () => string
  readonly demonstration: boolean
  readonly clock: Clock
  readonly onFault: (fault: unknown) => void
  /** Absent: those that ship with the program. */
  readonly languages?: readonly Language[]
}
