import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type {
  Item,
  PatientLine,
  RecordView as RecordShown,
  SilentSource,
} from '../../src/doors/viewer/contract.ts'
import { useNow } from '../design/clock.ts'
import { OpenedContext } from '../sections/opened.ts'
import type { Ask } from './ask.ts'
import { DocumentPage, GoneDocument } from './DocumentPage.tsx'
import { bringIntoView, useKeptPlace, useReturn } from './kept-place.ts'
import { Blank, Waiting } from './Notices.tsx'
import { openRecord, type RecordState } from './open-record.ts'
import { RecordView } from './RecordView.tsx'
import { Refused } from './Refusals.tsx'

interface RecordPageProps {
  readonly ask: Ask
  readonly line: PatientLine
  /** Which of the documents opened here is on the screen. */
  readonly opened?: number
  readonly onOpen: (document?: number) => void
  readonly onDeclare: () => void
  readonly onHome: () => void
}

const noneSilent: readonly SilentSource[] = []

type Closed = Extract<RecordState, { phase: 'refused' | 'blank' }>

/**
 * One person's record, for as long as it may be shown. What shows it ends with it: a component
 * that stays would keep in memory what it drew last (OO-13).
 */
export function RecordPage(props: RecordPageProps) {
  const [closed, setClosed] = useState<Closed>()
  if (!closed) return <ShownRecord {...props} onClosed={setClosed} />
  const { ask, line, onDeclare, onHome } = props
  const onAgain = () => setClosed(undefined)
  if (closed.phase === 'blank') {
    return <Blank words={closed.words} onAgain={onAgain} onHome={onHome} />
  }
  const { refusal, isTaken } = closed
  const pages = { ask, line, refusal, isTaken, onDeclare, onAgain, onHome }
  return <Refused {...pages} />
}

interface ShownRecordProps extends RecordPageProps {
  readonly onClosed: (closed: Closed) => void
}

function ShownRecord({ ask, line, opened, onOpen, onClosed }: ShownRecordProps) {
  const [state, setState] = useState<Exclude<RecordState, Closed>>({ phase: 'opening' })
  const again = useRef<() => void>(undefined)
  /** By their number in the history, which is never used for another. */
  const documents = useRef({ count: 0, opened: new Map<number, Item>() })
  const now = useNow()

  const keepPlace = useKeptPlace(state)
  useEffect(() => {
    const record = openRecord(ask, line, (next) => {
      if (next.phase === 'refused' || next.phase === 'blank') return onClosed(next)
      keepPlace()
      setState(next)
    })
    again.current = record.again
    return record.close
  }, [ask, line, keepPlace, onClosed])

  const record = state.phase === 'open' ? state.record : undefined
  const changes = state.phase === 'open' ? state.changes : undefined

  const isOpen = state.phase === 'open'
  useEffect(() => {
    if (!isOpen) documents.current.opened.clear()
  }, [isOpen])

  const leave = useReturn(opened !== undefined, isOpen)
  const openDocument = useCallback(
    (item: Item) => {
      leave()
      const number = documents.current.count++
      documents.current.opened.set(number, item)
      onOpen(number)
    },
    [leave, onOpen],
  )
  const awaited = useRef<[string, string?]>(undefined)
  /** From a document one gets to a section by leaving the document first. */
  const goTo = useCallback(
    (...place: [string, string?]) => {
      if (opened === undefined) return bringIntoView(...place)
      awaited.current = place
      onOpen(undefined)
    },
    [opened, onOpen],
  )
  useLayoutEffect(() => {
    if (opened !== undefined || !awaited.current) return
    bringIntoView(...awaited.current)
    awaited.current = undefined
  }, [opened])

  const permit = state.phase === 'open' ? state.permit : undefined
  const silent = permit?.silent ?? noneSilent
  const hidesWhereabouts = permit?.hidesWhereabouts === true
  const context = useMemo(
    () => record && { record, now, silent, hidesWhereabouts, changes, openDocument, goTo },
    [record, now, silent, hidesWhereabouts, changes, openDocument, goTo],
  )

  const onAgain = () => again.current?.()
  if (state.phase === 'opening') return <Waiting title="Record" words="Opening the record…" />
  const shown = opened === undefined ? undefined : documents.current.opened.get(opened)
  const isGone = shown !== undefined && !holdsDocument(state.record, shown)
  return (
    <OpenedContext value={context}>
      <RecordView
        ask={ask}
        handle={line.handle}
        opened={state}
        onAgain={onAgain}
        reading={shown !== undefined}
      >
        {isGone && <GoneDocument onBack={() => onOpen(undefined)} />}
        {shown && !isGone && (
          <DocumentPage key={shown.id} ask={ask} handle={line.handle} item={shown} />
        )}
      </RecordView>
    </OpenedContext>
  )
}

/** Another's letter that was filed here, or one that is hidden, leaves with its line (promise 1). */
const holdsDocument = ({ sections }: RecordShown, { document }: Item): boolean =>
  Object.values(sections).some((items) =>
    items.some((one) => one.document?.hash === document?.hash),
  )
