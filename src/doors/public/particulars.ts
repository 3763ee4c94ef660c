/**
 * Names and contacts that only the organisation that runs the record knows. Nothing is invented for
 * them: what is not filled in is shown as a gap, marked as one.
 */
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { Failure } from '#vocabulary'

const line = (words: string) => z.string().trim().min(1).max(400).optional().describe(words)
const email = (words: string) => z.email().optional().describe(words)
const telephone = (words: string) =>
  z
    .string()
    .regex(/^\+?[0-9][0-9 ]{6,20}$/, 'must be digits and spaces')
    .optional()
    .describe(words)

/** The description of each field is what stands in its gap. */
const particularsSchema = z.strictObject({
  organisation: line('name of the organisation that runs the record'),
  address: line('postal address'),
  objectionsTelephone: telephone('telephone number for saying no'),
  objectionsEmail: email('email address for saying no'),
  objectionsAddress: line('postal address for saying no'),
  looksEmail: email('email address for asking who looked'),
  protectionOfficer: line('name of the data protection officer'),
  protectionOfficerEmail: email('email address of the data protection officer'),
  controllers: line('how the controllers have agreed to share their duties'),
  hosting: line('where the computers are on which the record is kept'),
  looksKept: line('how long the list of looks is kept'),
  accessibilityEmail: email('email address for accessibility problems'),
  accessibilityTelephone: telephone('telephone number for accessibility problems'),
  staffDesk: line('service desk for staff'),
  privacyReviewed: line('date of the last review of this privacy notice'),
  statementPrepared: line('date on which this statement was prepared'),
  statementTested: line('who tested the site in use, how and when'),
  securityContact: z
    .string()
    .regex(/^(?:mailto:|https:\/\/|tel:)\S+$/, 'must begin with mailto:, https:// or tel:')
    .optional()
    .describe('where to report a weakness in security'),
  securityExpires: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('until when the security contact holds'),
})

export type Particulars = z.infer<typeof particularsSchema>
export type Particular = keyof Particulars

export const particularNames = Object.keys(particularsSchema.shape) as Particular[]

export function gapWords(name: Particular): string {
  return particularsSchema.shape[name].description as string
}

/** Throws Failure `invalid` naming what is wrong in the file. */
export async function readParticulars(file: string | undefined): Promise<Particulars> {
  if (file === undefined) return {}
  const wrong = (words: string) =>
    new Failure('invalid', 'public-particulars', `LCR_PUBLIC_PARTICULARS_FILE: ${words}`)
  let written: unknown
  try {
    written = JSON.parse(await readFile(file, 'utf8'))
  } catch {
    throw wrong('the file is not there, or is not JSON.')
  }
  const read = particularsSchema.safeParse(written)
  if (read.success) return read.data
  throw wrong(read.error.issues.map((one) => `${one.path.join('.')} ${one.message}.`).join(' '))
}
