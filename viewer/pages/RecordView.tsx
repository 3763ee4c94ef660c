import { type ReactNode, useState } from 'react'
import { AboutPerson } from '../sections/AboutPerson.tsx'
import { Banner } from '../sections/Banner.tsx'
import { behindOf } from '../sections/behind.ts'
import { useOpened } from '../sections/opened.ts'
import { Overview } from '../sections/overview/Overview.tsx'
import { Section } from '../sections/Section.tsx'
import { SectionNav } from '../sections/SectionNav.tsx'
import { Sources } from '../sections/Sources.tsx'
import { sectionOrder } from '../sections/section-words.ts'
import type { Ask } from './ask.ts'
import { LiveBar } from './LiveBar.tsx'
import type { Opened } from './open-record.ts'
import { WhyPanel } from './WhyPanel.tsx'

interface RecordViewProps {
  readonly ask: Ask
  readonly handle: string
  readonly opened: Opened
  readonly onAgain: () => void
  /** A document is open: the sections keep their place behind it, out of sight and reach. */
  readonly reading: boolean
  readonly children: ReactNode
}

export function RecordView(props: RecordViewProps) {
  const { ask, handle, opened, onAgain, reading, children } = props
  const [showsWhy, setShowsWhy] = useState(false)
  return (
    <div className="lcr-record">
      <Banner />
      <WhatIsMissing isSuspended={opened.permit.isSuspended === true} />
      {children}
      <div className="lcr-record__body" hidden={reading}>
        <SectionNav onWhy={() => setShowsWhy(true)} />
        <div className="lcr-record__sections">
          <Overview />
          <WhyPanel
            ask={ask}
            handle={handle}
            permit={opened.permit}
            isOpen={showsWhy}
            onOpen={setShowsWhy}
          />
          {sectionOrder.map((name) => (
            <Section key={name} name={name} />
          ))}
          <AboutPerson />
          <Sources />
        </div>
      </div>
      <LiveBar opened={opened} onAgain={onAgain} />
    </div>
  )
}

function WhatIsMissing({ isSuspended }: { isSuspended: boolean }) {
  const { record, silent, hidesWhereabouts, goTo } = useOpened()
  const sources = Object.values(record.sources)
  const behind = sources.filter((source) => {
    const { silentSince, delayedSince } = behindOf(source, silent)
    return silentSince !== undefined || delayedSince !== undefined
  })
  const unheard = sources.filter((source) =>
    Object.values(source.presence).some((presence) => presence === 'unavailable'),
  )
  return (
    <div className="lcr-missing">
      {isSuspended && (
        <p className="lcr-missing__line">
          <strong>This person has objected to sharing.</strong> Objections are suspended across
          London for a time, by law: the record is open to you only because of that.
        </p>
      )}
      {hidesWhereabouts && (
        <p className="lcr-missing__line">
          <strong>Nobody may learn where this person is.</strong> Addresses, telephone numbers,
          places and documents are left out. Tell nobody where you saw them.
        </p>
      )}
      {record.someWithheld && (
        <p className="lcr-missing__line">
          <strong>Some information is withheld from this view.</strong> What is shown is not all
          there is.
        </p>
      )}
      {unheard.length > 0 && (
        <p className="lcr-missing__line">
          <strong>Cannot be reached now: {unheard.map(({ name }) => name).join(', ')}.</strong> What
          they hold may be missing or out of date.{' '}
          <button type="button" className="lcr-link" onClick={() => goTo('sources')}>
            See what is affected
          </button>
        </p>
      )}
      {behind.length > 0 && (
        <p className="lcr-missing__line">
          <strong>Update delayed: {behind.map(({ name }) => name).join(', ')}.</strong> What
          happened there lately may be missing.{' '}
          <button type="button" className="lcr-link" onClick={() => goTo('sources')}>
            See since when
          </button>
        </p>
      )}
    </div>
  )
}
