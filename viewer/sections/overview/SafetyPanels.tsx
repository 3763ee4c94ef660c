import { Tag } from 'nhsuk-react-components'
import type { Item } from '../../../src/doors/viewer/contract.ts'
import { showRoughly } from '../../design/dates.ts'
import { NewTag } from '../../design/parts.tsx'
import { reaction } from '../allergy-line.ts'
import { currentAlerts } from '../current-alerts.ts'
import { useOpened } from '../opened.ts'
import { byVoices, gravestFirst, type Line, when } from '../voices.ts'
import { Panel } from './Panel.tsx'
import { SaidBy } from './SaidBy.tsx'

/** The alerts with who says so; all of them, whatever their number. */
export function AlertsPanel() {
  const { record, changes } = useOpened()
  const alerts = currentAlerts(record)
  return (
    <Panel title="Alerts" section="alerts" shown={alerts.length} of={alerts.length}>
      <ul className="lcr-panel__run">
        {alerts.map(({ item, words }) => (
          <li key={item.id}>
            <strong className="lcr-alert">{words}</strong>{' '}
            <NewTag mark={changes?.marks.get(item.id)} />
            <SaidBy items={[item]} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

export function AllergiesPanel() {
  const { record, now, changes } = useOpened()
  const lines = byVoices(record.sections.allergies)
    .filter((line) => !line.past)
    .toSorted(gravestFirst)
  return (
    <Panel title="Allergies" section="allergies" shown={lines.length} of={lines.length}>
      <ul>
        {lines.map((line) => (
          <li key={line.items[0]!.id}>
            <strong>{line.items[0]!.title}</strong> {details(line)}{' '}
            {line.items.some((item) => item.alert) && (
              <Tag modifier="red">{line.items.find((item) => item.alert)!.alert}</Tag>
            )}
            <NewTag mark={changes?.marks.get(line.items[0]!.id)} />
            {line.differ && <Tag modifier="orange">Sources differ</Tag>}
            <SaidBy items={line.items} date={showRoughly(when(line.items[0]!), now)} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function details(line: Line): string {
  const reactions = line.items.flatMap((item: Item) => reaction(item) ?? [])
  const longest = reactions.filter(
    (one, at) =>
      !reactions.some(
        (other, place) => place !== at && other.includes(one) && (other !== one || place < at),
      ),
  )
  return longest.join('; ')
}
