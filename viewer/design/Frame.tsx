import { type ReactNode, useEffect } from 'react'
import type { SessionView } from '../../src/doors/viewer/contract.ts'

interface FrameProps {
  readonly children: ReactNode
  readonly session?: SessionView
  /** The record needs the whole width; other pages are read better in a column. */
  readonly wide?: boolean
  readonly onHome?: () => void
  readonly onConsole?: () => void
  readonly onDesk?: () => void
  readonly onSignOut?: () => void
}

/** What is around every page: skip link, header, main. */
export function Frame({
  children,
  session,
  wide,
  onHome,
  onConsole,
  onDesk,
  onSignOut,
}: FrameProps) {
  return (
    <>
      <a className="nhsuk-skip-link" href="#main">
        Skip to main content
      </a>
      <header className="lcr-header">
        <span className="lcr-header__name">London Care Record</span>
        {session?.demonstration && (
          <strong className="lcr-header__demonstration">
            Demonstration: all people are invented
          </strong>
        )}
        {session && (
          <nav className="lcr-header__nav" aria-label="Your account">
            <span className="lcr-header__user">
              {session.user.name}, {session.user.role}, {session.user.organisation}
            </span>
            {onHome && (
              <button type="button" className="lcr-header__link" onClick={onHome}>
                My patients
              </button>
            )}
            {onConsole && (
              <button type="button" className="lcr-header__link" onClick={onConsole}>
                Feeds and messages
              </button>
            )}
            {onDesk && (
              <button type="button" className="lcr-header__link" onClick={onDesk}>
                Desk
              </button>
            )}
            <button type="button" className="lcr-header__link" onClick={onSignOut}>
              Sign out
            </button>
          </nav>
        )}
      </header>
      <main id="main" tabIndex={-1} className={wide ? 'lcr-main lcr-main--wide' : 'lcr-main'}>
        {children}
      </main>
    </>
  )
}

let firstPage = true

/** A page's h1. Takes the focus when the page changes, so that a screen reader says where it is. */
export function PageHeading({ children, title }: { children: ReactNode; title: string }) {
  const focus = usePageFocus(title)
  return (
    <h1 className="nhsuk-heading-l lcr-page-heading" tabIndex={-1} ref={focus}>
      {children}
    </h1>
  )
}

/** For the one h1 of a page. The title never says who (AC-19). */
export function usePageFocus(title: string) {
  useEffect(() => {
    document.title = `${title} – London Care Record`
  }, [title])
  return takeFocus
}

function takeFocus(heading: HTMLElement | null) {
  if (!heading) return
  if (!firstPage) {
    window.scrollTo(0, 0)
    heading.focus({ preventScroll: true })
  }
  firstPage = false
}
