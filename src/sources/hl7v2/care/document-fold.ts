/**
 * A document out of all that was said of it: a change of status keeps the content, a replacement
 * or cancellation that comes before its document waits for it (HL7 v2.4 ch.9 §9.4; table 0273).
 */
import type { CodeableConcept, DocumentReference, Reference } from 'fhir/r4'
import { type Latest, mergeLatest } from '../latest.ts'

export interface DocumentState {
  /** TXA-12 and the namespace that it is unique in. */
  readonly number: string
  readonly namespace: string
  readonly facts: Latest
}

export function mergeDocument(held: DocumentState, incoming: DocumentState): DocumentState {
  return { ...held, facts: mergeLatest(held.facts, incoming.facts) }
}

/** The sender says that it is not to be had (TXA-19 UN): kept, and not shown. */
const hidden = 'urn:lcr:hidden'

export function assembleDocument({ number, namespace, facts }: DocumentState): DocumentReference {
  const get = <T>(name: string): T | undefined => (facts[name]?.[2] as T | null) ?? undefined
  const [date, author] = [get<string>('date'), get<Reference>('author')]
  const authenticator = get<Reference>('authenticator')
  const docStatus = get<'final' | 'preliminary'>('docStatus')
  const related = get<{ code: 'appends' | 'replaces'; number: string }>('relatesTo')
  const type = get<CodeableConcept>('type')
  const fileName = get<string>('fileName')
  return {
    resourceType: 'DocumentReference',
    masterIdentifier: { system: namespace, value: number },
    status: status(get),
    ...(docStatus && { docStatus }),
    ...(type && { type }),
    subject: { type: 'Patient' },
    // R4 asks for an instant; a day alone is told by the period of its context.
    ...(date?.includes('T') && { date }),
    ...(date && { context: { period: { start: date } } }),
    ...(author && { author: [author] }),
    ...(authenticator && { authenticator }),
    ...(related && {
      relatesTo: [
        {
          code: related.code,
          target: { identifier: { system: namespace, value: related.number } },
        },
      ],
    }),
    ...(fileName && { description: fileName }),
    ...(get<boolean>('unavailable') && { extension: [{ url: hidden, valueBoolean: true }] }),
    content: get<DocumentReference['content']>('content') ?? [
      {
        attachment: {
          title: get<boolean>('elsewhere')
            ? 'Held in another system of the sender'
            : (type?.text ?? 'Document not received'),
        },
      },
    ],
  }
}

function status(get: <T>(name: string) => T | undefined): DocumentReference['status'] {
  if (get<boolean>('cancelled')) return 'entered-in-error'
  return get<boolean>('superseded') || get<boolean>('obsolete') ? 'superseded' : 'current'
}
