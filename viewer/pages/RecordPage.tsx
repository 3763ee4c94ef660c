import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Item, PatientLine, SilentSource } from '../../src/doors/viewer/contract.ts'
import { useNow } from '../design/clock.ts'
import { OpenedContext } from '../sections/opened.ts'
import type { Ask } from './ask.ts'
import { DocumentPage } from './DocumentPage.tsx'
import { bringIntoView, useKeptPlace, useReturn } from './kept-place.ts'
import { Blank, Refused, Waiting } from './Notices.tsx'
import { openRecord, type RecordState } from './open-record.ts'
import { RecordView } from './RecordView.tsx'

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
  const documents = useRef<Item[]>([])
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

  const leave = useReturn(opened !== undefined)
  const openDocument = useCallback(
    (item: Item) => {
      leave()
      onOpen(documents.current.push(item) - 1)
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

  const silent = (state.phase === 'open' && state.permit.silent) || noneSilent
  const context = useMemo(
    () => record && { record, now, silent, changes, openDocument, goTo },
    [record, now, silent, changes, openDocument, goTo],
  )

  const onAgain = () => again.current?.()
  if (state.phase === 'opening') return <Waiting title="Record" words="Opening the record…" />
  if (state.phase === 'refused') {
    return <Refused refusal={state.refusal} onDeclare={onDeclare} onHome={onHome} />
  }
  if (state.phase === 'blank') {
    return <Blank words={state.words} onAgain={onAgain} onHome={onHome} />
  }
  const shown = opened === undefined ? undefined : documents.current[opened]
  return (
    <OpenedContext value={context}>
      <RecordView opened={state} onAgain={onAgain} reading={shown !== undefined}>
        {shown && <DocumentPage key={shown.id} ask={ask} handle={line.handle} item={shown} />}
      </RecordView>
    </OpenedContext>
  )
}
