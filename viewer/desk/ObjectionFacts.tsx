import type { ObjectionView } from '../../src/doors/viewer/contract.ts'
import { showDate } from '../design/dates.ts'
import { showName } from '../design/parts.tsx'
import { StateTag } from './ObjectionCard.tsx'
import { Fact } from './parts.tsx'
import { historyWords, madeByWords, originWords } from './words.ts'

const howWords = {
  chosen: 'chosen when it was recorded',
  identifier: 'by their number',
  merged: 'because two records were joined',
  ambiguous: 'because it is not clear who is meant',
} as const

/** What was said and what became of it, oldest first. */
export function ObjectionFacts({ objection }: { objection: ObjectionView }) {
  return (
    <>
      <dl className="nhsuk-summary-list">
        <Fact name="State">
          <StateTag objection={objection} />
        </Fact>
        <Fact name="Reference">{objection.reference}</Fact>
        <Fact name="Where it comes from">{originWords(objection)}</Fact>
        <Fact name="Who says no">{madeByWords[objection.madeBy]}</Fact>
        {objection.words && (
          <Fact name="What they said">
            <span className="lcr-desk__said">‘{objection.words}’</span>
          </Fact>
        )}
        {objection.identityCheck && (
          <Fact name="How they were known">{objection.identityCheck}</Fact>
        )}
        {objection.persons.length > 1 && (
          <Fact name="Whom it hides">
            {objection.persons.map((person) => (
              <span key={person.handle} className="lcr-desk__line">
                {showName(person.name)}, {howWords[person.how]}
                {person.releasedAt && ` (released ${showDate(person.releasedAt)})`}
              </span>
            ))}
          </Fact>
        )}
      </dl>
      <h2 className="nhsuk-heading-s">What became of it</h2>
      <ol className="lcr-desk__history">
        {objection.history.map((line) => (
          <li key={`${line.at} ${line.what}`}>
            <strong>{historyWords(line)}</strong>
            <span className="lcr-meta">
              {showDate(line.at)}, {line.by}, {line.organisation}
            </span>
            {line.because && <span className="lcr-desk__line">{line.because}</span>}
          </li>
        ))}
      </ol>
    </>
  )
}
