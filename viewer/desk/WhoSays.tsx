import { Radios } from 'nhsuk-react-components'
import type { MadeBy } from '../../src/doors/viewer/contract.ts'
import { madeByWords, makers } from './words.ts'

/** Whether the person speaks, or who speaks for them. */
export function WhoSays({
  id,
  legend,
  said,
  onSaid,
}: {
  readonly id: string
  readonly legend: string
  readonly said: MadeBy
  readonly onSaid: (maker: MadeBy) => void
}) {
  return (
    <Radios id={id} name={id} idPrefix={id} small legend={legend} legendProps={{ size: 's' }}>
      {makers.map((one) => (
        <Radios.Item key={one} value={one} checked={said === one} onChange={() => onSaid(one)}>
          {madeByWords[one]}
        </Radios.Item>
      ))}
    </Radios>
  )
}
