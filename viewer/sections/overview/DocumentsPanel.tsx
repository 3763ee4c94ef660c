import { newestFirst, showDay } from '../../design/dates.ts'
import { LinkButton, NewTag } from '../../design/parts.tsx'
import { useOpened } from '../opened.ts'
import { voiceName } from '../presence.ts'
import { when } from '../voices.ts'
import { Panel } from './Panel.tsx'

const shownMost = 4

export function DocumentsPanel() {
  const { record, changes, openDocument } = useOpened()
  const documents = record.sections.documents
    .filter((item) => !item.past)
    .toSorted((a, b) => newestFirst(when(a), when(b)))
  const shown = documents.slice(0, shownMost)
  return (
    <Panel title="Latest letters" section="documents" shown={shown.length} of={documents.length}>
      <ul>
        {shown.map((item) => (
          <li key={item.id}>
            {item.document ? (
              <LinkButton onClick={() => openDocument(item)}>{item.title}</LinkButton>
            ) : (
              <strong>{item.title}</strong>
            )}{' '}
            <NewTag mark={changes?.marks.get(item.id)} />
            <span className="lcr-meta">
              {' '}
              {voiceName(record, item.source)} · {showDay(when(item))}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
