import type { Item } from '../../../src/doors/viewer/contract.ts'
import { newestFirst, showDay, showRecent } from '../../design/dates.ts'
import { NewTag } from '../../design/parts.tsx'
import { useOpened } from '../opened.ts'
import { voiceName } from '../presence.ts'
import { fact, when } from '../voices.ts'
import { Panel } from './Panel.tsx'

const shownMost = 3

/** Where they are now, as far as any source says; then where they were last. */
export function VisitsPanel() {
  const { record, now } = useOpened()
  const visits = record.sections.visits.toSorted((a, b) => newestFirst(when(a), when(b)))
  const under = visits.filter((item) => !item.past && !item.end && Date.parse(when(item)) <= now)
  const rest = visits
    .filter((item) => !under.includes(item))
    .slice(0, Math.max(shownMost - under.length, 2))
  return (
    <Panel
      title="Now and recent visits"
      section="visits"
      shown={under.length + rest.length}
      of={visits.length}
    >
      <ul>
        {under.map((item) => (
          <Visit key={item.id} item={item} current />
        ))}
        {rest.map((item) => (
          <Visit key={item.id} item={item} />
        ))}
      </ul>
    </Panel>
  )
}

function Visit({ item, current }: { item: Item; current?: boolean }) {
  const { record, now, changes } = useOpened()
  const place = fact(item, /ward|location|where|clinic|place/i)
  return (
    <li className={current ? 'lcr-here' : undefined}>
      <strong>
        {current && 'Now: '}
        {item.title}
      </strong>
      {!current && item.status && ` – ${item.status}`}
      {place && `, ${place}`} <NewTag mark={changes?.marks.get(item.id)} />
      <span className="lcr-meta">
        {' '}
        {voiceName(record, item.source)} · {current ? 'since ' : ''}
        <span className="lcr-nowrap">{showRecent(item.date, now)}</span>
        {item.end && !current && (
          <>
            {' '}
            to <span className="lcr-nowrap">{showDay(item.end)}</span>
          </>
        )}
      </span>
    </li>
  )
}
