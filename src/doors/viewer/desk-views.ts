/** From what the journeys answer to what the desk shows. */
import type { RegisterTask } from '#journeys'
import {
  type BoundPerson,
  type DeskContact,
  type DeskPerson,
  type HistoryLine,
  type IdentityCheck,
  type ImportView,
  type ObjectionView,
  seenProofs,
  type TaskView,
  toldProofs,
  type Urgency,
} from './desk-contract.ts'
import type { ReviewView, SuspensionView } from './desk-guard-contract.ts'
import type { DeclarationLine, KeptSuspension } from './desk-guard-needs.ts'
import type {
  ImportReckoning,
  RegisterObjection,
  RegisterPerson,
  RegisterReckoning,
} from './desk-needs.ts'
import type { Handles } from './secrets.ts'

const iso = (ms: number): string => new Date(ms).toISOString()

export interface Looking {
  readonly contact: DeskContact
  readonly handles: Handles
  readonly userKey: string
  readonly now: number
}

export function personView({ personId, ...one }: RegisterPerson, { handles }: Looking): DeskPerson {
  return {
    handle: handles.seal(personId),
    name: one.name,
    birthDate: one.birthDate,
    nhsNumber: one.nhsNumber,
    address: one.address,
  }
}

export function objectionView(one: RegisterObjection, looking: Looking): ObjectionView {
  return {
    objectionId: one.objectionId,
    reference: one.reference,
    state: one.state,
    isInForce: one.state === 'pending' || one.state === 'upheld',
    route: one.route,
    origin: one.origin,
    recordedOn: one.recordedOn,
    receivedAt: iso(one.receivedAt),
    ...(one.dueAt !== undefined && one.state === 'pending' && { dueAt: iso(one.dueAt) }),
    madeBy: one.madeBy,
    contact: looking.contact,
    words: one.words,
    identityCheck: one.identityCheck,
    history: one.history.map(historyLine),
    proposedError: proposedError(one, looking),
    persons: one.persons.map(
      (person): BoundPerson => ({
        ...personView(person, looking),
        how: person.how,
        since: iso(person.since),
        ...(person.releasedAt !== undefined && { releasedAt: iso(person.releasedAt) }),
      }),
    ),
  }
}

const historyLine = ({ what, at, by, organisation, because }: RegisterObjection['history'][0]) =>
  ({ what, at: iso(at), by, organisation, because }) satisfies HistoryLine

/** The newest word about an error counts: it may have been declined and proposed again. */
function proposedError({ history, state }: RegisterObjection, { userKey }: Looking) {
  const newest = history.findLast(({ what }) => what.startsWith('error-'))
  if (state === 'entered-in-error' || newest?.what !== 'error-proposed') return undefined
  return { by: newest.by, because: newest.because, isMine: newest.byKey === userKey }
}

export function taskView(one: RegisterTask, { handles }: Looking): TaskView {
  return {
    taskId: one.taskId,
    kind: one.kind,
    words: one.words,
    raisedAt: iso(one.raisedAt),
    ...(one.dueAt !== undefined && { dueAt: iso(one.dueAt) }),
    urgency: one.urgency,
    daysWaited: one.daysWaited,
    objectionId: one.objectionId,
    ...(one.personId !== undefined && { handle: handles.seal(one.personId) }),
    facts: Object.entries(one.detail ?? {}).flatMap(([name, value]) => factOf(name, value)),
    ...(one.doneAt !== undefined && {
      done: { at: iso(one.doneAt), by: one.doneBy ?? '', outcome: one.outcome ?? '' },
    }),
  }
}

/** Who it is about is among the facts; the way to a person's objections is another's. */
export const staffTaskView = ({ personId: _, ...one }: RegisterTask, looking: Looking): TaskView =>
  taskView(one, looking)

const urgencies: readonly Urgency[] = ['overdue', 'escalate', 'remind', 'waiting']

/** Overdue before what is nearly so; among equals the first that is due. */
export function byUrgency(a: TaskView, b: TaskView): number {
  const rank = urgencies.indexOf(a.urgency) - urgencies.indexOf(b.urgency)
  return rank || Date.parse(a.dueAt ?? a.raisedAt) - Date.parse(b.dueAt ?? b.raisedAt)
}

/** Numbers of persons and whatever has parts of its own stay inside: a handle is the only name. */
function factOf(name: string, value: unknown): [string, string][] {
  if (/person/i.test(name)) return []
  if (typeof value !== 'string' && typeof value !== 'number') return []
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return [[words.charAt(0).toUpperCase() + words.slice(1), String(value)]]
}

export const importView = (one: ImportReckoning): ImportView => ({
  importId: one.importId,
  register: one.register,
  owner: one.owner,
  asOf: one.asOf,
  promised: one.promised,
  signedOff: one.signOff,
  fileHash: one.fileHash,
  at: iso(one.importedAt),
  by: one.importedBy,
  rows: one.rows,
  results: one.results.map((result) => ({
    ...result,
    categories: one.categories.filter((each) => each.result === result.result).map(categoryView),
  })),
  oddities: one.oddities,
  foundSince: one.foundSince,
  addsUp:
    one.categories.reduce((sum, { rows }) => sum + rows, 0) === one.rows &&
    one.results.reduce((sum, { rows }) => sum + rows, 0) === one.rows,
})

const categoryView = ({ reason, words, rows }: ImportReckoning['categories'][0]) => ({
  reason,
  words,
  rows,
})

export const figuresView = ({ byRoute, byOrigin, undecided, ...one }: RegisterReckoning) => ({
  inForce: one.inForce,
  personsHidden: one.personsHidden,
  unmatched: one.unmatched,
  oldestUndecidedDays: one.oldestUndecidedDays,
  openTasks: one.openTasks,
  messagesKeptOut: one.messagesKeptOut,
  byOrigin: byOrigin.map(({ origin, count }) => ({ of: origin, count })),
  undecided: undecided.map(({ age, count }) => ({ of: age, count })),
  byRoute: (['desk', 'code', 'import'] as const).map((route) => ({ route, ...byRoute[route] })),
})

export function suspensionView(one: KeptSuspension, { userKey, now }: Looking): SuspensionView {
  const isOver = one.endedAt !== undefined || now >= one.untilAt
  const approved = now >= one.fromAt ? 'running' : 'approved'
  return {
    suspensionId: one.suspensionId,
    state: isOver ? 'over' : one.approvedAt === undefined ? 'proposed' : approved,
    from: iso(one.fromAt),
    until: iso(one.untilAt),
    kinds: one.kinds,
    instrument: one.instrument,
    notice: one.notice,
    proposedBy: one.proposedBy,
    isMine: one.proposedByKey === userKey,
    approvedBy: one.approvedBy,
    ...(one.endedAt !== undefined && { endedAt: iso(one.endedAt) }),
  }
}

export const reviewView = (one: DeclarationLine, looking: Looking): ReviewView => ({
  declarationId: one.declarationId,
  kind: one.kind,
  reference: one.reference,
  at: iso(one.at),
  userKey: one.byKey,
  by: one.by,
  organisation: one.organisation,
  reason: one.reason,
  words: one.words,
  grantedBy: one.grantedBy,
  escalatesAt: iso(one.escalatesAt),
  isEscalated: looking.now > one.escalatesAt,
  explanation: one.explanation,
  doubts: one.doubts,
  ...(one.person && { person: personView(one.person, looking) }),
})

/** As it is kept: whoever reads it in ten years has no code list at hand. */
export function checkWords({ seen, told, words }: IdentityCheck, evidence?: string): string {
  return [
    `Seen: ${seen.map((one) => seenProofs[one]).join(', ')}.`,
    `Told by them: ${told.map((one) => toldProofs[one]).join(', ')}.`,
    words,
    evidence && `Acting for them: ${evidence}`,
  ]
    .filter(Boolean)
    .join(' ')
}
