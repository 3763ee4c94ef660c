/** Whom a row is about, so that others about the same are known, in its file and in later ones. */
import { identifierHash } from '../register/register-key.ts'
import { folded } from './names.ts'
import type { RecognisedRow, RegisterRow } from './register-row.ts'

export function recognise(key: Uint8Array, register: string, row: RegisterRow): RecognisedRow {
  const about = aboutOf(row)
  const system = `register-row:${folded(register) || register}`
  return { row, about: about ? identifierHash(key, system, about) : undefined }
}

/** As far as the row itself says whom it is about. */
function aboutOf(row: RegisterRow): string | undefined {
  if (row.nhsNumber) return row.nhsNumber
  const [birthDate] = row.birthDates
  if (row.family && row.given.length > 1 && birthDate && row.birthDates.length === 1) {
    return `${birthDate}|${row.family}|${row.given}`
  }
  return row.rowId ? `id|${row.rowId}` : undefined
}
