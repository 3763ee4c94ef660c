/**
 * What a sender's statements are a part of: the visit (PV1-19) and the account (PID-18) that the
 * message names, and the events that move those to another patient or another number (HL7 v2.4
 * ch.3 §3.3.35, §3.3.41 to §3.3.45, §3.3.49 to §3.3.51).
 */
import type { BelongingsMove, SetAsidePart, SourcePatientKey, Statement } from '#vocabulary'
import type { Repetition, Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'
import { type Identified, numbersOf } from './identify.ts'
import { type PatientGroup, segmentNamed } from './patient.ts'

/**
 * By value alone: the same number comes with its authority from one system and without from
 * another, and only what was said of one patient is ever looked for by it.
 */
const belongingName = (what: 'visit' | 'account', value: string, reading: Reading): string =>
  `${what}:${encodeURIComponent(reading.org)}/${value}`

/** Who a patient is does not go along with a visit. */
const ofThePatient = new Set(['Patient', 'RelatedPerson', 'AllergyIntolerance'])

export function belonging(
  statements: readonly Statement[],
  group: PatientGroup,
  reading: Reading,
): Statement[] {
  const visit = segmentNamed(group, 'PV1')?.text(19)
  const account = group.pid.text(18)
  const names = [
    ...(visit ? [belongingName('visit', visit, reading)] : []),
    ...(account ? [belongingName('account', account, reading)] : []),
  ]
  if (names.length === 0) return [...statements]
  return statements.map((one) => (ofThePatient.has(one.kind) ? one : { ...one, belongsTo: names }))
}

/** What each event moves, and whether to another patient or to another number only. */
const moveEvents: Readonly<Record<string, readonly ['account' | 'visit' | 'all', boolean]>> = {
  A35: ['account', false],
  A36: ['account', true],
  A41: ['account', false],
  A42: ['visit', false],
  A43: ['all', true],
  A44: ['account', true],
  A45: ['visit', true],
  A49: ['account', false],
  A50: ['visit', false],
}
export const movesBelongings = ({ code, trigger }: Reading): boolean =>
  code === 'ADT' && Object.hasOwn(moveEvents, trigger)

export interface Moved {
  readonly moves: readonly BelongingsMove[]
  readonly setAside: readonly SetAsidePart[]
}

export function movesOf(group: PatientGroup, identified: Identified, reading: Reading): Moved {
  const [what, isToAnother] = moveEvents[reading.trigger]!
  const pairs = pairsOf(group)
  if (pairs.length === 0) return unclear('MRG', 'The event moves something, and MRG is missing.')
  const all = pairs.map(({ mrg, pv1 }): Moved => {
    const from = formerPatient(mrg, identified, reading)
    if (!from && (isToAnother || mrg.repetitions(1).length > 0)) {
      return unclear('MRG-1', 'MRG-1 holds no number of the kind by which the patient is known.')
    }
    const to = identified.key
    // What was said until then goes along, whatever EVN-6 says of when the visit was.
    const eventTime = reading.recorded
    const isSelf = !from || (from.namespace === to.namespace && from.value === to.value)
    if (what === 'all') {
      if (isSelf) return unclear('MRG-1', 'MRG-1 and PID-3 are the same number.')
      return { moves: [{ from, to, eventTime }], setAside: [] }
    }
    const [kind, before, now] = numbered(what, mrg, pv1, group.pid)
    const old = before || now
    const isRenamed = before !== '' && now !== '' && before !== now
    if (old === '' || (isSelf && !isRenamed)) {
      // What joins two patients takes their accounts along, named or not.
      if (reading.trigger === 'A36') return { moves: [], setAside: [] }
      return unclear('MRG', 'The event moves something, and does not say what.')
    }
    const move = {
      what: belongingName(kind, old, reading),
      from: from ?? to,
      to,
      ...(isRenamed && { as: belongingName(kind, now, reading) }),
      eventTime,
    }
    return { moves: [move], setAside: [] }
  })
  return {
    moves: all.flatMap((one) => one.moves),
    setAside: all.flatMap((one) => one.setAside),
  }
}

/** A45 moves several visits: each MRG with the PV1 that follows it. */
function pairsOf(group: PatientGroup): { mrg: Segment; pv1: Segment | undefined }[] {
  const pairs: { mrg: Segment; pv1: Segment | undefined }[] = []
  for (const segment of group.segments) {
    if (segment.name === 'MRG') pairs.push({ mrg: segment, pv1: undefined })
    const last = pairs.at(-1)
    if (segment.name === 'PV1' && last && !last.pv1) last.pv1 = segment
  }
  const [only] = pairs
  if (pairs.length === 1 && only && !only.pv1) only.pv1 = segmentNamed(group, 'PV1')
  return pairs
}

/** MRG-5 and PV1-19, or MRG-3 and PID-18. An account that is not named may be a visit that is. */
function numbered(
  what: 'account' | 'visit',
  mrg: Segment,
  pv1: Segment | undefined,
  pid: Segment,
): ['account' | 'visit', before: string, now: string] {
  const value = (cx: Repetition | undefined): string => cx?.text(1) ?? ''
  const visit = [value(mrg.first(5)), value(pv1?.first(19))] as const
  const account = [value(mrg.first(3)), value(pid.first(18))] as const
  const isNamed = what === 'account' ? account[0] !== '' : visit[0] !== ''
  const other = what === 'account' ? visit : account
  if (isNamed || other[0] === '') return [what, ...(what === 'account' ? account : visit)]
  return [what === 'account' ? 'visit' : 'account', ...other]
}

/** The number in MRG-1 of the kind by which what was said of that patient was filed (HL7-11). */
function formerPatient(
  mrg: Segment,
  identified: Identified,
  reading: Reading,
): SourcePatientKey | undefined {
  const own = numbersOf(mrg.repetitions(1), reading).filter((one) => !one.isNhs)
  const found =
    own.find((one) => one.namespace === identified.key.namespace) ??
    // A number alone can only be of the one kind that PID-3 holds.
    own.find((one) => one.bare && identified.numbers.filter((n) => !n.isNhs).length === 1)
  if (!found) return undefined
  return { namespace: identified.key.namespace, value: found.value }
}

const unclear = (place: string, words: string): Moved => ({
  moves: [],
  setAside: [{ place, reason: 'merge-unclear', words }],
})
