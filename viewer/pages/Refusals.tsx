/** Why a record does not open: a page of its own for each reason that the user may know (HZ-03). */
import { Button } from 'nhsuk-react-components'
import type { PatientLine, RefusalView } from '../../src/doors/viewer/contract.ts'
import { PageHeading } from '../design/Frame.tsx'
import { LinkButton, WhoItIs } from '../design/parts.tsx'
import type { Ask } from './ask.ts'
import { SealPage } from './SealPage.tsx'

type Why = NonNullable<RefusalView['why']>

const headings: Readonly<Record<Why, string>> = {
  objected: 'This person has chosen not to share',
  sealed: 'This record is sealed',
  'own-record': 'You cannot open your own record',
  died: 'This record is closed',
  'outside-the-launch': 'This person was not opened from your own system',
}

interface RefusedProps {
  readonly ask: Ask
  readonly line: PatientLine
  readonly refusal: RefusalView
  /** The record was on the screen until now. */
  readonly isTaken: boolean
  readonly onDeclare: () => void
  readonly onAgain: () => void
  readonly onHome: () => void
}

export function Refused(props: RefusedProps) {
  const { refusal, isTaken } = props
  const { why } = refusal
  if (why === 'sealed' && refusal.mayBreakSeal && !isTaken) {
    return (
      <SealPage ask={props.ask} line={props.line} onBroken={props.onAgain} onHome={props.onHome} />
    )
  }
  const heading = why ? headings[why] : 'This record is not available to you'
  return (
    <div className="lcr-column">
      <PageHeading title="Not available">{heading}</PageHeading>
      {why && props.line.name.family && <WhoItIs line={props.line} />}
      {isTaken && (
        <p role="alert">
          <strong>The record has been taken off the screen.</strong>
        </p>
      )}
      <p>{refusal.words}</p>
      {why === 'objected' && (
        <p>
          <strong>Nobody can open it here, not even in an emergency.</strong> That nothing is shown
          does not mean that there is nothing to know: there may be allergies, medicines and results
          that you cannot see.
        </p>
      )}
      {refusal.contacts && <Contacts contacts={refusal.contacts} />}
      {refusal.mayBreakSeal && isTaken && (
        <Button type="button" onClick={props.onAgain}>
          Give a reason to open it
        </Button>
      )}
      {refusal.mayDeclare && (
        <>
          <p>
            If you are caring for this person, you can say so and give your reason. The record then
            opens for 24 hours.
          </p>
          <Button type="button" onClick={props.onDeclare}>
            Say why I need this record
          </Button>
        </>
      )}
      {!refusal.mayDeclare &&
        !refusal.mayBreakSeal &&
        !refusal.contacts &&
        why !== 'own-record' && (
          <p>
            If you need it to care for somebody now, telephone the organisations that know them, or
            ask your privacy officer.
          </p>
        )}
      <p>
        <LinkButton onClick={props.onHome}>Go back</LinkButton>
      </p>
    </div>
  )
}

/** Whom to ask instead: the same for everybody (OO-15, HZ-09). */
export function Contacts({ contacts }: { contacts: NonNullable<RefusalView['contacts']> }) {
  return (
    <dl className="lcr-contacts">
      {contacts.map(({ who, how }) => (
        <div key={who}>
          <dt>{who}</dt>
          <dd>{how}</dd>
        </div>
      ))}
    </dl>
  )
}
