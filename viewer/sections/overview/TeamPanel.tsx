import type { Item } from '../../../src/doors/viewer/contract.ts'
import { NewTag } from '../../design/parts.tsx'
import { useOpened } from '../opened.ts'
import { voiceName } from '../presence.ts'
import { fact } from '../voices.ts'
import { Panel } from './Panel.tsx'

const shownMost = 4

/** Whom to telephone: the care co-ordinator first, who knows most and is asked least. */
export function TeamPanel() {
  const { record, changes } = useOpened()
  const people = record.sections['people-and-teams']
    .filter((item) => !item.past)
    .toSorted((a, b) => rank(a) - rank(b))
  const shown = people.slice(0, shownMost)
  return (
    <Panel
      title="Care co-ordinator and teams"
      section="people-and-teams"
      shown={shown.length}
      of={people.length}
    >
      <ul>
        {shown.map((item) => (
          <li key={item.id}>
            <Names item={item} /> <NewTag mark={changes?.marks.get(item.id)} />
            <span className="lcr-meta">
              {' '}
              {voiceName(record, item.source)}
              {telephone(item) && (
                <>
                  {' '}
                  · <span className="lcr-nowrap">{telephone(item)}</span>
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** A co-ordinator before their team: it is a person whom one asks for. */
function Names({ item }: { item: Item }) {
  const named = (item.facts ?? []).filter(([label]) =>
    /co-?ordinator|lead|key ?worker/i.test(label),
  )
  if (named.length === 0) {
    return (
      <>
        <strong>{item.title}</strong> {fact(item, /^role$/i) ?? item.by}
      </>
    )
  }
  return (
    <>
      {named.map(([label, words]) => (
        <span key={label}>
          {label}: <strong>{words}</strong>,{' '}
        </span>
      ))}
      {item.title}
    </>
  )
}

const isCoordinator = (item: Item) =>
  /co-?ordinator/i.test([item.title, ...(item.facts ?? []).flat()].join(' '))

const rank = (item: Item) => (isCoordinator(item) ? 0 : 1)

const telephone = (item: Item) => fact(item, /tel|phone|contact/i)
