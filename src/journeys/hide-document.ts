/**
 * A document that should not be in a person's record, such as one that tells of somebody who has
 * objected, is taken out of it until its source has mended it (OO-17). Who does that never sees
 * it: it is named by the reference on its page. A mended document is another one, and is shown.
 */
import {
  type HiddenDocument,
  listHiddenDocuments,
  readDocumentReference,
  saveHidden,
  saveShownAgain,
  type User,
} from '#access'
import type { Tx } from '#database'
import { holdFilingLock } from '#inbox'
import { documentsBeginning, raiseVersions } from '#record'
import { Failure } from '#vocabulary'
import { noteLook } from './keep-register.ts'
import { loadFeeds } from './known-feeds.ts'
import type { Needs } from './needs.ts'
import { tellAnew } from './tell-anew.ts'

export interface DocumentNamed {
  readonly personId: number
  readonly reference: string
  readonly because: string
}

/** In force when this returns: open screens are told of a record without it. */
export const hideDocument = (needs: Needs, by: User, asked: DocumentNamed): Promise<void> =>
  change(needs, by, 'hide-document', asked, async (tx, beginning, at) => {
    const hashes = await documentsBeginning(tx, asked.personId, beginning)
    return saveHidden(tx, asked.personId, hashes, { by, because: asked.because, at })
  })

export const showDocumentAgain = (needs: Needs, by: User, asked: DocumentNamed): Promise<void> =>
  change(needs, by, 'show-document', asked, (tx, beginning, at) =>
    saveShownAgain(tx, asked.personId, beginning, { by, because: asked.because, at }),
  )

export async function hiddenDocumentsOf(
  needs: Needs,
  by: User,
  personId: number,
): Promise<readonly HiddenDocument[]> {
  await noteLook(needs, by, 'look-at-register', { what: 'hidden-documents' }, [personId])
  return needs.database.transaction('serving', (tx) => listHiddenDocuments(tx, personId))
}

async function change(
  needs: Needs,
  by: User,
  action: 'hide-document' | 'show-document',
  { personId, reference, because }: DocumentNamed,
  act: (tx: Tx, beginning: string, at: number) => Promise<number>,
): Promise<void> {
  const beginning = readDocumentReference(reference)
  if (because.trim() === '') throw new Failure('invalid', 'no-reason', 'Say why.')
  const detail = { document: beginning ?? 'no-reference', because: because.slice(0, 500) }
  await noteLook(needs, by, action, detail, [personId])
  if (beginning === undefined) {
    const words =
      'A reference is DOC- and ten letters or digits, as it stands on the document’s page.'
    throw new Failure('invalid', 'no-reference', words)
  }
  await needs.database.transaction('filing', async (tx) => {
    await holdFilingLock(tx)
    const at = needs.clock.now()
    if ((await act(tx, beginning, at)) === 0) {
      const words = 'This person has no such document, or it was done before. Check the reference.'
      throw new Failure('conflict', 'no-such-document', words)
    }
    const versions = await raiseVersions(tx, new Set([personId]), at)
    await tellAnew(tx, versions, await loadFeeds(tx))
  })
}
