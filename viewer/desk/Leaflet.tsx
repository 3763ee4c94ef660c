import type { DeskContact } from '../../src/doors/viewer/contract.ts'
import { hiddenFrom, hiddenThings, ifTheyAsk, meaning } from './explanation.ts'
import { changeYourMind, contactLines, leafletTitle } from './leaflet-text.ts'
import { longDay } from './words.ts'

export interface LeafletProps {
  readonly reference: string
  readonly recordedAt: string
  readonly organisation: string
  readonly contact: DeskContact
}

/**
 * What the person takes home. It bears no name: whoever finds it learns nothing about anybody, and
 * the reference is enough for us.
 */
export function Leaflet(props: LeafletProps & { readonly isLarge: boolean }) {
  const { reference, recordedAt, organisation, contact, isLarge } = props
  return (
    <article className={isLarge ? 'lcr-leaflet lcr-leaflet--large' : 'lcr-leaflet'}>
      <header>
        <p className="lcr-leaflet__of">London Care Record</p>
        <h2>{leafletTitle}</h2>
        <p className="lcr-leaflet__lead">
          You said no. Your London Care Record has been hidden since {longDay(recordedAt)}.
        </p>
      </header>
      <div className="lcr-leaflet__columns">
        <section>
          <h3>What staff will not see</h3>
          <ul>
            {hiddenThings.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </section>
        <section>
          <h3>Who will not see it</h3>
          <ul>
            {hiddenFrom.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </section>
      </div>
      <section>
        <h3>What it means for you</h3>
        {meaning.slice(1, -1).map(([short, whole]) => (
          <p key={short}>
            <strong>{short}</strong> {whole}
          </p>
        ))}
      </section>
      <section className="lcr-leaflet__mind">
        <h3>If you change your mind</h3>
        <p>{changeYourMind}</p>
        <p>
          You said no at: <strong>{organisation}</strong>
          <br />
          Your reference: <strong>{reference}</strong>
          {contactLines(contact).map((line) => (
            <span key={line}>
              <br />
              {line}
            </span>
          ))}
        </p>
      </section>
      <section className="lcr-leaflet__questions">
        <h3>Questions</h3>
        {ifTheyAsk.map(([question, answer]) => (
          <p key={question}>
            <strong>{question}</strong> {answer}
          </p>
        ))}
      </section>
    </article>
  )
}
