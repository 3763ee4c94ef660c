import type { ReactNode } from 'react'
import { AboutPerson } from '../sections/AboutPerson.tsx'
import { Banner } from '../sections/Banner.tsx'
import { behindOf } from '../sections/behind.ts'
import { useOpened } from '../sections/opened.ts'
import { Overview } from '../sections/overview/Overview.tsx'
import { Section } from '../sections/Section.tsx'
import { SectionNav } from '../sections/SectionNav.tsx'
import { Sources } from '../sections/Sources.tsx'
import { sectionOrder } from '../sections/section-words.ts'
import { LiveBar } from './LiveBar.tsx'
import type { Opened } from './open-record.ts'

interface RecordViewProps {
  readonly opened: Opened
  readonly onAgain: () => void
  /** A document is open: the sections keep their place behind it, out of sight and reach. */
  readonly reading: boolean
  readonly children: ReactNode
}

export function RecordView({ opened, onAgain, reading, children }: RecordViewProps) {
  return (
    <div className="lcr-record">
      <Banner />
      <WhatIsMissing />
      {children}
      <div className="lcr-record__body" hidden={reading}>
        <SectionNav />
        <div className="lcr-record__sections">
          <Overview />
          <p className="lcr-because">
            <strong>Why can I see this?</strong> {opened.permit.because}. Your look is recorded,
            with your name and the time. <strong>Not everything is here:</strong> that something is
            not shown does not mean that it does not exist.
          </p>
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

function WhatIsMissing() {
  const { record, silent, goTo } = useOpened()
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
