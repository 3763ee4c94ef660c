/** How an order stands: ORC-1 and ORC-5 (HL7 v2.5.1 ch.4 §4.5.1.1, tables 0119 and 0038). */
import type { Segment } from '../parts/message.ts'

type Standing = 'active' | 'on-hold' | 'revoked' | 'stopped' | 'completed'

export interface OrderStanding {
  readonly status: Standing
  /** New orders announce themselves; whatever is said of them later is stronger. */
  readonly how: 'born' | 'said' | 'final'
}

const born = { status: 'active', how: 'born' } as const
const active = { status: 'active', how: 'said' } as const
const held = { status: 'on-hold', how: 'said' } as const
const revoked = { status: 'revoked', how: 'final' } as const
const stopped = { status: 'stopped', how: 'final' } as const

const byControl: Readonly<Record<string, OrderStanding>> = {
  NW: born,
  SN: born,
  RO: born,
  CH: born,
  PA: born,
  CA: revoked,
  OC: revoked,
  CR: revoked,
  UA: revoked,
  RP: revoked,
  RQ: revoked,
  RU: revoked,
  DC: stopped,
  OD: stopped,
  DR: stopped,
  HD: held,
  OH: held,
  HR: held,
  UR: held,
  RL: active,
  OE: active,
  OR: active,
  UC: active,
  UD: active,
  UH: active,
}

const byStatus: Readonly<Record<string, OrderStanding>> = {
  A: active,
  IP: active,
  SC: active,
  HD: held,
  CM: { status: 'completed', how: 'said' },
  CA: revoked,
  DC: stopped,
  RP: revoked,
}

/**
 * Undefined when nothing is said of how the order stands: changes (XO, XX), numbers assigned
 * (NA), results to follow (RE) and the like, with no ORC-5 beside them.
 */
export function orderStanding(orc: Segment | undefined): OrderStanding | undefined {
  if (!orc) return born
  const control = byControl[orc.text(1).toUpperCase()]
  // What ended an order is told by the control; what became of it since, by its status.
  if (control?.how === 'final') return control
  const status = byStatus[orc.text(5).toUpperCase()]
  if (status) return control?.how === 'born' && status === active ? born : status
  return control
}
