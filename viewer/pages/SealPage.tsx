import { InsetText } from 'nhsuk-react-components'
import type { PatientLine, SealReason, sealReasons } from '../../src/doors/viewer/contract.ts'
import { PageHeading } from '../design/Frame.tsx'
import { WhoItIs } from '../design/parts.tsx'
import type { Ask } from './ask.ts'
import { Reasons } from './Reasons.tsx'

const reasons: typeof sealReasons = {
  'direct-care': 'I am caring for this person now and need what is in the record',
  emergency: 'This is an emergency',
  'person-agreed': 'The person has agreed that I open it',
  safeguarding: 'Somebody is at risk of serious harm',
  'legal-duty': 'The law or a court requires it',
}

interface SealProps {
  readonly ask: Ask
  readonly line: PatientLine
  readonly onBroken: () => void
  readonly onHome: () => void
}

/** Why a record is sealed is told to nobody: also not by what this page says (AC-27). */
export function SealPage({ ask, line, onBroken, onHome }: SealProps) {
  return (
    <div className="lcr-column">
      <Reasons
        id="seal"
        reasons={reasons}
        legend="Your reason"
        button="Break the seal and open"
        busy="Opening…"
        onSay={({ reason, words }) =>
          ask.breakSeal({ handle: line.handle, reason: reason as SealReason, words })
        }
        onKept={onBroken}
        onCancel={onHome}
      >
        <PageHeading title="Not available">This record is sealed</PageHeading>
        <WhoItIs line={line} />
        <p>Some records open only with a further reason. That says nothing about the person.</p>
        <InsetText>
          <p>
            What you write is kept with your name and the time, and a privacy officer reads it. The
            record opens for 4 hours, for you only.
          </p>
        </InsetText>
      </Reasons>
    </div>
  )
}
