import { useLayoutEffect, useRef } from 'react'
import type { PersonView } from '../../src/doors/viewer/contract.ts'
import { age, dayOf, showDay } from '../design/dates.ts'
import { usePageFocus } from '../design/Frame.tsx'
import { showName, showNhsNumber, showSex } from '../design/parts.tsx'
import { AllergyLine } from './AllergyLine.tsx'
import { useOpened } from './opened.ts'
import { sourceName } from './presence.ts'

/**
 * Who this is, and what they must not be given: never off the screen (HZ-01, HZ-08, HZ-16).
 * On narrow screens the address stands below it and scrolls, so that it does not fill the screen.
 */
export function Banner() {
  const { record, now } = useOpened()
  const { person } = record
  const banner = useStickyHeight()
  const heading = usePageFocus('Record')
  return (
    <>
      <section className="lcr-banner" aria-label="Whose record this is" ref={banner}>
        <div className="lcr-banner__who">
          <h1 className="lcr-banner__name" tabIndex={-1} ref={heading}>
            {showName(person.name)}
          </h1>
          <dl className="lcr-banner__facts">
            <Fact label="Born">
              {showDay(person.birthDate) || 'Not known'}
              {!person.deceased && person.birthDate && ` (${age(person.birthDate, dayOf(now))})`}
            </Fact>
            <Fact label="Sex">{showSex(person.gender)}</Fact>
            <Fact label="NHS No.">
              {person.nhsNumber ? showNhsNumber(person.nhsNumber) : 'Not known'}
              {person.nhsNumber && person.nhsNumberVerified === false && ' (not verified)'}
            </Fact>
          </dl>
          <div className="lcr-banner__more">
            <WhereAndGp person={person} />
          </div>
        </div>
        {person.deceased && <Died person={person} />}
        <AllergyLine />
      </section>
      <div className="lcr-banner-below">
        <WhereAndGp person={person} />
      </div>
    </>
  )
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{label}</dt> <dd>{children}</dd>
    </div>
  )
}

function WhereAndGp({ person }: { person: PersonView }) {
  const { record, hidesWhereabouts, goTo } = useOpened()
  const notKnown = hidesWhereabouts ? 'Not shown' : 'Not known'
  const { address, gpPractice, telephone, differences } = person
  const where = address && [...address.lines, address.postcode].filter(Boolean).join(', ')
  const differing = [...new Set(differences?.map(({ what }) => what))].join(', ')
  return (
    <>
      <dl className="lcr-banner__facts lcr-banner__facts--small">
        <Fact label="Address">{where || notKnown}</Fact>
        {telephone && <Fact label="Tel">{telephone}</Fact>}
        <Fact label="GP practice">
          {gpPractice?.name ?? (gpPractice?.ods && sourceName(record, gpPractice.ods)) ?? notKnown}
        </Fact>
        {(person.interpreter || person.language) && (
          <Fact label={person.interpreter ? 'Interpreter needed' : 'Language'}>
            {person.language ?? 'language not given'}
          </Fact>
        )}
      </dl>
      {differing && (
        <button type="button" className="lcr-banner__differ" onClick={() => goTo('about')}>
          Sources differ: {differing}
        </button>
      )}
    </>
  )
}

function Died({ person }: { person: PersonView }) {
  const { record } = useOpened()
  const { date, source } = person.deceased!
  const lived = date && person.birthDate ? age(person.birthDate, date) : ''
  return (
    <p className="lcr-banner__died">
      <strong>DECEASED {date ? showDay(date) : '(date not given)'}</strong>
      {lived && ` aged ${lived}`} – said by {sourceName(record, source)}
    </p>
  )
}

/** Tells the page how high the banner is, so that nothing that has the focus hides under it. */
function useStickyHeight() {
  const banner = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    const root = document.documentElement
    const measure = () =>
      root.style.setProperty('--lcr-banner-height', `${banner.current?.offsetHeight ?? 0}px`)
    const watcher = new ResizeObserver(measure)
    if (banner.current) watcher.observe(banner.current)
    measure()
    return () => {
      watcher.disconnect()
      root.style.removeProperty('--lcr-banner-height')
    }
  }, [])
  return banner
}
