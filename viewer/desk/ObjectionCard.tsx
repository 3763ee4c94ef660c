import { Tag } from 'nhsuk-react-components'
import type { ObjectionView } from '../../src/doors/viewer/contract.ts'
import { showDate } from '../design/dates.ts'
import { LinkButton } from '../design/parts.tsx'
import { historyWords, madeByWords, originWords, stateWords } from './words.ts'

export function StateTag({ objection: { state, isInForce } }: { objection: ObjectionView }) {
  return <Tag modifier={isInForce ? 'blue' : 'grey'}>{stateWords[state]}</Tag>
}

/** One objection in a list: where it comes from, how it stands. */
export function ObjectionCard(props: {
  readonly objection: ObjectionView
  readonly onOpen: () => void
}) {
  const { objection, onOpen } = props
  const newest = objection.history.at(-1)
  return (
    <article className="lcr-desk__card">
      <h2 className="nhsuk-heading-s">
        <LinkButton onClick={onOpen}>{originWords(objection)}</LinkButton>
      </h2>
      <p>
        <StateTag objection={objection} />{' '}
        <span className="lcr-meta">Reference {objection.reference}</span>
      </p>
      <p>Made by: {madeByWords[objection.madeBy]}</p>
      {newest && (
        <p className="lcr-meta">
          {historyWords(newest)}, {showDate(newest.at)}, by {newest.by}
        </p>
      )}
      {objection.proposedError && (
        <p className="lcr-desk__note">
          {objection.proposedError.by} says it was entered in error. Another member of the team has
          to answer.
        </p>
      )}
    </article>
  )
}
