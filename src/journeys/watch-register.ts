/** The register of objections, looked at every minute: its figures, and what is an alarm (OO-41). */
import {
  foldTally,
  mostInForce,
  noteInForce,
  type RegisterFigures,
  registerTroubles,
} from '#access'
import { figuresOfRegister } from './look-at-register.ts'
import type { Needs } from './needs.ts'

export interface WatchedRegister {
  readonly figures: RegisterFigures
  readonly troubles: readonly string[]
}

export async function watchRegister(needs: Needs, isShut: boolean): Promise<WatchedRegister> {
  const figures = await figuresOfRegister(needs)
  const now = needs.clock.now()
  const most = await needs.database.transaction('register', async (tx) => {
    await foldTally(tx, now)
    await noteInForce(tx, figures.inForce, now)
    return mostInForce(tx, now)
  })
  return { figures, troubles: registerTroubles(figures, most, isShut) }
}
