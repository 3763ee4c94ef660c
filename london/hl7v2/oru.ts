/** ORU^R01: results of laboratories and imaging (HL7 v2.4 ch.7; reference §1.6). */
import { feedNamed, resultSender } from '../feeds.ts'
import type { Person } from '../people/person.ts'
import type { Panel, Report, Result } from '../story/events.ts'
import { hl7Time } from '../time.ts'
import { visit } from './adt.ts'
import { patient } from './patient.ts'
import { clinician, header, message, segment, text } from './segment.ts'

export interface OruWords {
  readonly person: Person
  readonly report: Report
  readonly sent: number
  readonly control: string
}

export function oru({ person, report, sent, control }: OruWords): Uint8Array {
  const { application, facility } = feedNamed(resultSender(report.ods)).sender!
  return message([
    header({ application, facility, sent: hl7Time(sent), type: 'ORU^R01^ORU_R01', control }),
    patient(report.ods, person),
    report.stay?.ods === report.ods ? visit(report.stay, report.collected, 'R01') : undefined,
    ...report.panels.flatMap((panel, index) => group(report, panel, index + 1)),
  ])
}

function group(report: Report, panel: Panel, number: number): string[] {
  const collected = hl7Time(report.collected)
  return [
    segment('ORC', { 1: 'RE', 3: report.filler, 12: clinician(report.requester) }),
    segment('OBR', {
      1: String(number),
      3: report.filler,
      4: `${panel.code}^${text(panel.name)}^${report.ods}`,
      7: collected,
      14: collected,
      15: panel.specimen && `^${text(panel.specimen)}`,
      16: clinician(report.requester),
      20: text(report.requester.place),
      22: hl7Time(report.at),
      24: panel.section,
      25: panel.status,
    }),
    ...(panel.comment ? [segment('NTE', { 1: '1', 2: 'L', 3: text(panel.comment) })] : []),
    ...panel.results.flatMap((result, index) => observation(report, panel, result, index + 1)),
    ...(panel.lines ?? []).map((line, index) =>
      segment('OBX', {
        1: String(index + 1),
        2: 'TX',
        3: `${panel.code}^${text(panel.name)}^${report.ods}`,
        5: text(line) || ' ',
        11: panel.status,
        14: collected,
      }),
    ),
  ]
}

function observation(report: Report, panel: Panel, result: Result, number: number): string[] {
  // King's writes units as UCUM does, Lewisham as its analysers do.
  const unit = report.ods === 'RJ2' ? result.unit.replace('10*9', 'x10^9') : result.unit
  const line = segment('OBX', {
    1: String(number),
    2: 'NM',
    3: `${result.code}^${text(result.name)}^${report.ods}`,
    5: text(result.value),
    6: text(unit),
    7: result.range && text(result.range),
    8: result.flag,
    11: panel.status,
    14: hl7Time(report.collected),
  })
  return result.note ? [line, segment('NTE', { 1: '1', 2: 'L', 3: text(result.note) })] : [line]
}
