/** A24 and A37: the two patients of one message are, or are not, the same (HL7 v2.4 ch.3 §3.3.24, §3.3.37). */
import type { PatientLink, SetAsidePart, SourcePatientKey } from '#vocabulary'
import type { Reading } from '../parts/reading.ts'

const says: Readonly<Record<string, PatientLink['says']>> = { A24: 'link', A37: 'unlink' }
export const linksPatients = ({ code, trigger }: Reading): boolean =>
  code === 'ADT' && Object.hasOwn(says, trigger)

/** `keys`: whom each PID of the message names. */
export function linkOf(
  keys: readonly SourcePatientKey[],
  reading: Reading,
): { links: PatientLink[]; setAside: SetAsidePart[] } {
  const distinct = [...new Map(keys.map((key) => [`${key.namespace}\n${key.value}`, key])).values()]
  const [one, other] = distinct
  if (!one || !other || distinct.length > 2) {
    return {
      links: [],
      setAside: [
        {
          place: 'PID-3',
          reason: 'merge-unclear',
          words: 'The event is about two patients, and PID does not name exactly two.',
        },
      ],
    }
  }
  const { eventTime } = reading
  return { links: [{ says: says[reading.trigger]!, one, other, eventTime }], setAside: [] }
}
