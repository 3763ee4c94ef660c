/** Checks what was typed to find a person, before anything is asked (NHS Data Dictionary: NHS NUMBER). */
import type { FindPerson } from '../../src/doors/viewer/contract.ts'
import { dayOf } from '../design/dates.ts'

export function readFindForm(form: FormData) {
  const field = (name: string) => String(form.get(name) ?? '').trim()
  const nhsNumber = field('nhsNumber').replace(/[\s.-]/g, '')
  const [day, month, year] = [field('day'), field('month'), field('year')]
  const birthDate = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const errors = {
    nhsNumber: numberProblem(nhsNumber),
    birthDate: dateProblem(day, month, year, birthDate),
  }
  const who: FindPerson | undefined =
    errors.nhsNumber || errors.birthDate ? undefined : { nhsNumber, birthDate }
  return { errors, who }
}

function numberProblem(nhsNumber: string): string | undefined {
  if (!nhsNumber) return 'Enter an NHS number'
  if (!/^\d{10}$/.test(nhsNumber)) return 'NHS number must be 10 digits'
  let sum = 0
  for (let i = 0; i < 9; i++) sum += Number(nhsNumber[i]) * (10 - i)
  if ((11 - (sum % 11)) % 11 !== Number(nhsNumber[9])) {
    return 'That is not an NHS number. Check each digit'
  }
  return undefined
}

function dateProblem(day: string, month: string, year: string, date: string): string | undefined {
  if (!day && !month && !year) return 'Enter a date of birth'
  const missing = [!day && 'day', !month && 'month', !year && 'year'].filter(Boolean)
  if (missing.length) return `Date of birth must include a ${missing.join(' and a ')}`
  if (!/^\d{4}$/.test(year)) return 'Year must have 4 digits'
  const read = new Date(`${date}T00:00:00Z`)
  if (Number.isNaN(read.getTime()) || read.toISOString().slice(0, 10) !== date) {
    return 'Date of birth must be a real date'
  }
  return date > dayOf(Date.now()) ? 'Date of birth must be in the past' : undefined
}
