import { showDay } from '../design/dates.ts'
import { useOpened } from './opened.ts'
import { sourceName } from './presence.ts'

/** All that sources say about who this is, with every difference between them (rule 29). */
export function AboutPerson() {
  const { record } = useOpened()
  const { person } = record
  return (
    <section className="lcr-section" aria-labelledby="about">
      <h2 className="lcr-section__title" id="about" tabIndex={-1}>
        About this person
      </h2>
      {person.differences && person.differences.length > 0 && (
        <div className="lcr-differences">
          <h3 className="lcr-report__title">Where sources differ from the banner</h3>
          <ul>
            {person.differences.map(({ what, says, source }) => (
              <li key={`${what}${says}${source}`}>
                {sourceName(record, source)} says {what}: <strong>{says}</strong>
              </li>
            ))}
          </ul>
        </div>
      )}
      <dl className="lcr-about">
        <Row label="Other names">{person.otherNames?.join('; ')}</Row>
        <Row label="Language">
          {person.language}
          {person.interpreter && ' – interpreter needed'}
        </Row>
        <Row label="Telephone">{person.telephone}</Row>
        <Row label="NHS number">
          {person.nhsNumberVerified ? 'Traced in the national service' : 'Not known to be traced'}
        </Row>
        {person.deceased && (
          <Row label="Death">
            {showDay(person.deceased.date) || 'Date not given'}, said by{' '}
            {sourceName(record, person.deceased.source)}
          </Row>
        )}
        <Row label="Numbers">
          {person.identifiers
            .map(
              ({ system, value, source }) => `${value} (${sourceName(record, source)}, ${system})`,
            )
            .join('; ')}
        </Row>
      </dl>
    </section>
  )
}

function Row({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children || 'Not recorded'}</dd>
    </div>
  )
}
