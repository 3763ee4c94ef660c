/** Patient.link (R4 patient.html §8.1.8): the sender says that two of its Patients are one. */
import type { PatientMerge } from '#vocabulary'
import type { FeedFacts } from '../feed-profile.ts'
import type { Entry } from './bundle.ts'
import { asElement, asElements } from './element.ts'
import { patientKey } from './patients.ts'
import type { Index } from './resolve.ts'
import { subjectOf } from './subject.ts'

/** A link of another type (refer, seealso) moves nobody. */
export function mergesOf(
  entry: Entry,
  keyValue: string,
  eventTime: number,
  index: Index,
  feed: FeedFacts,
): PatientMerge[] {
  return asElements(entry.resource.link).flatMap((link) => {
    if (link.type !== 'replaced-by' && link.type !== 'replaces') return []
    const asked = { ...entry, kind: 'Flag', resource: { subject: asElement(link.other) } }
    const other = subjectOf(asked, index, feed)
    if (other.outcome !== 'patient' || other.keyValue === keyValue) return []
    const [self, its] = [patientKey(feed, keyValue), patientKey(feed, other.keyValue)]
    return link.type === 'replaced-by'
      ? [{ survivor: its, retired: self, eventTime }]
      : [{ survivor: self, retired: its, eventTime }]
  })
}
