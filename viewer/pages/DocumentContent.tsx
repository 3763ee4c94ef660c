import { useEffect, useState } from 'react'

/**
 * A document's content by its kind. Text is shown as text. HTML goes into a frame in which nothing
 * runs and nothing is fetched. A PDF's frame has no sandbox, because browsers show no PDF in one;
 * the kind is set by us, so that what claims to be a PDF is never read as a page.
 */
export function DocumentContent({ content, title }: { content: Blob; title: string }) {
  const kind = (content.type.split(';')[0] ?? '').trim().toLowerCase()
  if (kind === 'text/plain') return <PlainText content={content} />
  if (/^image\/(png|jpeg|gif|webp|bmp)$/.test(kind)) {
    return (
      <Kept content={content} kind={kind}>
        {(url) => <img src={url} alt={title} />}
      </Kept>
    )
  }
  if (kind === 'text/html' || kind === 'application/xhtml+xml') {
    return (
      <Kept content={content} kind={content.type}>
        {(url) => <iframe title={title} src={url} sandbox="" />}
      </Kept>
    )
  }
  if (kind === 'application/pdf') {
    return (
      <Kept content={content} kind={kind}>
        {(url) => (
          <>
            <p>
              If the document does not appear below,{' '}
              <a href={url} target="_blank" rel="noopener noreferrer">
                open it in a new tab
              </a>
              .
            </p>
            <iframe title={title} src={url} />
          </>
        )}
      </Kept>
    )
  }
  return (
    <p>
      This kind of document ({kind || 'kind not given'}) cannot be shown here. Ask the organisation
      that wrote it.
    </p>
  )
}

/** Shown as text in the page: it wraps, grows with zoom, and a reader can read it. */
function PlainText({ content }: { content: Blob }) {
  const [text, setText] = useState<string>()
  useEffect(() => {
    let left = false
    const charset = /charset="?([\w-]+)/i.exec(content.type)?.[1] ?? 'utf-8'
    void content.arrayBuffer().then((bytes) => {
      if (!left) setText(decode(bytes, charset))
    })
    return () => {
      left = true
    }
  }, [content])
  return <pre className="lcr-narrative lcr-narrative--document">{text}</pre>
}

function decode(bytes: ArrayBuffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    return new TextDecoder().decode(bytes)
  }
}

/** An address for the content that ends with the page. */
function Kept(props: {
  readonly content: Blob
  readonly kind: string
  readonly children: (url: string) => React.ReactNode
}) {
  const { content, kind } = props
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([content], { type: kind }))
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [content, kind])
  return url ? props.children(url) : null
}
