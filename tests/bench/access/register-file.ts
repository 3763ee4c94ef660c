/** A register of objections as an earlier record would hand it over: semicolons and a manifest. */
import { createHash } from 'node:crypto'
import type { Invented } from '../city/people.ts'

export interface RegisterFile {
  readonly bytes: Buffer
  readonly manifest: object
}

/** Of whom the number is not said, name and date of birth must do. */
export type RegisterLine = Pick<Invented, 'family' | 'given' | 'birthDate'> & {
  readonly nhsNumber: string
}

export function registerFile(name: string, lines: readonly RegisterLine[]): RegisterFile {
  const rows = lines.map((one, index) => {
    const recorded = `${String((index % 28) + 1).padStart(2, '0')}/03/${2015 + (index % 9)}`
    const { family, given, nhsNumber, birthDate } = one
    return `${name}${index};${family};${given};${nhsNumber};${birthDate};${recorded};Opted out`
  })
  const bytes = Buffer.from(`Ref;Surname;Forename;NHS No;DOB;Recorded;Status\n${rows.join('\n')}\n`)
  return {
    bytes,
    manifest: {
      register: name,
      owner: 'An invented trust',
      asOf: '2026-11-20T18:00:00Z',
      cutOff: '2026-11-20',
      rows: lines.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      emergency: { promised: 'Not shown, in an emergency either.' },
      columns: {
        rowId: 'Ref',
        family: 'Surname',
        given: 'Forename',
        nhsNumber: 'NHS No',
        birthDate: 'DOB',
        recordedOn: 'Recorded',
        status: 'Status',
      },
      status: { objected: ['Opted out'], withdrawn: [] },
      signOff: { name: 'Ines Example', role: 'Caldicott Guardian', on: '2026-11-21' },
    },
  }
}
