import { lazy, Suspense, useEffect, useState } from 'react'
import { Frame } from '../design/Frame.tsx'
import { DeclarePage } from './DeclarePage.tsx'
import { HomePage } from './HomePage.tsx'
import { SessionEnded, SignedOut, Trouble, Waiting } from './Notices.tsx'
import { RecordPage } from './RecordPage.tsx'
import { chosenPerson, forgetEverybody, useRoute } from './route.ts'
import { SessionWarning } from './SessionWarning.tsx'
import { useSession } from './session.ts'

/** Few ever need it: clinicians' screens do not load it. */
const Console = lazy(async () => ({
  default: (await import('../console/Console.tsx')).Console,
}))

/** Which page is on the screen: first whether somebody is signed in, then where they are. */
export function App() {
  const { state, ask, renew, end, signOut } = useSession()
  const { route, go, choose } = useRoute()
  // A page asked for again (My patients while on it) is loaded anew.
  const [visit, setVisit] = useState(0)

  const signedIn = state.phase === 'signed-in'
  useEffect(() => {
    if (!signedIn) forgetEverybody()
  }, [signedIn])

  if (state.phase !== 'signed-in') {
    return (
      <Frame>
        {state.phase === 'asking' && <Waiting title="London Care Record" words="Opening…" />}
        {state.phase === 'signed-out' && <SignedOut demonstration={state.demonstration} />}
        {state.phase === 'ended' && <SessionEnded />}
        {state.phase === 'failed' && (
          <Trouble title="London Care Record" words={state.words} onAgain={renew} />
        )}
      </Frame>
    )
  }

  const session = state.view
  const line = 'person' in route ? chosenPerson(route.person) : undefined
  const goHome = () => {
    setVisit(visit + 1)
    go({ page: 'home' })
  }
  return (
    <Frame
      session={session}
      wide={route.page === 'record' || session.mayOperate}
      onHome={session.mayOpen ? goHome : undefined}
      onConsole={session.mayOperate ? () => go({ page: 'console', place: 'feeds' }) : undefined}
      onSignOut={signOut}
    >
      {route.page === 'record' && line ? (
        // The key makes a new page of each choice: nothing of one person can stay for another.
        <RecordPage
          key={route.person}
          ask={ask}
          line={line}
          opened={route.document}
          onOpen={(document) => go({ ...route, document })}
          onDeclare={() => go({ page: 'declare', person: route.person }, 'replace')}
          onHome={goHome}
        />
      ) : route.page === 'declare' && line ? (
        <DeclarePage
          key={route.person}
          ask={ask}
          line={line}
          onDeclared={() => go({ page: 'record', person: route.person }, 'replace')}
          onHome={goHome}
        />
      ) : session.mayOperate && (route.page === 'console' || !session.mayOpen) ? (
        <Suspense fallback={<Waiting title="Console" words="Opening…" />}>
          <Console
            ask={ask}
            route={route.page === 'console' ? route : { page: 'console', place: 'feeds' }}
            go={go}
          />
        </Suspense>
      ) : (
        <HomePage key={visit} ask={ask} session={session} onChoose={choose} />
      )}
      <SessionWarning session={session} onStay={renew} onEnd={end} />
    </Frame>
  )
}
