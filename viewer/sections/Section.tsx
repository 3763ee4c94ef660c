import { Details } from 'nhsuk-react-components'
import { useState } from 'react'
import type { SectionName } from '../../src/doors/viewer/contract.ts'
import { newestFirst } from '../design/dates.ts'
import { LinkButton } from '../design/parts.tsx'
import { useOpened } from './opened.ts'
import { emptyWords } from './presence.ts'
import { Reports } from './Reports.tsx'
import { Statement } from './Statement.tsx'
import { sectionId, sectionWords } from './section-words.ts'
import { byVoices, gravestFirst, type Line, single, when } from './voices.ts'
import { WhoSaysWhat } from './WhoSaysWhat.tsx'

/** Sections in which the same words from two sources are the same thing. */
const voiced: readonly SectionName[] = ['alerts', 'allergies', 'medicines', 'problems']
const shownAtFirst = 25

/** One section in full: what is current, what is past apart from it, and what each source says. */
export function Section({ name }: { name: SectionName }) {
  const { record } = useOpened()
  const items = record.sections[name] ?? []
  const lines = voiced.includes(name)
    ? byVoices(items).toSorted(gravestFirst)
    : single(items).toSorted((a, b) => newestFirst(when(a.items[0]!), when(b.items[0]!)))
  const current = lines.filter((line) => !line.past)
  const past = lines.filter((line) => line.past)
  const { title } = sectionWords[name]
  return (
    <section className="lcr-section" aria-labelledby={sectionId(name)}>
      <h2 className="lcr-section__title" id={sectionId(name)} tabIndex={-1}>
        {title} <span className="lcr-count">{counts(current.length, past.length)}</span>
      </h2>
      {items.length === 0 && <p className="lcr-empty">{emptyWords(record, name)}</p>}
      {items.length > 0 && current.length === 0 && <p>Nothing current. What is past is below.</p>}
      <Lines lines={current} name={name} />
      {past.length > 0 && (
        <Details className="lcr-past">
          <Details.Summary>
            Past {title.toLowerCase()} ({past.length})
          </Details.Summary>
          <Details.Text>
            <Lines lines={past} name={name} />
          </Details.Text>
        </Details>
      )}
      <WhoSaysWhat section={name} />
    </section>
  )
}

function counts(current: number, past: number): string {
  if (current + past === 0) return ''
  return past ? `${current} current, ${past} past` : `${current}`
}

/** Long lists say how many there are and show the rest on one press: nothing is cut in silence. */
function Lines({ lines, name }: { lines: readonly Line[]; name: SectionName }) {
  const [all, setAll] = useState(false)
  if (name === 'results') return <Reports items={lines.flatMap(({ items }) => items)} />
  const { many } = sectionWords[name]
  const shown = all ? lines : lines.slice(0, shownAtFirst)
  return (
    <>
      <ul className="lcr-lines">
        {shown.map((line) => (
          <Statement key={line.items[0]!.id} line={line} />
        ))}
      </ul>
      {shown.length < lines.length && (
        <p className="lcr-more">
          {shown.length} of {lines.length} {many} shown.{' '}
          <LinkButton onClick={() => setAll(true)}>
            Show all {lines.length} {many}
          </LinkButton>
        </p>
      )}
    </>
  )
}
