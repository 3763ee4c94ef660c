import { Panel } from 'nhsuk-react-components'
import { showDate } from '../design/dates.ts'
import { usePageFocus } from '../design/Frame.tsx'
import { LinkButton } from '../design/parts.tsx'
import { newcomer } from './ExplainStep.tsx'
import type { Go, Recording } from './kept.ts'
import { LeafletToGive } from './LeafletToGive.tsx'
import { Who } from './parts.tsx'

interface InForceProps {
  readonly recording: Recording
  readonly organisation: string
  readonly go: Go
}

/** It is done: what the person takes home, and what happens next. */
export function InForcePage({ recording, organisation, go }: InForceProps) {
  const focus = usePageFocus('Objection in force')
  const { reference = '', recordedAt = '', contact = {} } = recording.recorded ?? {}
  const next = (
    <>
      <h2 className="nhsuk-heading-m">What happens next</h2>
      <ul className="nhsuk-list nhsuk-list--bullet">
        <li>It stays hidden while this is decided, and afterwards if it is upheld.</li>
        <li>A task asks you, or a colleague, to decide within one month.</li>
        {!recording.person && (
          <li>They are not known yet. It holds from the first moment that they are.</li>
        )}
      </ul>
      <p>
        <LinkButton onClick={() => go('find')}>Next person</LinkButton>
      </p>
      <h2 className="nhsuk-heading-m">The leaflet</h2>
    </>
  )
  return (
    <div className="lcr-desk__column">
      <LeafletToGive
        reference={reference}
        recordedAt={recordedAt}
        organisation={organisation}
        contact={contact}
        below={next}
      >
        <Who person={recording.person ?? newcomer(recording)} />
        <Panel>
          <h1 className="nhsuk-panel__title" tabIndex={-1} ref={focus}>
            In force now
          </h1>
          <div className="nhsuk-panel__body">
            {recording.person
              ? 'Their record is hidden.'
              : 'Their record will be hidden from its first moment.'}
            <br />
            Reference <strong className="lcr-nowrap">{reference}</strong>
            <br />
            since {showDate(recordedAt)}
          </div>
        </Panel>
        <h2 className="nhsuk-heading-m">Give them the leaflet</h2>
      </LeafletToGive>
    </div>
  )
}
