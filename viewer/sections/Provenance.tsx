import type { Item } from '../../src/doors/viewer/contract.ts'
import { showDate } from '../design/dates.ts'
import { useOpened } from './opened.ts'
import { sourceName } from './presence.ts'

/** Who said it, when they said it, when it reached us; and the codes as they were sent (HZ-18). */
export function Provenance({ item, several }: { item: Item; several?: boolean }) {
  const { record } = useOpened()
  const said = item.said && showDate(item.said)
  const received = showDate(item.received)
  const codes = item.codes?.filter((code) => code.code || code.display)
  return (
    <div className="lcr-provenance">
      <p>
        <strong>{sourceName(record, item.source)}</strong>
        {item.by && ` · ${item.by}`}
        {several && item.date && ` · dated ${showDate(item.date)}`}
        {said && said !== received && ` · said ${said}`}
        {` · received ${received}`}
      </p>
      {codes && codes.length > 0 && (
        <details className="lcr-codes">
          <summary>Code as sent</summary>
          <ul>
            {codes.map((code) => (
              <li key={`${code.system}|${code.code}|${code.display}`}>
                {[code.display, code.code, code.system].filter(Boolean).join(' · ')}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}
