import { useState } from 'react'
import type { SessionView } from '../../src/doors/viewer/contract.ts'
import { LinkButton } from '../design/parts.tsx'
import type { Ask } from '../pages/ask.ts'
import type { DeskPlace, Route } from '../pages/route.ts'
import { askDesk } from './ask-desk.ts'
import { DocumentsPage } from './DocumentsPage.tsx'
import { FiguresPage } from './FiguresPage.tsx'
import { FindPage } from './FindPage.tsx'
import { GuardPage } from './GuardPage.tsx'
import { ImportRowsPage } from './ImportRowsPage.tsx'
import { ImportsPage } from './ImportsPage.tsx'
import type { Go, Kept } from './kept.ts'
import { ObjectionPage } from './ObjectionPage.tsx'
import { PersonPage } from './PersonPage.tsx'
import { RecordFlow } from './RecordFlow.tsx'
import { ReviewPage } from './ReviewPage.tsx'
import { ReviewsPage } from './ReviewsPage.tsx'
import { SuspensionPage } from './SuspensionPage.tsx'
import { TaskPage } from './TaskPage.tsx'
import { TasksPage } from './TasksPage.tsx'
import { UsersPage } from './UsersPage.tsx'

interface DeskProps {
  readonly ask: Ask
  readonly session: SessionView
  readonly route: Extract<Route, { page: 'desk' }>
  readonly go: (route: Route, how?: 'push' | 'replace') => void
}

const objectionPlaces = {
  find: 'Find a person',
  tasks: 'Tasks',
  imports: 'Imports',
  figures: 'Figures',
} as const
const guardPlaces = {
  reviews: 'Looks to review',
  'staff-tasks': 'Staff tasks',
  guard: 'Guard a person',
  users: 'Users',
} as const
/** Where a page that is opened from another belongs. */
const belongsTo: Partial<Record<DeskPlace, DeskPlace>> = {
  person: 'find',
  record: 'find',
  documents: 'find',
  objection: 'find',
  task: 'tasks',
  rows: 'imports',
  review: 'reviews',
  'staff-task': 'staff-tasks',
}

/** For who keeps the register of objections, and for the privacy officer. Nothing clinical is here. */
export function Desk({ ask, session, route, go }: DeskProps) {
  const [questions] = useState(() => askDesk(ask))
  // Whom pages are about is kept in memory only: the browser's history holds a count (AC-19).
  const [kept] = useState<Kept[]>(() => [])
  const places: Partial<Record<DeskPlace, string>> = {
    ...(session.mayKeepObjections && objectionPlaces),
    ...(session.mayGuard && guardPlaces),
    suspension: 'Suspension',
  }
  const start = Object.keys(places)[0] as DeskPlace
  const item = route.item === undefined ? undefined : kept[route.item]
  const main = belongsTo[route.place] ?? route.place
  const isOpen = main in places && (main === route.place || item !== undefined)
  const place = isOpen ? route.place : start

  const goTo: Go = (next, { about, how, ...more } = {}) => {
    const number = about ? { item: kept.push(about) - 1 } : {}
    go({ page: 'desk', place: next, ...more, ...number }, how)
  }

  return (
    <div className="lcr-desk">
      <nav aria-label="Desk" className="lcr-desk__nav">
        {Object.entries(places).map(([one, words]) => (
          <span key={one} aria-current={(isOpen ? main : start) === one ? 'page' : undefined}>
            <LinkButton onClick={() => goTo(one as DeskPlace)}>{words}</LinkButton>
          </span>
        ))}
      </nav>
      {place === 'find' && <FindPage questions={questions} go={goTo} />}
      {place === 'person' && item?.what === 'person' && (
        <PersonPage key={route.item} questions={questions} of={item} go={goTo} />
      )}
      {place === 'record' && item?.what === 'recording' && (
        <RecordFlow
          key={route.item}
          questions={questions}
          organisation={session.user.organisation}
          recording={item}
          step={route.step ?? 0}
          onStep={(step, how) => go({ ...route, step }, how)}
          go={goTo}
        />
      )}
      {place === 'documents' && item?.what === 'documents' && (
        <DocumentsPage key={route.item} questions={questions} of={item} />
      )}
      {place === 'objection' && item?.what === 'objection' && (
        <ObjectionPage
          key={`${route.item}`}
          questions={questions}
          objectionId={item.objectionId}
          act={route.act}
          onAct={(act, how) => go({ ...route, act }, how)}
          onTasks={() => goTo('tasks')}
          onBack={() => window.history.back()}
        />
      )}
      {place === 'tasks' && <TasksPage questions={questions} about="objections" go={goTo} />}
      {place === 'staff-tasks' && <TasksPage questions={questions} about="staff" go={goTo} />}
      {place === 'task' && item?.what === 'task' && (
        <TaskPage
          key={route.item}
          questions={questions}
          task={item.task}
          about="objections"
          go={goTo}
        />
      )}
      {place === 'staff-task' && item?.what === 'task' && (
        <TaskPage key={route.item} questions={questions} task={item.task} about="staff" go={goTo} />
      )}
      {place === 'imports' && <ImportsPage questions={questions} go={goTo} />}
      {place === 'rows' && item?.what === 'rows' && (
        <ImportRowsPage key={route.item} questions={questions} of={item} go={goTo} />
      )}
      {place === 'figures' && <FiguresPage questions={questions} />}
      {place === 'suspension' && <SuspensionPage questions={questions} />}
      {place === 'reviews' && <ReviewsPage questions={questions} go={goTo} />}
      {place === 'review' && item?.what === 'review' && (
        <ReviewPage key={route.item} questions={questions} review={item.review} go={goTo} />
      )}
      {place === 'guard' && <GuardPage questions={questions} />}
      {place === 'users' && <UsersPage questions={questions} />}
    </div>
  )
}
