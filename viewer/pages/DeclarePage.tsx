import { InsetText } from 'nhsuk-react-components'
import type { DeclareReason, declareReasons, PatientLine } from '../../src/doors/viewer/contract.ts'
import { PageHeading } from '../design/Frame.tsx'
import { WhoItIs } from '../design/parts.tsx'
import type { Ask } from './ask.ts'
import { Reasons, type Said } from './Reasons.tsx'

/** Written out again because the screen takes only types from the contract; its type holds every
 * word to be the same. */
const reasons: typeof declareReasons = {
  'direct-care': 'I am providing care to this person now',
  emergency: 'This is an emergency',
  'advice-requested': 'A colleague or the person asked me for advice',
  safeguarding: 'I have a safeguarding concern',
  'handover-or-referral': 'Care is being handed over or referred to me',
}
/** Recorded in another way, and chosen in the same place. */
const agreed = 'person-agreed'

interface DeclareProps {
  readonly ask: Ask
  readonly line: PatientLine
  readonly onDeclared: () => void
  readonly onHome: () => void
}

/** The way in where no relationship is known: never a wall in an emergency (HZ-17), always seen. */
export function DeclarePage({ ask, line, onDeclared, onHome }: DeclareProps) {
  const { handle } = line
  const say = ({ reason, words, further }: Said) =>
    reason === agreed
      ? ask.consent({ handle, askedBy: further, words })
      : ask.declare({ handle, reason: reason as DeclareReason, words })
  return (
    <div className="lcr-column">
      <Reasons
        id="declare"
        reasons={{ ...reasons, [agreed]: 'The person has agreed that I look at their record' }}
        legend="Your reason"
        button="Open record"
        busy="Opening…"
        further={{
          label: 'Who asked them?',
          hint: 'Your own name, or a colleague’s',
          error: 'Write who asked the person',
          onlyFor: agreed,
        }}
        onSay={say}
        onKept={onDeclared}
        onCancel={onHome}
      >
        <PageHeading title="Say why you need this record">Say why you need this record</PageHeading>
        <WhoItIs line={line} />
        <InsetText>
          <p>
            What you write is kept with your name and the time, and a privacy officer reads it. The
            record opens for 24 hours, for you only.
          </p>
        </InsetText>
      </Reasons>
    </div>
  )
}
