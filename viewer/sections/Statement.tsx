import { Tag } from 'nhsuk-react-components'
import type { Item } from '../../src/doors/viewer/contract.ts'
import { ago, showDate, showDay } from '../design/dates.ts'
import { LinkButton, NewTag } from '../design/parts.tsx'
import { itemPlace, useOpened } from './opened.ts'
import { Provenance } from './Provenance.tsx'
import type { Line } from './voices.ts'

/** One line of a section: what is said, and below it each voice that says it. */
export function Statement({ line }: { line: Line }) {
  const { now, changes } = useOpened()
  const [first] = line.items
  const several = line.items.length > 1
  return (
    <li className="lcr-line" id={itemPlace(first!.id)} data-line={first!.id} tabIndex={-1}>
      <div className="lcr-line__date">
        {showDate(first!.date)}
        {first!.end && <> to {showDay(first!.end)}</>}
        <span className="lcr-meta">{ago(first!.date, now)}</span>
      </div>
      <div className="lcr-line__what">
        <p className="lcr-line__title">
          <strong>{first!.title}</strong> {!several && first!.status && <Status item={first!} />}
          {first!.alert && <Tag modifier="red">{first!.alert}</Tag>}
          <NewTag mark={changes?.marks.get(first!.id)} />
          {several && <span className="lcr-meta">{line.items.length} sources say this</span>}{' '}
          {line.differ && <Tag modifier="orange">Sources differ</Tag>}
        </p>
        {line.items.map((item) => (
          <div key={item.id} className={several ? 'lcr-voice' : undefined}>
            {several && item.status && <Status item={item} />}
            {several && item !== first && <NewTag mark={changes?.marks.get(item.id)} />}
            <Facts item={item} />
            <Provenance item={item} several={several} />
          </div>
        ))}
      </div>
    </li>
  )
}

function Status({ item }: { item: Item }) {
  return <Tag modifier={item.past ? 'grey' : 'blue'}>{item.status}</Tag>
}

export function Facts({ item }: { item: Item }) {
  const { openDocument } = useOpened()
  return (
    <>
      {item.facts && item.facts.length > 0 && (
        <dl className="lcr-facts">
          {item.facts.map(([label, words]) => (
            <div key={`${label}|${words}`}>
              <dt>{label}:</dt> <dd>{words}</dd>
            </div>
          ))}
        </dl>
      )}
      {item.notes?.map((note) => (
        <p className="lcr-note" key={note}>
          {note}
        </p>
      ))}
      {item.document && (
        <p>
          <LinkButton onClick={() => openDocument(item)}>
            Open this document
            <span className="nhsuk-u-visually-hidden">: {item.title}</span>
          </LinkButton>
        </p>
      )}
    </>
  )
}
