/** Which messages somebody means: by what is on their envelope, and by whom they are about. */
import type { Tx } from '#database'
import { mentionsOf, placedByKey, placedPatients, sourcePatientsOf } from '#identity'
import type { MessageSearch } from '#inbox'
import { Failure, type SourcePatientKey } from '#vocabulary'

export interface MessageSelection extends MessageSearch {
  /** About this person: all of its source patients, as they are placed now. */
  readonly personId?: number
  readonly sourcePatient?: SourcePatientKey
}

/** As the inbox can be asked. Throws Failure `unknown` when there is no such patient. */
export async function asSearch(tx: Tx, selection: MessageSelection): Promise<MessageSearch> {
  const { personId, sourcePatient, ...search } = selection
  if (personId === undefined && sourcePatient === undefined) return search
  const patients = await placedPatients(
    tx,
    personId === undefined
      ? (await placedByKey(tx, [sourcePatient!])).map((one) => one.sourcePatientId)
      : await sourcePatientsOf(tx, personId),
  )
  if (patients.length === 0) {
    throw new Failure('unknown', 'no-such-patient', 'No message has named such a patient.')
  }
  const named = await mentionsOf(
    tx,
    patients.map((one) => one.sourcePatientId),
  )
  const about = new Set(named.map((one) => one.messageId))
  const messageIds = search.messageIds?.filter((id) => about.has(id)) ?? [...about]
  return { ...search, messageIds }
}
