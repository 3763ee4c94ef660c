import { BackLink } from 'nhsuk-react-components'
import { useEffect, useState } from 'react'
import type { Item } from '../../src/doors/viewer/contract.ts'
import { showDate } from '../design/dates.ts'
import { LinkButton, showName } from '../design/parts.tsx'
import { useOpened } from '../sections/opened.ts'
import { sourceName } from '../sections/presence.ts'
import { when } from '../sections/voices.ts'
import type { Answer, Ask } from './ask.ts'
import { DocumentContent } from './DocumentContent.tsx'

interface DocumentProps {
  readonly ask: Ask
  readonly handle: string
  readonly item: Item
}

/** A letter, opened under the banner of the person in whose record it was filed (HZ-15). */
export function DocumentPage({ ask, handle, item }: DocumentProps) {
  const { record } = useOpened()
  const [answer, setAnswer] = useState<Answer<Blob>>()
  const [attempt, setAttempt] = useState(0)

  useEffect(() => {
    void attempt
    const leaving = new AbortController()
    void ask.document(handle, item.document!.hash, leaving.signal).then((next) => {
      if (!leaving.signal.aborted) setAnswer(next)
    })
    return () => leaving.abort()
  }, [ask, handle, item, attempt])

  return (
    <section className="lcr-document" aria-labelledby="document">
      <BackLink asElement="button" onClick={() => window.history.back()}>
        Back to the record
      </BackLink>
      <h2 className="nhsuk-heading-m" id="document" tabIndex={-1} ref={takeFocus}>
        {item.title}
      </h2>
      <p>
        {sourceName(record, item.source)}
        {item.by && ` · ${item.by}`} · {showDate(when(item))}
        <span className="lcr-meta"> · Reference {referenceOf(item.document!.hash)}</span>
      </p>
      <p className="lcr-check">
        This document was filed under <strong>{showName(record.person.name)}</strong>. Check that it
        names the same person.
      </p>
      <div role="status">
        {!answer && <p>Getting the document…</p>}
        {answer?.outcome === 'failed' && <p>{answer.words}</p>}
        {answer?.outcome === 'refused' && <p>{answer.refusal.words}</p>}
      </div>
      {answer?.outcome === 'failed' && (
        <LinkButton onClick={() => setAttempt(attempt + 1)}>Try again</LinkButton>
      )}
      {answer?.outcome === 'answered' && (
        <DocumentContent content={answer.body} title={item.title} />
      )}
    </section>
  )
}

/** It was open, and is not in the record any more. */
export function GoneDocument({ onBack }: { onBack: () => void }) {
  return (
    <section className="lcr-document" aria-labelledby="document">
      <BackLink asElement="button" onClick={onBack}>
        Back to the record
      </BackLink>
      <h2 className="nhsuk-heading-m" id="document" tabIndex={-1} ref={takeFocus}>
        This document is not in the record any more
      </h2>
      <p>
        Its source has replaced it or taken it back, or it was hidden. It has been taken off the
        screen. Go back to the record to see what is there now.
      </p>
    </section>
  )
}

/** By which information governance hides it (OO-17); it tells nothing of the person. */
const referenceOf = (hash: string): string => `DOC-${hash.slice(0, 10).toUpperCase()}`

function takeFocus(heading: HTMLElement | null) {
  heading?.focus()
}
