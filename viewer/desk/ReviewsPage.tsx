import { Tag } from 'nhsuk-react-components'
import { Answered, useAnswer } from '../console/use-answer.tsx'
import { showDate, showDay } from '../design/dates.ts'
import { PageHeading } from '../design/Frame.tsx'
import { LinkButton } from '../design/parts.tsx'
import type { Questions } from './ask-desk.ts'
import type { Go } from './kept.ts'
import { reviewKindWords, spoken } from './words.ts'

/** Whoever opened a record on their own word is looked at, within five working days (LR-07). */
export function ReviewsPage({ questions, go }: { questions: Questions; go: Go }) {
  const { answer, again } = useAnswer(questions.reviews)
  return (
    <>
      <PageHeading title="Looks to review">Looks to review</PageHeading>
      <Answered answer={answer} again={again}>
        {({ reviews }) =>
          reviews.length === 0 ? (
            <p>Nothing waits to be reviewed.</p>
          ) : (
            <table className="nhsuk-table lcr-desk__table">
              <caption className="nhsuk-table__caption nhsuk-u-visually-hidden">
                Looks to review, the oldest first
              </caption>
              <thead>
                <tr>
                  <th scope="col">Reference</th>
                  <th scope="col">Who</th>
                  <th scope="col">Why they say</th>
                  <th scope="col">When</th>
                  <th scope="col">Review by</th>
                </tr>
              </thead>
              <tbody>
                {reviews.map((one) => (
                  <tr key={one.declarationId}>
                    <th scope="row">
                      <LinkButton
                        onClick={() => go('review', { about: { what: 'review', review: one } })}
                      >
                        {one.reference}
                      </LinkButton>
                      <span className="lcr-meta">{reviewKindWords[one.kind]}</span>
                    </th>
                    <td>
                      {one.by}
                      <span className="lcr-meta">{one.organisation}</span>
                    </td>
                    <td>
                      {spoken(one.reason)}
                      {one.explanation && <span className="lcr-meta">{one.explanation}</span>}
                    </td>
                    <td className="lcr-nowrap" data-of="When: ">
                      {showDate(one.at)}
                    </td>
                    <td className="lcr-nowrap" data-of="Review by: ">
                      {showDay(one.escalatesAt)}{' '}
                      {one.isEscalated && <Tag modifier="red">Escalate now</Tag>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Answered>
    </>
  )
}
