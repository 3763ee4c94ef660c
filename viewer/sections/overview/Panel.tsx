import type { ReactNode } from 'react'
import type { SectionName } from '../../../src/doors/viewer/contract.ts'
import { useOpened } from '../opened.ts'
import { emptyWords, gaps, gapWords } from '../presence.ts'
import { sectionId } from '../section-words.ts'

interface PanelProps {
  readonly title: string
  readonly section: SectionName
  /** How many lines are shown here, and how many current ones there are. */
  readonly shown: number
  readonly of: number
  readonly children: ReactNode
}

/** A part of the overview. Says when it does not show all, and who could not be heard. */
export function Panel({ title, section, shown, of, children }: PanelProps) {
  const { record, goTo } = useOpened()
  const missing = gaps(record, section)
  return (
    <div className="lcr-panel">
      <h3 className="lcr-panel__title">
        <button type="button" onClick={() => goTo(sectionId(section))}>
          {title}{' '}
          <span className="lcr-count">{shown < of ? `${shown} of ${of} – see all` : of || ''}</span>
        </button>
      </h3>
      {of === 0 && <p className="lcr-empty">{emptyWords(record, section)}</p>}
      {children}
      {missing.length > 0 && <p className="lcr-gap">{gapWords(missing)}</p>}
    </div>
  )
}
