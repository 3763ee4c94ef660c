/** What does not hold stays as an entry that says so, and holds nothing else. */
import type { Tx } from '#database'
import { attachmentUrl, type FhirResource } from '#vocabulary'
import type { Retraction } from './claim-verdicts.ts'
import type { Original } from './packing.ts'
import type { NewVersion } from './supersede.ts'

/** Bytes that can be opened no longer, or again. */
export interface RetractedDocument {
  readonly personId: number
  readonly sourcePatientId: number
  readonly hash: string
  readonly retracted: boolean
}

/** On a retracted resource, why it does not hold. */
const retractedExtension = 'urn:lcr:retracted'

/** What names it stays; no value, no text, no document is left to be shown. */
const namesIt = ['identifier', 'category', 'code', 'type', 'subject'] as const

export function retract(original: Original, reason: Retraction): Original {
  const fields = original.resource as unknown as Record<string, unknown>
  const named = namesIt.flatMap((name) =>
    fields[name] === undefined ? [] : [[name, fields[name]]],
  )
  const resource = {
    resourceType: fields.resourceType,
    extension: [{ url: retractedExtension, valueString: reason }],
    status: 'entered-in-error',
    ...Object.fromEntries(named),
    // R4 asks for one.
    ...(fields.content !== undefined && { content: [{ attachment: { title: 'Retracted' } }] }),
  } as FhirResource
  return { ...original, resource, retracted: original.resource }
}

const documentUrl = new RegExp(`"${attachmentUrl('')}([0-9a-f]{64})"`, 'g')

export function documentsOf(
  { filing, original }: NewVersion,
  retracted: boolean,
): RetractedDocument[] {
  const { personId, sourcePatientId } = filing
  const text = JSON.stringify(original.retracted ?? original.resource)
  return [...text.matchAll(documentUrl)].map(([, hash]) => ({
    personId,
    sourcePatientId,
    hash: hash as string,
    retracted,
  }))
}

/** Asked for by its hash, a document of somebody else must not be opened. */
export async function retractDocuments(
  tx: Tx,
  documents: readonly RetractedDocument[],
): Promise<void> {
  if (documents.length === 0) return
  const last = [
    ...new Map(documents.map((one) => [`${one.sourcePatientId}|${one.hash}`, one])).values(),
  ]
  await tx.query({
    name: 'record-retract-documents',
    text: `UPDATE record.attachment a SET retracted = d.retracted
      FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::boolean[])
        AS d (person_id, source_patient_id, hash, retracted)
      WHERE a.person_id = d.person_id AND a.source_patient_id = d.source_patient_id
        AND a.hash = decode(d.hash, 'hex') AND a.retracted <> d.retracted`,
    values: [
      last.map((one) => one.personId),
      last.map((one) => one.sourcePatientId),
      last.map((one) => one.hash),
      last.map((one) => one.retracted),
    ],
  })
}
