/** NHS NUMBER: ten digits, the last a modulus 11 check digit (NHS Data Dictionary). */
export type NhsNumber = string & { readonly nhsNumber: unique symbol }

export const nhsNumberSystem = 'https://fhir.nhs.uk/Id/nhs-number'

/** Numbers that pass the check digit and are used as fillers: they are nobody's (HL7-18). */
const fillers = new Set(['9000000009', '9876543210', '1234567890', '0123456789', '1234567881'])

/**
 * Reads an NHS number written in any usual way (spaces, hyphens, dots).
 * Undefined when it is not ten digits, fails modulus 11, or is a number that is nobody's.
 */
export function readNhsNumber(text: string | undefined | null): NhsNumber | undefined {
  const digits = (text ?? '').replace(/[\s.-]/g, '')
  if (!/^\d{10}$/.test(digits)) return undefined
  if (/^(\d)\1{9}$/.test(digits) || fillers.has(digits)) return undefined
  return checkDigit(digits) === Number(digits[9]) ? (digits as NhsNumber) : undefined
}

/** The check digit that nine digits ask for; 10 means that no NHS number begins with them. */
export function checkDigit(digits: string): number {
  let sum = 0
  for (let i = 0; i < 9; i++) sum += Number(digits[i]) * (10 - i)
  return (11 - (sum % 11)) % 11
}

/** 999 123 4567: how the NHS design system shows the number. */
export function showNhsNumber(number: string): string {
  return number.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3')
}
