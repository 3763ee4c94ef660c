import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Item, PatientLine, SilentSource } from '../../src/doors/viewer/contract.ts'
import { useNow } from '../design/clock.ts'
import { OpenedContext } from '../sections/opened.ts'
import type { Ask } from './ask.ts'
import { DocumentPage } from './DocumentPage.tsx'
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

/** One person's record, for as long as it may be shown. */
export function RecordPage({ ask, line, opened, onOpen, onDeclare, onHome }: RecordPageProps) {
  const [state, setState] = useState<RecordState>({ phase: 'opening' })
  const again = useRef<() => void>(undefined)
  /** By their number in the history, which is never used for another. */
  const documents = useRef({ count: 0, opened: new Map<number, Item>() })
  const now = useNow()

  const keepPlace = useKeptPlace(state)
  useEffect(() => {
    const record = openRecord(ask, line, (next) => {
      keepPlace()
      setState(next)
    })
    again.current = record.again
    return record.close
  }, [ask, line, keepPlace])

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
  if (state.phase === 'refused') {
    const { refusal, isTaken } = state
    const pages = { ask, line, refusal, isTaken, onDeclare, onAgain, onHome }
    return <Refused {...pages} />
  }
  if (state.phase === 'blank') {
    return <Blank words={state.words} onAgain={onAgain} onHome={onHome} />
  }
  const shown = opened === undefined ? undefined : documents.current.opened.get(opened)
  return (
    <OpenedContext value={context}>
      <RecordView
        ask={ask}
        handle={line.handle}
        opened={state}
        onAgain={onAgain}
        reading={shown !== undefined}
      >
        {shown && <DocumentPage key={shown.id} ask={ask} handle={line.handle} item={shown} />}
      </RecordView>
    </OpenedContext>
  )
}
