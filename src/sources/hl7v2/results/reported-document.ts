/** A document that a report brings in OBX-5: found among the documents, read beside its report. */
import type { Attachment as FhirAttachment } from 'fhir/r4'
import type { SetAsidePart, Statement } from '#vocabulary'
import { assembleDocument, type DocumentState } from '../care/document-fold.ts'
import { type Said, Saying } from '../latest.ts'
import type { Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'
import { embeddedDocuments, isRead } from './embedded.ts'
import type { ReportContext, ResultLines } from './observation.ts'
import { isTakenBack } from './statuses.ts'

export type ReportedDocument =
  | {
      readonly id: string
      readonly statement: Statement
      /** Beside the report; absent when it was taken back. */
      readonly form?: FhirAttachment
    }
  | { readonly setAside: SetAsidePart }

export function reportedDocuments(
  result: ResultLines,
  sourceId: string,
  context: ReportContext,
  at: Said,
  reading: Reading,
): ReportedDocument[] {
  const obx = result.lines[0] as Segment
  const title = obx.words(3, 2) || context.title
  const isTaken = isTakenBack((result.lines.at(-1) as Segment).text(11).toUpperCase())
  const found = isTaken ? [undefined] : embeddedDocuments(result.lines, title)
  return found.map((document, index): ReportedDocument => {
    if (document && !isRead(document))
      return { setAside: { ...document, place: placeOf(obx, reading) } }
    const id = index > 0 ? `${sourceId}/document ${index + 1}` : sourceId
    const saying = new Saying(at)
    saying.put('type', { text: title })
    saying.put('date', context.effective)
    saying.put('fileName', context.title)
    saying.put('cancelled', isTaken)
    if (document) saying.put('content', [{ attachment: document.fhir }])
    const state: DocumentState = {
      number: id,
      namespace: `${reading.org}/DOCUMENT`,
      facts: saying.facts,
    }
    const statement: Statement = {
      kind: 'DocumentReference',
      sourceId: id,
      eventTime: at[0],
      resource: assembleDocument(state),
      combine: 'document',
      state,
      ...(document && { attachments: [document.attachment] }),
    }
    return { id, statement, ...(document && { form: document.fhir }) }
  })
}

/** 'OBX 3': as it stands in the message, whatever it numbers itself. */
export function placeOf(obx: Segment, reading: Reading): string {
  const all = reading.message.segments.filter((segment) => segment.name === 'OBX')
  return `OBX ${all.indexOf(obx) + 1}`
}
