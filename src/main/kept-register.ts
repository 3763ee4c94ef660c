/**
 * The register of objections with its journal: compared at the start, written beside the database
 * from then on. While the two do not fit, nobody's record opens, and everything else goes on.
 */
import { Journal, journalled } from '#access'
import type { Database } from '#database'
import {
  acceptJournal,
  type Clock,
  compareWithJournal,
  type JournalState,
  type User,
} from '#journeys'

export interface KeptRegister<Opened extends Database> {
  /** What changes the register goes through this one. */
  readonly database: Opened
  readonly folder: string
  /** Undefined when records open. */
  readonly whyShut: () => string | undefined
  readonly status: () => { readonly file: string } & JournalState
  accept(by: User, because: string): Promise<void>
}

interface Needed<Opened extends Database> {
  readonly database: Opened
  readonly folder: string
  readonly clock: Clock
  readonly tell: (line: string) => void
  readonly onFault: (fault: unknown) => void
}

export async function keepRegister<Opened extends Database>(
  needed: Needed<Opened>,
): Promise<KeptRegister<Opened>> {
  const { database, folder, clock, tell, onFault } = needed
  const journal = new Journal(folder)
  let state = await compareWithJournal({ database, clock }, journal)
  if (state.state === 'shut') {
    tell(`fault: no record can be opened: ${state.because} See "lcr register".`)
  } else if (state.replayed > 0) {
    tell(`put back ${state.replayed} changes of the register of objections from its journal`)
  }
  return {
    database: journalled(database, journal, onFault),
    folder,
    whyShut: () => (state.state === 'shut' ? state.because : undefined),
    status: () => ({ ...state, file: journal.file }),
    async accept(by, because) {
      await acceptJournal({ database, clock }, by, journal, because)
      state = { state: 'in-step', replayed: 0 }
      tell('records open again: somebody has accepted the register of objections as it is')
    },
  }
}
