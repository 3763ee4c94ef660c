/**
 * Somebody says no. It is in force when this returns: whoever has their record open loses it, and
 * nothing more is shown or put into it, whatever is decided later (OO-01).
 */
import {
  addIdentifiers,
  bindByIdentifiers,
  identifierHash,
  type MadeBy,
  receiveObjection,
  referenceOf,
  registerKey,
  type User,
} from '#access'
import { eventId } from '#audit'
import type { Tx } from '#database'
import { everSourcePatientsOf, identifiersOf, personsWithAny, placedPatients } from '#identity'
import { publishAsking } from '#notice'
import { Failure, nhsNumberSystem, readNhsNumber } from '#vocabulary'
import { hashed, settleNew } from './keep-objected-out.ts'
import { asBy, changeRegister } from './keep-register.ts'
import type { Needs } from './needs.ts'

export interface ObjectionAtDesk {
  /** As found; otherwise the NHS number alone, of somebody who was never seen. */
  readonly personId?: number
  readonly nhsNumber?: string
  readonly family?: string
  readonly given?: string
  readonly birthDate?: string
  readonly madeBy: MadeBy
  /** The person's own. */
  readonly words: string
  /** How it was made sure who they are, and who may speak for them. */
  readonly identityCheck: string
  /** They were told what it means. */
  readonly explained: true
}

export interface RecordedObjection {
  readonly objectionId: string
  readonly reference: string
}

export async function recordObjection(
  needs: Needs,
  by: User,
  asked: ObjectionAtDesk,
): Promise<RecordedObjection> {
  const number = asked.nhsNumber === undefined ? undefined : readNhsNumber(asked.nhsNumber)
  return changeRegister(needs, by, 'record-objection', async (tx, at) => {
    if (asked.explained !== true || asked.identityCheck.trim() === '') {
      const words = 'Say how it was made sure who they are, and tell them what it means.'
      throw new Failure('invalid', 'identity-not-checked', words)
    }
    if (asked.personId === undefined && !number) {
      throw new Failure('invalid', 'nhs-number', 'That is not an NHS number.')
    }
    const key = await registerKey(tx)
    const { personIds, known } = await whoIsMeant(tx, asked.personId, number)
    const objectionId = eventId(at)
    const identifiers = [
      ...hashed(key, known).map((one) => one.identifier),
      ...(number ? [identifierHash(key, nhsNumberSystem, number)] : []),
    ]
    const { personId, family, given, birthDate } = asked
    await receiveObjection(tx, {
      objectionId,
      route: 'desk',
      origin: by.organisationName,
      madeBy: asked.madeBy,
      overridable: 'never',
      words: asked.words,
      identityCheck: asked.identityCheck,
      identifiers: distinct(identifiers),
      persons: personIds.map((one) => ({
        personId: one,
        how: personId === undefined ? 'identifier' : 'chosen',
      })),
      by: asBy(by),
      at,
      ...(personId === undefined && {
        about: {
          ...(family && { family }),
          ...(given && { given }),
          ...(birthDate && { birthDate }),
        },
      }),
    })
    const others = await hideWhoSharesNumbers(tx, key, known, at)
    await publishAsking(tx, [...personIds, ...others])
    const result = { objectionId, reference: referenceOf(objectionId) }
    return { result, detail: { objectionId }, personIds: [...personIds, ...others] }
  })
}

/** Asked under the filing lock: the person may have been placed with somebody else since. */
async function whoIsMeant(tx: Tx, personId: number | undefined, number: string | undefined) {
  if (personId === undefined) {
    const personIds = await personsWithAny(tx, [{ system: nhsNumberSystem, value: number ?? '' }])
    return { personIds, known: [] }
  }
  const sourcePatientIds = await everSourcePatientsOf(tx, personId)
  if (sourcePatientIds.length === 0) {
    throw new Failure('unknown', 'no-such-person', 'That is not available to you.')
  }
  const now = (await placedPatients(tx, sourcePatientIds)).map((one) => one.personId)
  return {
    personIds: [...new Set([personId, ...now])],
    known: await identifiersOf(tx, sourcePatientIds),
  }
}

/** Two people on one number: both are hidden until somebody says whose it is (OO-08). */
async function hideWhoSharesNumbers(
  tx: Tx,
  key: Uint8Array,
  known: Awaited<ReturnType<typeof identifiersOf>>,
  at: number,
): Promise<number[]> {
  const own = new Set(known.map((one) => one.personId))
  const others = (await personsWithAny(tx, known)).filter((one) => !own.has(one))
  if (others.length === 0) return []
  const patients = []
  for (const other of others) patients.push(...(await everSourcePatientsOf(tx, other)))
  const theirs = hashed(key, await identifiersOf(tx, patients))
  await settleNew(tx, await bindByIdentifiers(tx, theirs, at), at)
  await addIdentifiers(tx, theirs)
  return others
}

const distinct = (identifiers: readonly Buffer[]): Buffer[] => [
  ...new Map(identifiers.map((one) => [one.toString('hex'), one])).values(),
]
