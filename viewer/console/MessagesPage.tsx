import { Button, Select, TextInput } from 'nhsuk-react-components'
import { type FormEvent, useCallback, useState } from 'react'
import type { MessageLine, MessageState, SearchMessages } from '../../src/doors/viewer/contract.ts'
import { showDate } from '../design/dates.ts'
import { PageHeading } from '../design/Frame.tsx'
import { LinkButton } from '../design/parts.tsx'
import { ActForm } from './ActForm.tsx'
import type { Questions } from './ask-console.ts'
import { Answered, useAnswer } from './use-answer.tsx'
import { reasonWords, stateOf, stateWords } from './words.ts'

interface MessagesProps {
  readonly questions: Questions
  readonly search: SearchMessages
  readonly onSearch: (search: SearchMessages) => void
  readonly onOpen: (messageId: number) => void
}

/** What came, what became of it, and the way to put it right. */
export function MessagesPage({ questions, search, onSearch, onOpen }: MessagesProps) {
  const ask = useCallback(
    (signal: AbortSignal) => questions.messages(search, signal),
    [questions, search],
  )
  const { answer, again } = useAnswer(ask)
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())

  function look(next: SearchMessages) {
    setChosen(new Set())
    onSearch(next)
  }
  function choose(messageId: number) {
    const next = new Set(chosen)
    if (!next.delete(messageId)) next.add(messageId)
    setChosen(next)
  }

  return (
    <>
      <PageHeading title="Messages">Messages</PageHeading>
      <SearchForm key={JSON.stringify(search)} search={search} onSearch={look} />
      <Answered answer={answer} again={again}>
        {({ messages, more }) => (
          <>
            <p role="status">
              {messages.length === 0
                ? 'No message is like that.'
                : `${messages.length} messages${more ? ', and there are older ones' : ''}.`}
            </p>
            {messages.length > 0 && (
              <MessageTable messages={messages} chosen={chosen} onChoose={choose} onOpen={onOpen} />
            )}
            <p className="lcr-console__more">
              {search.before !== undefined && (
                <LinkButton onClick={() => look({ ...search, before: undefined })}>
                  Newest
                </LinkButton>
              )}{' '}
              {more && (
                <LinkButton onClick={() => look({ ...search, before: messages.at(-1)!.messageId })}>
                  Older
                </LinkButton>
              )}
            </p>
            {messages.length > 0 && (
              <ActForm
                questions={questions}
                messageIds={[...chosen]}
                search={search}
                onDone={again}
              />
            )}
          </>
        )}
      </Answered>
    </>
  )
}

function SearchForm({ search, onSearch }: Pick<MessagesProps, 'search' | 'onSearch'>) {
  function find(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const said = (name: string) => String(form.get(name) ?? '').trim() || undefined
    const at = (name: string) => {
      const ms = Date.parse(said(name) ?? '')
      return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
    }
    onSearch({
      feed: said('feed'),
      messageType: said('messageType')
        ?.replace(/[\s_]+/, '^')
        .toUpperCase(),
      controlId: said('controlId'),
      reason: said('reason'),
      state: said('state') as MessageState | undefined,
      from: at('from'),
      to: at('to'),
    })
  }
  return (
    <form onSubmit={find} className="lcr-console__search" autoComplete="off">
      <TextInput id="feed" name="feed" label="Feed" hint="MSH-3|MSH-4" defaultValue={search.feed} />
      <TextInput
        id="messageType"
        name="messageType"
        label="Event"
        hint="ADT or ADT^A08"
        defaultValue={search.messageType}
      />
      <TextInput
        id="controlId"
        name="controlId"
        label="Control id"
        hint="MSH-10"
        defaultValue={search.controlId}
      />
      <Select
        id="state"
        name="state"
        label="State"
        hint="What became of it"
        defaultValue={search.state ?? ''}
      >
        <Select.Option value="">Any</Select.Option>
        {Object.entries(stateWords).map(([state, words]) => (
          <Select.Option key={state} value={state}>
            {words}
          </Select.Option>
        ))}
      </Select>
      <Select
        id="reason"
        name="reason"
        label="Reason"
        hint="Why set aside"
        defaultValue={search.reason ?? ''}
      >
        <Select.Option value="">Any</Select.Option>
        {Object.entries(reasonWords).map(([reason, words]) => (
          <Select.Option key={reason} value={reason}>
            {words}
          </Select.Option>
        ))}
      </Select>
      <TextInput
        id="from"
        name="from"
        type="datetime-local"
        label="From"
        hint="When received"
        defaultValue={local(search.from)}
      />
      <TextInput
        id="to"
        name="to"
        type="datetime-local"
        label="Until"
        hint="When received"
        defaultValue={local(search.to)}
      />
      <Button type="submit" secondary>
        Search
      </Button>
    </form>
  )
}

/** As a datetime-local field writes it: the wall clock of whoever looks. */
function local(instant: string | undefined): string | undefined {
  if (!instant) return undefined
  const at = new Date(instant)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

interface TableProps {
  readonly messages: readonly MessageLine[]
  readonly chosen: ReadonlySet<number>
  readonly onChoose: (messageId: number) => void
  readonly onOpen: (messageId: number) => void
}

function MessageTable({ messages, chosen, onChoose, onOpen }: TableProps) {
  return (
    <div className="lcr-console__scroll">
      <table className="nhsuk-table lcr-console__table">
        <caption className="nhsuk-table__caption nhsuk-u-visually-hidden">Messages</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="nhsuk-u-visually-hidden">Choose</span>
            </th>
            <th scope="col">Message</th>
            <th scope="col">Received</th>
            <th scope="col">Feed</th>
            <th scope="col">Event</th>
            <th scope="col">State</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {messages.map((one) => (
            <tr key={one.messageId}>
              <td>
                <input
                  type="checkbox"
                  className="lcr-console__choose"
                  aria-label={`Choose message ${one.messageId}`}
                  checked={chosen.has(one.messageId)}
                  onChange={() => onChoose(one.messageId)}
                />
              </td>
              <th scope="row">
                <LinkButton onClick={() => onOpen(one.messageId)}>{one.messageId}</LinkButton>
              </th>
              <td className="lcr-nowrap">{showDate(one.receivedAt)}</td>
              <td>{one.feed}</td>
              <td className="lcr-nowrap">{one.messageType ?? 'Not known'}</td>
              <td>{stateOf(one)}</td>
              <td>
                {one.first && (
                  <>
                    <strong>{reasonWords[one.first.reason] ?? one.first.reason}</strong>
                    {one.first.place && ` at ${one.first.place}`}
                    <span className="lcr-meta">{one.first.words}</span>
                    {one.setAsideParts > 1 && (
                      <span className="lcr-meta">and {one.setAsideParts - 1} more places</span>
                    )}
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
