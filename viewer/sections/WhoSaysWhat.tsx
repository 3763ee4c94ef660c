import type { SectionName } from '../../src/doors/viewer/contract.ts'
import { useOpened } from './opened.ts'
import { presences, presenceWords, shortName } from './presence.ts'

/** At the end of every section: what each source has to say in it, in words (HZ-03). */
export function WhoSaysWhat({ section }: { section: SectionName }) {
  const { record } = useOpened()
  return (
    <dl className="lcr-presence" aria-label="What each organisation says here">
      {presences(record, section).map(({ presence, sources }) => (
        <div key={presence} className={`lcr-presence__${presence}`}>
          <dt>{presenceWords[presence]}:</dt> <dd>{sources.map(shortName).join(', ')}</dd>
        </div>
      ))}
    </dl>
  )
}
