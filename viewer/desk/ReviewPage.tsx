import { Button, Radios, Textarea } from 'nhsuk-react-components'
import { type FormEvent, useState } from 'react'
import type { ReviewOutcome, ReviewView } from '../../src/doors/viewer/contract.ts'
import { showDate, showDay } from '../design/dates.ts'
import { PageHeading } from '../design/Frame.tsx'
import type { Questions } from './ask-desk.ts'
import { Problems, readForm, tooShort, useForm } from './form.tsx'
import type { Go } from './kept.ts'
import { Fact, Who } from './parts.tsx'
import { doubtWords, reviewKindWords, spoken } from './words.ts'

interface ReviewPageProps {
  readonly questions: Questions
  readonly review: ReviewView
  readonly go: Go
}

const outcomes: Readonly<Record<ReviewOutcome, readonly [words: string, hint: string]>> = {
  explained: ['There was a good reason', 'A visit, referral or handover explains it'],
  asked: ['I asked, and it is answered', 'The user or their manager told me why'],
  'not-explained': ['There was no good reason', 'Follow it up in their organisation'],
}

/** One look: what the user said, and what the privacy officer found. */
export function ReviewPage({ questions, review, go }: ReviewPageProps) {
  const form = useForm()
  const [outcome, setOutcome] = useState<ReviewOutcome>()

  async function send(event: FormEvent<HTMLFormElement>) {
    const words = readForm(event).one('words')
    const isFine = form.check({
      'outcome-1': outcome ? undefined : 'Choose what you found',
      words: tooShort(words, 'Say how you know'),
    })
    if (!isFine || !outcome) return
    const { declarationId } = review
    if (await form.send(() => questions.review({ declarationId, outcome, words }))) go('reviews')
  }

  return (
    <div className="lcr-desk__column">
      <Problems form={form} />
      {review.person && <Who person={review.person} />}
      <PageHeading title="Review a look">
        <span className="nhsuk-caption-m">{review.reference}</span>
        {reviewKindWords[review.kind]}
      </PageHeading>
      <dl className="nhsuk-summary-list">
        <Fact name="Who">
          {review.by}, {review.organisation}
          <span className="lcr-desk__line lcr-meta">User’s number: {review.userKey}</span>
        </Fact>
        {review.grantedBy && <Fact name="Let by">{review.grantedBy}</Fact>}
        <Fact name="When">{showDate(review.at)}</Fact>
        <Fact name="Reason">{spoken(review.reason)}</Fact>
        <Fact name="In their words">
          <span className="lcr-desk__said">‘{review.words}’</span>
        </Fact>
        {review.doubts.length > 0 && (
          <Fact name="Look at">
            {review.doubts.map((one) => doubtWords[one] ?? spoken(one)).join('. ')}
          </Fact>
        )}
        {review.explanation && <Fact name="What came since">{review.explanation}</Fact>}
        <Fact name="Review by">
          {showDay(review.escalatesAt)}
          {review.isEscalated && ': this has waited too long. Tell the Caldicott Guardian.'}
        </Fact>
      </dl>
      <form onSubmit={send} noValidate autoComplete="off">
        <Radios
          id="outcome"
          name="outcome"
          idPrefix="outcome"
          legend="What did you find?"
          legendProps={{ size: 's' }}
          error={form.errors['outcome-1']}
        >
          {(Object.keys(outcomes) as ReviewOutcome[]).map((one) => (
            <Radios.Item
              key={one}
              value={one}
              hint={outcomes[one][1]}
              checked={outcome === one}
              onChange={() => setOutcome(one)}
            >
              {outcomes[one][0]}
            </Radios.Item>
          ))}
        </Radios>
        <Textarea
          id="words"
          name="words"
          rows={3}
          label="How do you know?"
          labelProps={{ size: 's' }}
          error={form.errors.words}
        />
        <Button type="submit" disabled={form.isAsking}>
          Record the review
        </Button>
      </form>
    </div>
  )
}
