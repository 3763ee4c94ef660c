import { Tag } from 'nhsuk-react-components'
import { showRoughly } from '../../design/dates.ts'
import { NewTag } from '../../design/parts.tsx'
import { useOpened } from '../opened.ts'
import { byVoices, gravestFirst } from '../voices.ts'
import { Panel } from './Panel.tsx'
import { SaidBy } from './SaidBy.tsx'

const shownMost = 10

export function ProblemsPanel() {
  const { record, now, changes } = useOpened()
  const lines = byVoices(record.sections.problems)
    .filter((line) => !line.past)
    .toSorted(gravestFirst)
  const shown = lines.slice(0, shownMost)
  return (
    <Panel title="Active problems" section="problems" shown={shown.length} of={lines.length}>
      <ul>
        {shown.map((line) => (
          <li key={line.items[0]!.id}>
            <strong>{line.items[0]!.title}</strong>{' '}
            {line.items[0]!.alert && <Tag modifier="red">{line.items[0]!.alert}</Tag>}
            <NewTag mark={changes?.marks.get(line.items[0]!.id)} />
            {line.differ && <Tag modifier="orange">Sources differ</Tag>}
            <SaidBy items={line.items} date={showRoughly(line.items[0]!.date, now)} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}
