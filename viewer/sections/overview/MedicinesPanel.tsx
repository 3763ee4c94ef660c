import { Tag } from 'nhsuk-react-components'
import { NewTag } from '../../design/parts.tsx'
import { useOpened } from '../opened.ts'
import { byVoices, fact, type Line } from '../voices.ts'
import { Panel } from './Panel.tsx'
import { SaidBy } from './SaidBy.tsx'

const shownMost = 14

/** What sources say is prescribed now: never 'currently taking' (MED-02). In order of name. */
export function MedicinesPanel() {
  const { record, changes } = useOpened()
  const lines = byVoices(record.sections.medicines)
    .filter((line) => !line.past)
    .toSorted(urgentFirst)
  const shown = lines.slice(0, shownMost)
  return (
    <Panel title="Current medicines" section="medicines" shown={shown.length} of={lines.length}>
      <ul className="lcr-medicines">
        {shown.map((line) => (
          <li key={line.items[0]!.id}>
            <strong>{line.items[0]!.title}</strong> <Doses line={line} />{' '}
            {line.items.map(
              (item) =>
                item.alert && (
                  <Tag key={item.id} modifier="red">
                    {item.alert}
                  </Tag>
                ),
            )}
            <NewTag mark={changes?.marks.get(line.items[0]!.id)} />
            {line.differ && <Tag modifier="orange">Sources differ</Tag>}
            <SaidBy items={line.items} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Doses({ line }: { line: Line }) {
  const doses = line.items.filter((item) => !item.past).map((item) => dose(item))
  return [...new Set(doses.filter(Boolean))].join(' / ')
}

function dose(item: Line['items'][number]): string | undefined {
  return fact(item, /dos(e|age)|direction|instruction/i) ?? item.facts?.[0]?.[1]
}

function urgentFirst(a: Line, b: Line): number {
  const urgent = (line: Line) => (line.items.some((item) => item.alert) ? 0 : 1)
  return urgent(a) - urgent(b) || a.items[0]!.title.localeCompare(b.items[0]!.title, 'en-GB')
}
