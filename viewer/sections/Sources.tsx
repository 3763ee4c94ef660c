import type { SourceView } from '../../src/doors/viewer/contract.ts'
import { ago, showDate } from '../design/dates.ts'
import { behindOf } from './behind.ts'
import { useOpened } from './opened.ts'
import { presenceWords } from './presence.ts'
import { sectionOrder, sectionWords } from './section-words.ts'

/** How fresh the record is, and what may be missing from it, for each source (HZ-02). */
export function Sources() {
  const { record, now } = useOpened()
  const sources = Object.values(record.sources).toSorted((a, b) =>
    b.lastReceived.localeCompare(a.lastReceived),
  )
  return (
    <section className="lcr-section" aria-labelledby="sources">
      <h2 className="lcr-section__title" id="sources" tabIndex={-1}>
        Where this comes from <span className="lcr-count">{sources.length} organisations</span>
      </h2>
      <ul className="lcr-lines">
        {sources.map((source) => (
          <li key={source.ods} className="lcr-source">
            <p>
              <strong>{source.name}</strong>
            </p>
            <p>
              Last heard from about this person {ago(source.lastReceived, now)}
              <span className="lcr-meta"> ({showDate(source.lastReceived)})</span>
            </p>
            <Behind source={source} />
            <Missing source={source} />
          </li>
        ))}
      </ul>
      <p className="lcr-reminder">
        Organisations that are not named here may also know this person. That something is not shown
        does not mean that it does not exist.
      </p>
    </section>
  )
}

function Missing({ source }: { source: SourceView }) {
  const groups = (['unavailable', 'partial', 'withheld', 'not-connected'] as const)
    .map((presence) => ({
      presence,
      sections: sectionOrder.filter((name) => source.presence[name] === presence),
    }))
    .filter(({ sections }) => sections.length > 0)
  return groups.map(({ presence, sections }) => (
    <p key={presence} className={`lcr-presence__${presence}`}>
      {presenceWords[presence]}: {sections.map((name) => sectionWords[name].title).join(', ')}
    </p>
  ))
}

/** Why what this source knows may not be here yet (HZ-02). */
function Behind({ source }: { source: SourceView }) {
  const { silent } = useOpened()
  const { silentSince, delayedSince } = behindOf(source, silent)
  return (
    <>
      {silentSince && (
        <p className="lcr-presence__unavailable">
          Nothing has come from here, about anybody, since {showDate(silentSince)}. What happened
          there since is not shown.
        </p>
      )}
      {delayedSince && (
        <p className="lcr-presence__unavailable">
          Update delayed: something it sent about this person, first on {showDate(delayedSince)},
          could not be added to this record yet. Somebody is asked to look at it.
        </p>
      )}
    </>
  )
}
