/** MDM: letters and summaries, as text or as PDF (HL7 v2.4 ch.9; reference §1.7). */
import { feedNamed, visitSender } from '../feeds.ts'
import type { Person } from '../people/person.ts'
import type { Letter } from '../story/events.ts'
import { hl7Time } from '../time.ts'
import { eventSegment, visit } from './adt.ts'
import { patient } from './patient.ts'
import { pdf } from './pdf.ts'
import { clinician, header, message, segment, text } from './segment.ts'

export interface MdmWords {
  readonly person: Person
  readonly letter: Letter
  readonly sent: number
  readonly control: string
}

export function mdm({ person, letter, sent, control }: MdmWords): Uint8Array {
  const { application, facility } = feedNamed(visitSender(letter.ods)).sender!
  const event = letter.edits ? 'T08' : 'T02'
  const who = clinician(letter.by)
  const kind = `${letter.type}^${text(letter.title)}`
  const written = hl7Time(letter.at)
  return message([
    header({ application, facility, sent: hl7Time(sent), type: `MDM^${event}^MDM_T02`, control }),
    eventSegment(event, letter.at, sent),
    patient(letter.ods, person),
    letter.stay ? visit(letter.stay, letter.at, 'T02') : segment('PV1', { 1: '1', 2: 'O', 7: who }),
    segment('TXA', {
      1: '1',
      2: kind,
      3: letter.pdf ? 'AP' : 'TX',
      4: hl7Time(letter.stay?.at ?? letter.at),
      5: who,
      6: written,
      7: written,
      9: who,
      12: `${letter.edits ?? letter.number}^${letter.ods}`,
      17: 'AU',
      19: 'AV',
    }),
    ...content(letter, kind),
  ])
}

function content(letter: Letter, kind: string): string[] {
  if (letter.pdf) {
    const encoded = Buffer.from(pdf(letter.title, letter.lines)).toString('base64')
    return [
      segment('OBX', {
        1: '1',
        2: 'ED',
        3: kind,
        5: `${letter.ods}^application^pdf^Base64^${encoded}`,
        11: 'F',
      }),
    ]
  }
  // The mental health record sends one formatted text, the others one line after the other.
  if (letter.ods === 'RV5') {
    return [
      segment('OBX', {
        1: '1',
        2: 'FT',
        3: kind,
        5: letter.lines.map(text).join('\\.br\\'),
        11: 'F',
      }),
    ]
  }
  return letter.lines.map((line, index) =>
    segment('OBX', { 1: String(index + 1), 2: 'TX', 3: kind, 5: text(line) || ' ', 11: 'F' }),
  )
}
