/** Small parts that every page of the desk speaks with. */
import { DateInput } from 'nhsuk-react-components'
import type { ReactNode } from 'react'
import type { DeskPerson } from '../../src/doors/viewer/contract.ts'
import { showDay } from '../design/dates.ts'
import { showName, showNhsNumber } from '../design/parts.tsx'

/** Whom the page is about, above everything else on it. */
export function Who({ person }: { person: Omit<DeskPerson, 'handle'> }) {
  return (
    <p className="lcr-who">
      <strong>{showName(person.name)}</strong> · Born {showDay(person.birthDate) || 'not known'} ·
      NHS number {person.nhsNumber ? showNhsNumber(person.nhsNumber) : 'not known'}
    </p>
  )
}

export function DayInput(props: {
  readonly id: string
  readonly legend: string
  readonly hint: string
  readonly error: string | undefined
  readonly value?: string
}) {
  const { id, legend, hint, error, value } = props
  const [year, month, day] = value?.split('-') ?? []
  return (
    <DateInput id={id} legend={legend} legendProps={{ size: 's' }} hint={hint} error={error}>
      <DateInput.Day id={`${id}-day`} name={`${id}-day`} defaultValue={day} autoComplete="off" />
      <DateInput.Month
        id={`${id}-month`}
        name={`${id}-month`}
        defaultValue={month}
        autoComplete="off"
      />
      <DateInput.Year
        id={`${id}-year`}
        name={`${id}-year`}
        defaultValue={year}
        autoComplete="off"
      />
    </DateInput>
  )
}

/** A line of a summary: what, and what it is. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="nhsuk-summary-list__row">
      <dt className="nhsuk-summary-list__key">{name}</dt>
      <dd className="nhsuk-summary-list__value">{children}</dd>
    </div>
  )
}
