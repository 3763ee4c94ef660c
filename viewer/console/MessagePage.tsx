import { useCallback } from 'react'
import type {
  FieldView,
  MarkView,
  MessageView,
  PartView,
  ResourceView,
  SegmentView,
} from '../../src/doors/viewer/contract.ts'
import { showDate } from '../design/dates.ts'
import { PageHeading } from '../design/Frame.tsx'
import { LinkButton } from '../design/parts.tsx'
import { ActForm } from './ActForm.tsx'
import type { Questions } from './ask-console.ts'
import { Answered, useAnswer } from './use-answer.tsx'
import { count, reasonWords, stateOf } from './words.ts'

interface MessageProps {
  readonly questions: Questions
  readonly messageId: number
  readonly onBack: () => void
}

/** One message, segment by segment, with the places that failed marked where they are. */
export function MessagePage({ questions, messageId, onBack }: MessageProps) {
  const ask = useCallback(
    (signal: AbortSignal) => questions.message(messageId, signal),
    [questions, messageId],
  )
  const { answer, again } = useAnswer(ask)
  return (
    <>
      <LinkButton onClick={onBack}>Back to the messages</LinkButton>
      <PageHeading title="One message">Message {messageId}</PageHeading>
      <p>That you look at this message is recorded, with your name and the time.</p>
      <Answered answer={answer} again={again}>
        {(message) => (
          <>
            <WhatBecame message={message} />
            <p>
              <LinkButton onClick={() => void save(questions, messageId)}>
                Save the bytes as they came
              </LinkButton>{' '}
              <span className="lcr-meta">They may hold a patient’s details.</span>
            </p>
            <Content message={message} />
            <ActForm questions={questions} messageIds={[messageId]} onDone={again} />
          </>
        )}
      </Answered>
    </>
  )
}

async function save(questions: Questions, messageId: number) {
  const answer = await questions.bytes(messageId)
  if (answer.outcome !== 'answered') return
  const address = URL.createObjectURL(answer.body)
  const link = document.createElement('a')
  link.href = address
  link.download = `message-${messageId}.hl7`
  link.click()
  URL.revokeObjectURL(address)
}

function WhatBecame({ message }: { message: MessageView }) {
  const rows: [string, string | undefined][] = [
    ['Feed', message.feed],
    ['Event', message.messageType ?? 'Not known'],
    ['Control id', message.controlId],
    ['Received', `${showDate(message.receivedAt)}${message.peer ? ` from ${message.peer}` : ''}`],
    ['State', stateOf(message)],
    [
      'Filed',
      message.filedAt &&
        `${showDate(message.filedAt)}, ${count(message.entriesFiled)} entries of records`,
    ],
    ['Sent again', message.duplicates > 0 ? `${count(message.duplicates)} times` : undefined],
    ['Read by profile', message.profile],
    ['Size', `${count(message.bytes)} bytes, read as ${message.charset}`],
    ['SHA-256', message.hash],
  ]
  return (
    <>
      <dl className="lcr-console__facts">
        {rows.map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {message.setAside.length > 0 && (
        <section aria-labelledby="why">
          <h2 className="nhsuk-heading-s" id="why">
            Why it is set aside
          </h2>
          <ul className="nhsuk-list nhsuk-list--bullet">
            {message.setAside.map((one) => (
              <li key={`${one.place} ${one.reason} ${one.words}`}>
                <strong>{reasonWords[one.reason] ?? one.reason}</strong>
                {one.place ? ` at ${one.place}: ` : ', the whole message: '}
                {one.words}
              </li>
            ))}
          </ul>
        </section>
      )}
      {message.state !== 'pending' && differs(message) && (
        <p className="lcr-mark">
          <strong>Read now it would be </strong>
          {message.today.outcome === 'filed'
            ? message.today.setAside.length > 0
              ? 'filed, but for some places.'
              : 'filed whole.'
            : 'set aside.'}{' '}
          A replay makes it so.
        </p>
      )}
      {message.done.length > 0 && (
        <section aria-labelledby="done">
          <h2 className="nhsuk-heading-s" id="done">
            What was done about it
          </h2>
          <ul className="nhsuk-list nhsuk-list--bullet">
            {message.done.map((one) => (
              <li key={`${one.what} ${one.at}`}>
                {one.what === 'replayed' ? 'Replayed' : 'Dismissed'} on {showDate(one.at)} by{' '}
                {one.by}: {one.because}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function Content({ message }: { message: MessageView }) {
  return (
    <section aria-labelledby="content">
      <h2 className="nhsuk-heading-s" id="content">
        What was sent
      </h2>
      <Marks marks={message.marks} />
      {message.text !== undefined && <pre className="lcr-console__text">{message.text}</pre>}
      {message.segments.map((segment) => (
        <Segment key={`${segment.name} ${segment.nth}`} segment={segment} />
      ))}
      {message.resources.map((resource) => (
        <Resource key={resource.place} resource={resource} />
      ))}
      {message.leftOut > 0 && <p>{count(message.leftOut)} more are not shown here.</p>}
      {message.notUnderstood.length > 0 && (
        <p>Kept and not understood: {message.notUnderstood.join(', ')}.</p>
      )}
    </section>
  )
}

function Resource({ resource }: { resource: ResourceView }) {
  return (
    <details className="lcr-segment" open={resource.marks.length > 0}>
      <summary>
        <strong>{resource.place}</strong>
      </summary>
      <Marks marks={resource.marks} />
      <pre className="lcr-console__text">{resource.json}</pre>
    </details>
  )
}

function Segment({ segment }: { segment: SegmentView }) {
  const isMarked = segment.marks.length > 0 || segment.fields.some(({ marks }) => marks.length > 0)
  return (
    <details
      className="lcr-segment"
      open={isMarked || segment.name === 'MSH' || segment.name === 'PID'}
    >
      <summary>
        <strong>{segment.name}</strong> {segment.nth > 1 && `(${segment.nth})`}{' '}
        <span className="lcr-meta">
          {segment.fields.length} fields{isMarked && ', with a marked place'}
        </span>
      </summary>
      <Marks marks={segment.marks} />
      <table className="lcr-fields">
        <caption className="nhsuk-u-visually-hidden">
          Fields of {segment.name} {segment.nth}
        </caption>
        <tbody>
          {segment.fields.map((field) => (
            <Field key={field.position} field={field} />
          ))}
        </tbody>
      </table>
    </details>
  )
}

function Field({ field }: { field: FieldView }) {
  return (
    <tr className={field.marks.length > 0 ? 'lcr-fields__marked' : undefined}>
      <th scope="row">{field.position}</th>
      <td>
        <Text part={field} />
        {field.parts.length > 0 && (
          <ul className="lcr-fields__parts">
            {field.parts.map((part) => (
              <li key={part.position}>
                <span className="lcr-meta">{part.position}</span> <Text part={part} />
              </li>
            ))}
          </ul>
        )}
        <Marks marks={field.marks} />
      </td>
    </tr>
  )
}

function Text({ part }: { part: PartView }) {
  return (
    <>
      <code>{part.text || '(empty)'}</code>
      {part.cutFrom !== undefined && (
        <span className="lcr-meta"> … {count(part.cutFrom)} characters in all</span>
      )}
      {part.means !== undefined && <span className="lcr-meta"> means {part.means}</span>}
    </>
  )
}

function Marks({ marks }: { marks: readonly MarkView[] }) {
  return marks.map((mark) => (
    <p key={mark.words} className={mark.isSetAside ? 'lcr-mark lcr-mark--aside' : 'lcr-mark'}>
      <strong>{mark.isSetAside ? 'Set aside: ' : 'Read over: '}</strong>
      {mark.words}
    </p>
  ))
}

const whys = (places: MessageView['setAside']): string =>
  places.map(({ place, reason }) => `${place} ${reason}`).join()

/** A profile was corrected since, or the program learned something. */
const differs = ({ setAside, today }: MessageView): boolean =>
  whys(setAside) !== whys(today.setAside)
