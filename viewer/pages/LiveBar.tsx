import { useState } from 'react'
import { itemPlace, useOpened } from '../sections/opened.ts'
import { sectionId } from '../sections/section-words.ts'
import type { Opened } from './open-record.ts'

/**
 * Says, at the foot of the screen and aloud, what has just come and when the screen may be behind.
 * The regions are there from the start: a reader announces only what changes inside them.
 */
export function LiveBar({ opened, onAgain }: { opened: Opened; onAgain: () => void }) {
  const { goTo } = useOpened()
  const [dismissed, setDismissed] = useState<string>()
  const { changes, behind } = opened
  const news = changes && changes.words !== dismissed ? changes : undefined
  return (
    <div className="lcr-bars">
      <div role="status" className={news ? 'lcr-bar' : undefined}>
        {news && <p>{news.words}</p>}
        {news?.first && (
          <button
            type="button"
            className="lcr-bar__button"
            onClick={() => goTo(itemPlace(news.first!.item), sectionId(news.first!.section))}
          >
            Show it
          </button>
        )}
        {news && (
          <button
            type="button"
            className="lcr-bar__button"
            onClick={() => setDismissed(news.words)}
          >
            Close
          </button>
        )}
      </div>
      <div role="alert" className={behind ? 'lcr-bar lcr-bar--warning' : undefined}>
        {behind && (
          <>
            <p>
              <strong>This screen may be behind.</strong> The London Care Record did not answer when
              it was asked for what is new.
            </p>
            <button type="button" className="lcr-bar__button" onClick={onAgain}>
              Open it again
            </button>
          </>
        )}
      </div>
    </div>
  )
}
