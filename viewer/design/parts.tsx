/** Small parts that every page speaks with. */
import { Tag } from 'nhsuk-react-components'
import type { ReactNode } from 'react'
import type { PatientLine } from '../../src/doors/viewer/contract.ts'
import { showDay } from './dates.ts'

/** A button that reads as a link, for moving about: an address would have to name a person. */
export function LinkButton(props: {
  readonly children: ReactNode
  readonly onClick: () => void
  readonly className?: string
}) {
  return (
    <button type="button" className={`lcr-link ${props.className ?? ''}`} onClick={props.onClick}>
      {props.children}
    </button>
  )
}

export function NewTag({ mark }: { mark: 'New' | 'Changed' | undefined }) {
  return mark ? <Tag modifier="green">{mark}</Tag> : null
}

/** SURNAME, Given (Title), as the NHS writes a patient's name. */
export function showName(name: PatientLine['name']): string {
  const given = [name.given, name.prefix && `(${name.prefix})`].filter(Boolean).join(' ')
  return [name.family?.toUpperCase(), given].filter(Boolean).join(', ') || 'Name not known'
}

export function showNhsNumber(number: string): string {
  return number.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3')
}

/** Whom a page is about on which there is no record. */
export function WhoItIs({ line }: { line: PatientLine }) {
  return (
    <p className="lcr-who">
      <strong>{showName(line.name)}</strong> · Born {showDay(line.birthDate) || 'not known'} · NHS
      number {line.nhsNumber ? showNhsNumber(line.nhsNumber) : 'not known'}
    </p>
  )
}

const sexes = { male: 'Male', female: 'Female', other: 'Other', unknown: 'Not known' }
export function showSex(gender: string | undefined): string {
  return sexes[gender as keyof typeof sexes] ?? gender ?? 'Not recorded'
}
