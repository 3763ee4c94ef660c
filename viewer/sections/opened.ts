import { createContext, useContext } from 'react'
import type { Item, RecordView, SilentSource } from '../../src/doors/viewer/contract.ts'
import type { Changes } from './changes.ts'

/** The one record on the screen, and what every part of it needs to show itself. */
export interface OpenedRecord {
  readonly record: RecordView
  readonly now: number
  /** Organisations from which nothing comes just now though it should. */
  readonly silent: readonly SilentSource[]
  /** Nothing may tell where the person is (AC-22). */
  readonly hidesWhereabouts: boolean
  readonly changes?: Changes
  readonly openDocument: (item: Item) => void
  /** Brings a section's heading, or an item, into view and gives it the focus; or its section,
   * where an item stands among those not shown at first. */
  readonly goTo: (elementId: string, otherwise?: string) => void
}

export const OpenedContext = createContext<OpenedRecord | undefined>(undefined)

export function useOpened(): OpenedRecord {
  const opened = useContext(OpenedContext)
  if (!opened) throw new Error('This part belongs inside an open record.')
  return opened
}

/** An item's place on the page. */
export const itemPlace = (id: string) => `item-${id}`
