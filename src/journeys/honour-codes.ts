/**
 * What messages say of sharing in codes is heard before anything is filed (OO-23, OO-24): a code
 * that is honoured, and one that has to be reviewed, hides from this very transaction on. That a
 * code is gone ends nothing: it is a task for who keeps the register.
 */
import {
  type CodeState,
  consentsIn,
  type HeardConsent,
  hearConsentCodes,
  identifierHash,
  madeByCode,
  type NewObjection,
  type NewTask,
  raiseTasks,
  receiveObjections,
  registerKey,
  standingConsentCodes,
  stateConsentObjections,
} from '#access'
import { eventId } from '#audit'
import type { Tx } from '#database'
import { identifiersOf } from '#identity'
import { publishAsking } from '#notice'
import type { SourcePatientKey } from '#vocabulary'
import type { ReadMessage } from './read-messages.ts'
import { byItself, noteItself } from './the-record-itself.ts'

interface Placed {
  readonly sourcePatientId: number
  readonly personId: number
}

/**
 * The caller holds the filing lock, and asks afterwards of whom nothing may be kept. `placementOf`:
 * undefined leaves out what is said of that source patient.
 */
export async function honourCodes(
  tx: Tx,
  messages: readonly ReadMessage[],
  placementOf: (key: SourcePatientKey) => Placed | undefined,
  at: number,
): Promise<void> {
  const heard = messages.flatMap(({ feed, translation }) =>
    translation.patients.flatMap((about): HeardConsent[] => {
      const placed = placementOf(about.key)
      if (!placed) return []
      const { sourcePatientId, personId } = placed
      const mentions = consentsIn(about.statements, about.consents ?? [], standingConsentCodes)
      const origin = feed.organisationName
      return mentions.map((mention) => ({
        sourcePatientId,
        personId,
        feed: feed.name,
        origin,
        mention,
      }))
    }),
  )
  const states = await hearConsentCodes(tx, heard, standingConsentCodes.hash, at)
  const hiding = states.filter(({ outcome, wasSaid }) => outcome !== 'IGNORE' && wasSaid)
  const stood = await standBehind(tx, hiding, heard, at)
  await raiseTasks(
    tx,
    stood.flatMap((one) => (one.isRemoved ? [removed(one, at)] : [])),
  )
}

/** Each code of somebody has an objection: one that the same code made already, or a new one. */
async function standBehind(
  tx: Tx,
  states: readonly CodeState[],
  heard: readonly HeardConsent[],
  at: number,
): Promise<(CodeState & { objectionId: string })[]> {
  const told = new Map(heard.map((one) => [one.sourcePatientId, one]))
  const isNew = states.some((one) => one.objectionId === undefined)
  const made = isNew ? await madeByCode(tx, personsOf(heard)) : new Map<string, string>()
  const fresh: Fresh[] = []
  const stood = states.map((state) => {
    const by = told.get(state.sourcePatientId)!
    const key = `${by.personId}|${state.system}|${state.code}`
    const objectionId = state.objectionId ?? made.get(key) ?? eventId(at)
    if (state.objectionId === undefined && !made.has(key)) fresh.push({ state, by, objectionId })
    made.set(key, objectionId)
    return { ...state, objectionId }
  })
  if (isNew) await stateConsentObjections(tx, stood)
  await receive(tx, fresh, at)
  return stood
}

interface Fresh {
  readonly state: CodeState
  readonly by: HeardConsent
  readonly objectionId: string
}

const personsOf = (heard: readonly HeardConsent[]): number[] => [
  ...new Set(heard.map((one) => one.personId)),
]

async function receive(tx: Tx, fresh: readonly Fresh[], at: number): Promise<void> {
  if (fresh.length === 0) return
  const key = await registerKey(tx)
  const known = await identifiersOf(
    tx,
    fresh.map(({ state }) => state.sourcePatientId),
  )
  const numbers = Map.groupBy(known, (one) => one.personId)
  const objections = fresh.map(({ state, by, objectionId }): NewObjection => {
    const { personId } = by
    return {
      objectionId,
      route: 'code',
      origin: by.origin,
      madeBy: 'not-known',
      overridable: 'never',
      words: `${state.words} (${state.system} ${state.code})`,
      identifiers: (numbers.get(personId) ?? []).map((one) =>
        identifierHash(key, one.system, one.value),
      ),
      persons: [{ personId, how: 'identifier' }],
      by: byItself,
      at,
      ...(state.outcome === 'HONOUR' && { upheldBecause: agreed }),
    }
  })
  const { hidden } = await receiveObjections(tx, objections)
  await noteItself(
    tx,
    'record-objection',
    fresh.map(({ by }) => by.personId),
    ['code'],
    at,
    { mapping: standingConsentCodes.hash },
  )
  await publishAsking(tx, hidden)
}

const agreed = `Honoured by the code mapping, version ${standingConsentCodes.version}.`

const removed = (
  { objectionId, sourcePatientId, system, code }: CodeState & { objectionId: string },
  at: number,
): NewTask => ({
  kind: 'code-removed',
  words: `The sender whose code (${system} ${code}) made this objection says it no more. It stays in force: ask the person.`,
  objectionId,
  at,
  once: `code-removed ${objectionId} ${sourcePatientId}`,
})
