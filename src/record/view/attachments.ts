/** The document that belongs to a line, and words for those that cannot be opened from it. */
import type { Attachment } from 'fhir/r4'
import { attachmentUrl, type DocumentView } from '#vocabulary'
import { joined, list, phrase, text } from './lenient.ts'
import type { Fact } from './line.ts'

const prefix = attachmentUrl('')

function documentIn(attachment: Attachment): DocumentView | undefined {
  const url = text(attachment.url)
  if (!url?.startsWith(prefix) || url.length === prefix.length) return undefined
  const size = attachment.size
  return {
    hash: url.slice(prefix.length),
    contentType: text(attachment.contentType) ?? 'application/octet-stream',
    bytes: typeof size === 'number' && size > 0 ? size : 0,
  }
}

/** The first document we hold, and a fact for every attachment that is not that one. */
export function documentOf(attachments: readonly (Attachment | undefined)[]): {
  document?: DocumentView
  facts: readonly Fact[]
} {
  let document: DocumentView | undefined
  const facts: Fact[] = []
  for (const attachment of list(attachments)) {
    if (!attachment) continue
    const found = documentIn(attachment)
    if (found && !document) {
      document = found
      continue
    }
    const what = joined([phrase(attachment.title), phrase(attachment.contentType)])
    // GP Connect writes in the title why a document is too large or missing (§2.2).
    facts.push([
      found ? 'Further document' : 'Document not held',
      what ?? (found ? 'see the source' : 'the source sent no copy'),
    ])
  }
  return { document, facts }
}

const textBytesMax = 200_000

/** Plain text that travels inside the resource itself. */
export function inlineText(attachments: readonly Attachment[] | undefined): string | undefined {
  const found = list(attachments).find(
    (each) => text(each.contentType)?.startsWith('text/plain') && text(each.data),
  )
  const encoded = text(found?.data)
  if (!encoded || encoded.length > textBytesMax) return undefined
  return text(Buffer.from(encoded, 'base64').toString('utf8').replace(/\r\n?/g, '\n'))
}
