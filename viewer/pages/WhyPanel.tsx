/** "Why can I see this?", one press away on every record; and letting a colleague see it too. */
import { useEffect, useRef, useState } from 'react'
import type {
  GrantReason,
  grantReasons,
  PermitView,
  WhyView,
} from '../../src/doors/viewer/contract.ts'
import { showDate } from '../design/dates.ts'
import { LinkButton } from '../design/parts.tsx'
import { useOpened } from '../sections/opened.ts'
import { sourceName } from '../sections/presence.ts'
import type { Answer, Ask } from './ask.ts'
import { Reasons } from './Reasons.tsx'

interface WhyProps {
  readonly ask: Ask
  readonly handle: string
  readonly permit: PermitView
  readonly isOpen: boolean
  readonly onOpen: (isOpen: boolean) => void
}

export function WhyPanel({ ask, handle, permit, isOpen, onOpen }: WhyProps) {
  return (
    <div className="lcr-because">
      <p>
        <button
          type="button"
          className="lcr-link"
          aria-expanded={isOpen}
          aria-controls="why"
          onClick={() => onOpen(!isOpen)}
        >
          Why can I see this?
        </button>{' '}
        {permit.because}. Your look is recorded, with your name and the time.{' '}
        <strong>Not everything is here:</strong> that something is not shown does not mean that it
        does not exist.
      </p>
      <div id="why" tabIndex={-1}>
        {isOpen && <Why ask={ask} handle={handle} />}
      </div>
    </div>
  )
}

function Why({ ask, handle }: { ask: Ask; handle: string }) {
  const [answer, setAnswer] = useState<Answer<WhyView>>()
  useEffect(() => {
    const leaving = new AbortController()
    void ask.why(handle, leaving.signal).then((next) => {
      if (!leaving.signal.aborted) setAnswer(next)
    })
    return () => leaving.abort()
  }, [ask, handle])
  if (answer?.outcome === 'failed') return <p role="alert">{answer.words}</p>
  if (answer?.outcome === 'refused') return <p role="alert">{answer.refusal.words}</p>
  if (answer?.outcome !== 'answered') return <p role="status">Looking…</p>
  return <Explained why={answer.body} ask={ask} handle={handle} />
}

function Explained({ why, ask, handle }: { why: WhyView; ask: Ask; handle: string }) {
  const [[first], others] = [why.ways, why.ways.slice(1)]
  const { told } = why
  return (
    <section className="lcr-why" aria-label="Why you can see this record">
      <dl>
        <Row label="Because">
          {first?.because}
          {first && <Evidence way={first} />}
        </Row>
        <Row label="Until">{first && untilWords(first)}</Row>
        {why.sealBrokenUntil && (
          <Row label="Seal">You broke it. It closes again {showDate(why.sealBrokenUntil)}.</Row>
        )}
        <Row label="Also because">
          {others.length === 0
            ? 'Nothing else'
            : others.map((way) => (
                <span key={`${way.because}${way.until}`} className="lcr-why__way">
                  {way.because} <span className="lcr-meta">({untilWords(way)})</span>
                </span>
              ))}
        </Row>
        <Row label="Recorded">
          Your access is recorded and the person can see it: that {told.name}, {told.role}, of{' '}
          {told.organisation}, opened their record, when, and why ({told.why}).
        </Row>
      </dl>
      <p className="lcr-meta">By version {why.policyVersion} of the access policy</p>
      {why.mayGrant && <Grant ask={ask} handle={handle} />}
    </section>
  )
}

/** Somebody's word is told apart from what a source has sent. */
function Evidence({ way }: { way: WhyView['ways'][number] }) {
  const { record } = useOpened()
  return (
    <span className="lcr-meta">
      {' '}
      {way.organisation
        ? `(as recorded, in the care of ${sourceName(record, way.organisation)})`
        : '(on somebody’s word)'}
    </span>
  )
}

/** Care that has no end yet may end at any time, and what is recorded wrongly is cancelled. */
function untilWords({ until, organisation }: WhyView['ways'][number]): string {
  const sooner = 'sooner when the care is recorded as ended'
  if (!until) return `as long as this lasts, ${sooner}`
  return organisation ? `${showDate(until)} at the latest, ${sooner}` : showDate(until)
}

function Row({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

const reasons: typeof grantReasons = {
  'joint-care': 'We care for this person together',
  'advice-requested': 'I am asking them for advice',
  'handover-or-referral': 'I am handing over or referring care to them',
}

/** One colleague, of the same organisation, for seven days (LR-03). */
function Grant({ ask, handle }: { ask: Ask; handle: string }) {
  const [state, setState] = useState<'closed' | 'open' | 'kept'>('closed')
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (state === 'open') heading.current?.focus()
  }, [state])
  if (state !== 'open') {
    return (
      <>
        <p role="status">
          {state === 'kept' && 'Your colleague can open this record for 7 days, when they sign in.'}
        </p>
        <LinkButton onClick={() => setState('open')}>Let a colleague see this record</LinkButton>
      </>
    )
  }
  return (
    <div className="lcr-why__form">
      <h3 className="nhsuk-heading-s" tabIndex={-1} ref={heading}>
        Let a colleague see this record
      </h3>
      <Reasons
        id="grant"
        reasons={reasons}
        legend="Why they need it"
        button="Let them see it"
        busy="Keeping it…"
        further={{
          label: 'Your colleague’s user ID',
          hint: 'The number on their smartcard (UUID). They must work at your organisation',
          error: 'Write the user ID of your colleague',
        }}
        onSay={({ reason, words, further }) =>
          ask.grant({ handle, colleague: further, reason: reason as GrantReason, words })
        }
        onKept={() => setState('kept')}
        onCancel={() => setState('closed')}
      >
        <p>
          They can open it for 7 days. That you let them is kept with your name, and a privacy
          officer reads it.
        </p>
      </Reasons>
    </div>
  )
}
