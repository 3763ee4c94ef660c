import { useCallback, useLayoutEffect, useRef } from 'react'

/**
 * Keeps what is being read where it is when lines come in above it. The browser's own way is
 * turned off in the CSS, because not every browser has it and two corrections are one too many.
 * Answers with what to call before a new version is drawn.
 */
export function useKeptPlace(version: unknown): () => void {
  const before = useRef<Place>(undefined)

  useLayoutEffect(() => {
    void version
    const kept = before.current
    before.current = undefined
    if (!kept?.line.isConnected) return
    const moved = kept.line.getBoundingClientRect().top - kept.top
    if (moved) window.scrollBy({ top: moved, behavior: 'instant' })
  }, [version])

  return useCallback(() => {
    before.current = lineInView()
  }, [])
}

interface Place {
  readonly line: Element
  readonly top: number
}

/** The first line or heading that is not under the banner; nothing at the top of the page. */
function lineInView(): Place | undefined {
  if (window.scrollY < 10) return undefined
  const under = document.querySelector('.lcr-banner')?.getBoundingClientRect().bottom ?? 0
  for (const line of document.querySelectorAll('[data-line], .lcr-section__title')) {
    const { top, height } = line.getBoundingClientRect()
    if (height > 0 && top >= under) return { line, top }
  }
  return undefined
}

/** To a section or an item: scrolled below the banner and given the focus. */
export function bringIntoView(elementId: string, otherwise = ''): void {
  const element = document.getElementById(elementId) ?? document.getElementById(otherwise)
  if (!element) return
  const past = element.closest('details')
  if (past) past.open = true
  // At once: a long record that glides past costs time and makes some people ill.
  element.scrollIntoView({ block: 'start', behavior: 'instant' })
  element.focus({ preventScroll: true })
}

/** Back from a document to the line from which it was opened. Answers with what to call before. */
export function useReturn(away: boolean, isShown: boolean): () => void {
  const left = useRef<{ from: Element | null; scrolled: number }>(undefined)

  useLayoutEffect(() => {
    // A line of a record that may not be shown any more must not be kept in memory either.
    if (!isShown) left.current = undefined
    if (away || !left.current) return
    const { from, scrolled } = left.current
    left.current = undefined
    window.scrollTo({ top: scrolled, behavior: 'instant' })
    if (from instanceof HTMLElement) from.focus({ preventScroll: true })
  }, [away, isShown])

  return useCallback(() => {
    left.current = { from: document.activeElement, scrolled: window.scrollY }
  }, [])
}
