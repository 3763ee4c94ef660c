/** The pages on which there is no record: signed out, ended, waiting, refused, in trouble. */
import { Button, InsetText } from 'nhsuk-react-components'
import { PageHeading } from '../design/Frame.tsx'
import { LinkButton } from '../design/parts.tsx'

export function SignedOut({ demonstration }: { demonstration: boolean }) {
  return (
    <div className="lcr-column">
      <PageHeading title="Sign in">London Care Record</PageHeading>
      <p className="nhsuk-body-l">
        What the organisations that care for a person in London know about them, for the
        professional who is caring for them now.
      </p>
      {demonstration && (
        <InsetText>
          <p>
            This is a demonstration. Every person in it is invented. Do not put anything about a
            real person into it.
          </p>
        </InsetText>
      )}
      <p>
        Open a person’s record only if you are caring for them. Each look is recorded, with your
        name and the time.
      </p>
      <Button href="/sign-in">Sign in</Button>
    </div>
  )
}

export function Waiting({ title, words }: { title: string; words: string }) {
  return (
    <div className="lcr-column" aria-busy="true">
      <PageHeading title={title}>{title}</PageHeading>
      <p role="status">{words}</p>
    </div>
  )
}

interface TroubleProps {
  readonly title: string
  readonly words: string
  readonly onAgain: () => void
  readonly onHome?: () => void
}
export function Trouble({ title, words, onAgain, onHome }: TroubleProps) {
  return (
    <div className="lcr-column">
      <PageHeading title={title}>{title}</PageHeading>
      <p role="alert">{words}</p>
      <p>
        If this is urgent, do not wait for this screen: telephone those who care for the person.
      </p>
      <div className="nhsuk-button-group">
        <Button type="button" onClick={onAgain}>
          Try again
        </Button>
        {onHome && <LinkButton onClick={onHome}>Go to my patients</LinkButton>}
      </div>
    </div>
  )
}

/** The record is off the screen; opening it again is a new, recorded look. */
export function Blank({ words, onAgain, onHome }: Omit<TroubleProps, 'title'>) {
  return (
    <div className="lcr-column">
      <PageHeading title="Record not shown">This record is not on the screen</PageHeading>
      <p role="alert">{words}</p>
      <div className="nhsuk-button-group">
        <Button type="button" onClick={onAgain}>
          Open it again
        </Button>
        {onHome && <LinkButton onClick={onHome}>Go to my patients</LinkButton>}
      </div>
    </div>
  )
}
