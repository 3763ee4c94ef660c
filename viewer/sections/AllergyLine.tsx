import { type AllergySentence, allergySentence } from './allergy-line.ts'
import { currentAlerts } from './current-alerts.ts'
import { useOpened } from './opened.ts'
import { emptyWords, gaps, gapWords } from './presence.ts'
import { sectionId } from './section-words.ts'

/** Allergies and alerts in one or two lines under the name. Substances are never cut short. */
export function AllergyLine() {
  const { record } = useOpened()
  const sentence = allergySentence(record)
  return (
    <div className="lcr-safety">
      <p className={`lcr-safety__line lcr-safety__line--${sentence.tone}`}>
        <strong className="lcr-safety__label">Allergies</strong> <Substances sentence={sentence} />
      </p>
      <Alerts />
    </div>
  )
}

function Substances({ sentence }: { sentence: AllergySentence }) {
  return (
    <span>
      {sentence.substances.map(({ id, name, reaction, severe }, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <strong>{name}</strong>
          {(reaction || severe) && (
            <span className="lcr-safety__reaction">
              {` (${[reaction, severe].filter(Boolean).join(', ')})`}
            </span>
          )}
        </span>
      ))}
      {sentence.words}
      {sentence.but && <span className="lcr-safety__but"> – {sentence.but}</span>}
    </span>
  )
}

function Alerts() {
  const { record, goTo } = useOpened()
  const alerts = currentAlerts(record)
  const missing = gaps(record, 'alerts')
  return (
    <p className={`lcr-safety__line lcr-safety__line--${alerts.length ? 'alert' : 'quiet'}`}>
      <strong className="lcr-safety__label">Alerts</strong>{' '}
      <span>
        {alerts.map(({ item, section, words }, index) => (
          <span key={item.id}>
            {index > 0 && ' · '}
            <button
              type="button"
              className="lcr-safety__go"
              onClick={() => goTo(sectionId(section))}
            >
              {words}
            </button>
          </span>
        ))}
        {alerts.length === 0 && emptyWords(record, 'alerts')}
        {missing.length > 0 && <span className="lcr-safety__but"> – {gapWords(missing)}</span>}
      </span>
    </p>
  )
}
