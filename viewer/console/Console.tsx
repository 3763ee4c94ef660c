import { useState } from 'react'
import type { MessageState, SearchMessages } from '../../src/doors/viewer/contract.ts'
import { LinkButton } from '../design/parts.tsx'
import type { Ask } from '../pages/ask.ts'
import type { Route } from '../pages/route.ts'
import { askConsole } from './ask-console.ts'
import { FeedsPage } from './FeedsPage.tsx'
import { MergesPage } from './MergesPage.tsx'
import { MessagePage } from './MessagePage.tsx'
import { MessagesPage } from './MessagesPage.tsx'

interface ConsoleProps {
  readonly ask: Ask
  readonly route: Extract<Route, { page: 'console' }>
  readonly go: (route: Route) => void
}

const places = { feeds: 'Feeds', messages: 'Messages', merges: 'Merges' } as const
const waiting: MessageState = 'set-aside'

/** For who looks after the feeds. Nothing of a record is shown here, only what was sent. */
export function Console({ ask, route, go }: ConsoleProps) {
  const [questions] = useState(() => askConsole(ask))
  // What is looked for stays while one message is looked at.
  const [search, setSearch] = useState<SearchMessages>({ state: waiting })
  const { place, message } = route
  return (
    <div className="lcr-console">
      <nav aria-label="Console" className="lcr-console__nav">
        {(Object.keys(places) as (keyof typeof places)[]).map((one) => (
          <span key={one} aria-current={place === one ? 'page' : undefined}>
            <LinkButton onClick={() => go({ page: 'console', place: one })}>
              {places[one]}
            </LinkButton>
          </span>
        ))}
      </nav>
      {place === 'feeds' && (
        <FeedsPage
          questions={questions}
          onMessages={(feed) => {
            setSearch({ feed, state: waiting })
            go({ page: 'console', place: 'messages' })
          }}
        />
      )}
      {place === 'merges' && <MergesPage questions={questions} />}
      {place === 'messages' && message === undefined && (
        <MessagesPage
          questions={questions}
          search={search}
          onSearch={setSearch}
          onOpen={(messageId) => go({ page: 'console', place: 'messages', message: messageId })}
        />
      )}
      {place === 'messages' && message !== undefined && (
        <MessagePage
          key={message}
          questions={questions}
          messageId={message}
          onBack={() => go({ page: 'console', place: 'messages' })}
        />
      )}
    </div>
  )
}
