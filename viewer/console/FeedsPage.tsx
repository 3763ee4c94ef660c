import { Tag } from 'nhsuk-react-components'
import type { ConsoleFeed } from '../../src/doors/viewer/contract.ts'
import { useNow } from '../design/clock.ts'
import { ago } from '../design/dates.ts'
import { PageHeading } from '../design/Frame.tsx'
import { LinkButton } from '../design/parts.tsx'
import type { Questions } from './ask-console.ts'
import { Answered, useAnswer } from './use-answer.tsx'
import { count, troubleWords } from './words.ts'

interface FeedsProps {
  readonly questions: Questions
  readonly onMessages: (feed: string) => void
}

/** How each feed is: what an engineer wants to know before anybody rings. */
export function FeedsPage({ questions, onMessages }: FeedsProps) {
  const { answer, again } = useAnswer(questions.feeds)
  return (
    <>
      <PageHeading title="Feeds">Feeds</PageHeading>
      <Answered answer={answer} again={again}>
        {({ feeds }) =>
          feeds.length === 0 ? (
            <p>No feed has been heard yet.</p>
          ) : (
            <>
              <p>
                {troubledWords(feeds)} <LinkButton onClick={again}>Look again</LinkButton>
              </p>
              <FeedTable feeds={feeds} onMessages={onMessages} />
            </>
          )
        }
      </Answered>
    </>
  )
}

function troubledWords(feeds: readonly ConsoleFeed[]): string {
  const troubled = feeds.filter(({ troubles }) => troubles.length > 0).length
  if (troubled === 0) return `All ${feeds.length} feeds are well.`
  return `${troubled} of ${feeds.length} feeds need somebody to look.`
}

function FeedTable({
  feeds,
  onMessages,
}: { feeds: readonly ConsoleFeed[] } & Pick<FeedsProps, 'onMessages'>) {
  const now = useNow(30_000)
  return (
    <div className="lcr-console__scroll">
      <table className="nhsuk-table lcr-console__table">
        <caption className="nhsuk-table__caption nhsuk-u-visually-hidden">Feeds</caption>
        <thead>
          <tr>
            <th scope="col">Feed</th>
            <th scope="col">How it is</th>
            <th scope="col">Last heard</th>
            <th scope="col" className="lcr-number">
              Last hour (usual)
            </th>
            <th scope="col" className="lcr-number">
              24 hours
            </th>
            <th scope="col" className="lcr-number">
              Set aside
            </th>
            <th scope="col" className="lcr-number">
              Waiting
            </th>
          </tr>
        </thead>
        <tbody>
          {feeds.map((feed) => (
            <tr key={feed.feed}>
              <th scope="row">
                <LinkButton onClick={() => onMessages(feed.feed)}>{feed.feed}</LinkButton>
                <span className="lcr-meta">
                  {feed.organisationName}, profile {feed.profile}
                </span>
              </th>
              <td>
                <Troubles feed={feed} />
              </td>
              <td>{feed.lastReceivedAt ? ago(feed.lastReceivedAt, now) : 'Never'}</td>
              <td className="lcr-number">
                {count(feed.receivedThisHour)} (
                {feed.usualPerHour === undefined ? 'not known' : count(feed.usualPerHour)})
              </td>
              <td className="lcr-number">{count(feed.received)}</td>
              <td className="lcr-number">{count(feed.setAside)}</td>
              <td className="lcr-number">
                {count(feed.waiting)}
                {feed.oldestWaitingAt && (
                  <span className="lcr-meta">oldest {ago(feed.oldestWaitingAt, now)}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Troubles({ feed }: { feed: ConsoleFeed }) {
  if (feed.troubles.length === 0) return <Tag modifier="green">Well</Tag>
  return feed.troubles.map((one) => (
    <span key={one}>
      <Tag modifier={one === 'silent' || one === 'behind' ? 'red' : 'orange'}>
        {troubleWords[one]}
      </Tag>{' '}
      {one === 'gaps' && <span className="lcr-meta">{count(feed.missing)} never came</span>}
    </span>
  ))
}
