/** Reports: conclusion, narrative or document. One that only holds results together is no line. */
import type { Annotation, DiagnosticReport } from 'fhir/r4'
import { documentOf, inlineText } from './attachments.ts'
import { anyHasCode, codes, manyWords, titled } from './concept.ts'
import { dateOf, firstDate, otherDay } from './dates.ts'
import { joined, list, text, wordsFor } from './lenient.ts'
import type { Line } from './line.ts'
import { nameOf, namesOf } from './names.ts'
import { narrativeText, notesOf, ownNarrative } from './notes.ts'

const statuses = {
  registered: 'Registered, no result yet',
  partial: 'Partial',
  preliminary: 'Preliminary',
  final: '',
  amended: 'Amended',
  corrected: 'Corrected',
  appended: 'Added to',
  cancelled: 'Not performed',
  unknown: 'Status not known',
}

const laboratory: ReadonlySet<string> = new Set(['LAB', 'laboratory'])

export function report(resource: DiagnosticReport): Line | undefined {
  const results = list(resource.result)
  const said = text(resource.conclusion)
  const narrative =
    inlineText(resource.presentedForm) ??
    ownNarrative(resource.text) ??
    (results.length === 0 && !said ? narrativeText(resource.text) : undefined)
  const { document, facts } = documentOf(
    list(resource.presentedForm).filter((each) => narrative === undefined || !each.data),
  )
  const conclusion = manyWords(resource.conclusionCode)
  const notes = notesOf(noteIn(resource), resource)
  const hasOwn = said ?? narrative ?? document ?? conclusion ?? facts[0] ?? notes[0]
  if (results.length > 0 && hasOwn === undefined) return undefined

  const title = titled(resource.code, 'Report') ?? 'Report: not named'
  const date = firstDate(resource.effectiveDateTime, resource.effectivePeriod?.start)
  const issued = dateOf(resource.issued)
  return {
    section: 'results',
    title,
    status: wordsFor(statuses, resource.status),
    date: date ?? issued,
    end: dateOf(resource.effectivePeriod?.end),
    by: namesOf(resource.resultsInterpreter, resource) ?? namesOf(resource.performer, resource),
    // The report's own line stands with the results that name it.
    group: results.length > 0 ? title : undefined,
    result: { text: joined([said, narrative], '\n\n') },
    document,
    facts: [
      ['Conclusion', conclusion],
      [
        'Category',
        anyHasCode(resource.category, laboratory) ? undefined : manyWords(resource.category),
      ],
      ['Specimen', namesOf(resource.specimen, resource)],
      ['Laboratory', resource.resultsInterpreter && namesOf(resource.performer, resource)],
      ['Requested', namesOf(resource.basedOn, resource)],
      ['Reported', otherDay(issued, date ?? issued)],
      [
        'Images',
        joined(list(resource.media).map((each) => text(each.comment) ?? nameOf(each.link))),
      ],
      ...facts,
    ],
    notes,
    codes: codes(resource.code),
  }
}

/** R4 has no note on a report; R5's is sent as an extension, and STU3 senders write it plainly. */
function noteIn(resource: DiagnosticReport): Annotation[] {
  const plain = (resource as { note?: Annotation[] }).note
  const extended = list(resource.extension)
    .filter((each) => /DiagnosticReport(\.n|N)ote/.test(text(each.url) ?? ''))
    .map((each) => each.valueAnnotation)
  return [...list(plain), ...list(extended)].filter((note) => note !== undefined)
}
