import type { Item } from '../../../src/doors/viewer/contract.ts'
import { useOpened } from '../opened.ts'
import { voiceName } from '../presence.ts'

/** Who says so, small: every voice named, and what a contradicting one says. */
export function SaidBy({ items, date }: { items: readonly Item[]; date?: string }) {
  const { record } = useOpened()
  const currentFirst = items.toSorted((a, b) => Number(a.past ?? false) - Number(b.past ?? false))
  const voices = currentFirst.map((item) => {
    const name = voiceName(record, item.source)
    return item.past && items.some((other) => !other.past) && item.status
      ? `${name} says: ${item.status.toLowerCase()}`
      : name
  })
  return (
    <span className="lcr-meta">
      {' '}
      {[...new Set(voices)].join(', ')}
      {date && (
        <>
          {' '}
          · <span className="lcr-nowrap">{date}</span>
        </>
      )}
    </span>
  )
}
