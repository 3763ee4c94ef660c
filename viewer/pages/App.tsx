import { lazy, Suspense, useCallback, useEffect, useState } from 'react'
import { Frame } from '../design/Frame.tsx'
import { DeclarePage } from './DeclarePage.tsx'
import { HomePage } from './HomePage.tsx'
import { LaunchBar } from './LaunchBar.tsx'
import { SignedOut, Trouble, Waiting } from './Notices.tsx'
import { RecordPage } from './RecordPage.tsx'
import { chosenPerson, forgetEverybody, useRoute } from './route.ts'
import { SessionOver } from './SessionOver.tsx'
import { SessionWarning } from './SessionWarning.tsx'
import { useSession } from './session.ts'

/** Few ever need it: clinicians' screens do not load it. */
const Console = lazy(async () => ({
  default: (await import('../console/Console.tsx')).Console,
}))

const Desk = lazy(async () => ({
  default: (await import('../desk/Desk.tsx')).Desk,
}))

/** Which page is on the screen: first whether somebody is signed in, then where they are. */
export function App() {
  const { state, ask, renew, look, end, signOut } = useSession()
  const { route, go, choose } = useRoute()
  // A page asked for again (My patients while on it) is loaded anew.
  const [visit, setVisit] = useState(0)

  const signedIn = state.phase === 'signed-in'
  useEffect(() => {
    if (!signedIn) forgetEverybody()
  }, [signedIn])

  const inHand = state.phase === 'signed-in' ? state.view.launch?.handle : undefined
  const openInHand = useCallback(
    (how: 'push' | 'replace') => {
      setOpened(inHand)
      if (inHand !== undefined) choose({ handle: inHand, name: {} }, 'record', how)
    },
    [inHand, choose],
  )
  // Instead of the list: who comes with a patient begins with that one.
  const [opened, setOpened] = useState<string>()
  useEffect(() => {
    if (inHand !== opened) openInHand('replace')
  }, [inHand, opened, openInHand])

  if (state.phase !== 'signed-in' || inHand !== opened) {
    return (
      <Frame>
        {(state.phase === 'asking' || state.phase === 'signed-in') && (
          <Waiting title="London Care Record" words="Opening…" />
        )}
        {state.phase === 'signed-out' && <SignedOut demonstration={state.demonstration} />}
        {state.phase === 'ended' && <SessionOver why={state.why} name={state.name} />}
        {state.phase === 'failed' && (
          <Trouble title="London Care Record" words={state.words} onAgain={renew} />
        )}
      </Frame>
    )
  }

  const session = state.view
  const hasDesk = session.mayKeepObjections || session.mayGuard
  const line = 'person' in route ? chosenPerson(route.person) : undefined
  // Who came with one patient and may not look for others has no list (AC-10).
  const isHeld = session.launch !== undefined && !session.mayFind
  const goHome = () => {
    if (isHeld) return openInHand('push')
    setVisit(visit + 1)
    go({ page: 'home' })
  }
  return (
    <Frame
      session={session}
      wide={route.page === 'record' || session.mayOperate || hasDesk}
      onHome={session.mayOpen && !isHeld ? goHome : undefined}
      onConsole={session.mayOperate ? () => go({ page: 'console', place: 'feeds' }) : undefined}
      onDesk={hasDesk ? () => go({ page: 'desk', place: 'find' }) : undefined}
      onSignOut={signOut}
    >
      {session.launch && (
        <LaunchBar
          system={session.launch.system}
          onBack={line?.handle === session.launch.handle ? undefined : () => openInHand('push')}
        />
      )}
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
      ) : hasDesk && (route.page === 'desk' || !session.mayFind) ? (
        <Suspense fallback={<Waiting title="Desk" words="Opening…" />}>
          <Desk
            ask={ask}
            session={session}
            route={route.page === 'desk' ? route : { page: 'desk', place: 'find' }}
            go={go}
          />
        </Suspense>
      ) : (
        <HomePage key={visit} ask={ask} session={session} onChoose={choose} />
      )}
      <SessionWarning session={session} onStay={renew} onLook={look} onEnd={end} />
    </Frame>
  )
}
