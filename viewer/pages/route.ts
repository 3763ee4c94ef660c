/**
 * Which page is shown. The browser's history holds a page's name and a count, never a handle or
 * anything else about a person; who the count means is kept in memory only (AC-19, HZ-01).
 */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { PatientLine } from '../../src/doors/viewer/contract.ts'

export type Route =
  | { page: 'home' }
  | { page: 'console'; place: 'feeds' | 'messages' | 'merges'; message?: number }
  | { page: 'desk'; place: DeskPlace; step?: number; item?: number; act?: string }
  | { page: 'declare'; person: number }
  | { page: 'record'; person: number; document?: number }

export type DeskPlace =
  | 'find'
  | 'person'
  | 'record'
  | 'documents'
  | 'objection'
  | 'tasks'
  | 'task'
  | 'imports'
  | 'rows'
  | 'figures'
  | 'suspension'
  | 'reviews'
  | 'review'
  | 'guard'
  | 'users'
  | 'staff-tasks'
  | 'staff-task'

/** Names this loading of the page: an entry that an earlier loading left must not name anybody. */
const loading = `${performance.timeOrigin}-${Math.random()}`
/** People chosen since the page was loaded. Never renumbered, so Back cannot reach another. */
const chosen: PatientLine[] = []

export function chosenPerson(person: number): PatientLine | undefined {
  return chosen[person]
}

export function forgetEverybody(): void {
  chosen.fill(undefined as never)
}

function current(): Route {
  const entry = window.history.state as { loading?: string; route?: Route } | null
  const route = entry?.loading === loading ? entry.route : undefined
  if (!route || ('person' in route && !chosen[route.person])) return { page: 'home' }
  return route
}

export function useRoute() {
  const [route, setRoute] = useState<Route>(current)
  const entry = useRef<unknown>({ loading, route })

  useEffect(() => {
    window.history.replaceState(entry.current, '')
    const follow = () => {
      // An entry without a state is a jump within the page (the skip link): the page stays.
      if (window.history.state === null) window.history.replaceState(entry.current, '', '/')
      entry.current = window.history.state
      setRoute(current())
    }
    window.addEventListener('popstate', follow)
    return () => window.removeEventListener('popstate', follow)
  }, [])

  const go = useCallback((next: Route, how: 'push' | 'replace' = 'push') => {
    entry.current = { loading, route: next }
    if (how === 'push') window.history.pushState(entry.current, '')
    else window.history.replaceState(entry.current, '')
    setRoute(next)
  }, [])

  /** Remembers a person in memory and shows a page about them. */
  const choose = useCallback(
    (line: PatientLine, page: 'record' | 'declare', how?: 'push' | 'replace') => {
      go({ page, person: chosen.push(line) - 1 }, how)
    },
    [go],
  )
  return { route, go, choose }
}
