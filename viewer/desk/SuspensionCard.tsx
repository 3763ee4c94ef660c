import { Button, Tag } from 'nhsuk-react-components'
import type { SuspensionView } from '../../src/doors/viewer/contract.ts'
import { useNow } from '../design/clock.ts'
import { ago, showDate } from '../design/dates.ts'
import { Fact } from './parts.tsx'
import { kindWords, spoken } from './words.ts'

const states = {
  proposed: ['Proposed', 'orange'],
  approved: ['Approved, not started', 'blue'],
  running: ['Running now', 'red'],
  over: ['Over', 'grey'],
} as const

/** One suspension: what it rests on, whom it lets see, and when it is over by itself. */
export function SuspensionCard(props: {
  readonly suspension: SuspensionView
  readonly isAsking: boolean
  readonly onChange: (what: 'approve' | 'end') => void
}) {
  const { suspension: one, isAsking, onChange } = props
  const now = useNow(60_000)
  const [words, colour] = states[one.state]
  return (
    <section className="lcr-desk__card" aria-label={one.instrument}>
      <p>
        <Tag modifier={colour}>{words}</Tag>
      </p>
      <dl className="nhsuk-summary-list">
        <Fact name="Law or notice">{one.instrument}</Fact>
        <Fact name="From">{showDate(one.from)}</Fact>
        <Fact name="Expires by itself">
          {showDate(one.endedAt ?? one.until)}
          {one.state !== 'over' && `, ${ago(one.until, now)}`}
        </Fact>
        <Fact name="Kinds of care">
          {one.kinds.map((kind) => kindWords[kind] ?? spoken(kind)).join(', ')}
        </Fact>
        <Fact name="What the public is told">{one.notice}</Fact>
        <Fact name="Proposed by">{one.proposedBy}</Fact>
        <Fact name="Approved by">{one.approvedBy ?? 'Nobody yet'}</Fact>
      </dl>
      {one.state === 'proposed' && one.isMine && (
        <p className="lcr-desk__note">Another member of the team has to approve it.</p>
      )}
      {one.state !== 'over' && (
        <div className="nhsuk-button-group">
          {one.state === 'proposed' && !one.isMine && (
            <Button type="button" warning disabled={isAsking} onClick={() => onChange('approve')}>
              Approve it
            </Button>
          )}
          <Button type="button" secondary disabled={isAsking} onClick={() => onChange('end')}>
            {one.state === 'proposed' ? 'Drop it' : 'End it now'}
          </Button>
        </div>
      )}
    </section>
  )
}
