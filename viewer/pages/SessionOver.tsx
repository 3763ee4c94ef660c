/** What stands where a record stood: nothing of it, and how to go on. */
import { Button } from 'nhsuk-react-components'
import { PageHeading } from '../design/Frame.tsx'
import type { WhyOver } from './ask.ts'

export function SessionOver({ why, name }: { readonly why: WhyOver; readonly name?: string }) {
  if (why === 'locked') return <Locked name={name} />
  if (why === 'replaced') return <Replaced />
  return (
    <div className="lcr-column">
      <PageHeading title="Signed out">You have been signed out</PageHeading>
      <p>
        Your session has ended, and what was on the screen has been taken away. Sign in again to
        carry on.
      </p>
      <Button href="/sign-in">Sign in</Button>
    </div>
  )
}

function Locked({ name }: { readonly name?: string }) {
  return (
    <div className="lcr-column">
      <PageHeading title="Screen locked">This screen is locked</PageHeading>
      <p>
        Nobody used it for some minutes, so everything on it has been taken away.
        {name && ` ${name} was signed in.`}
      </p>
      <p>
        Sign in again to carry on. If you are somebody else, sign in as yourself: their session then
        ends.
      </p>
      <Button href="/sign-in">Sign in</Button>
    </div>
  )
}

function Replaced() {
  return (
    <div className="lcr-column">
      <PageHeading title="Signed in elsewhere">Somebody signed in in another window</PageHeading>
      <p>
        In another window or tab of this browser somebody has signed in since, perhaps you in
        another role. What was on this screen has been taken away.
      </p>
      <Button href="/">Carry on as whoever is signed in now</Button>
    </div>
  )
}
