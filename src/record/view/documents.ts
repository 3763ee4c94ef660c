/** Letters, summaries, plans: what was written, by whom, and whether it is signed. */
import type { DocumentReference } from 'fhir/r4'
import { documentOf } from './attachments.ts'
import { codes, manyWords, namedWords, words } from './concept.ts'
import { firstDate, otherDay, periodWords } from './dates.ts'
import { extension } from './extensions.ts'
import { list, phrase, wordsFor } from './lenient.ts'
import type { Line } from './line.ts'
import { nameOf, namesOf } from './names.ts'
import { isPlan } from './plan-types.ts'

const statuses = {
  preliminary: 'Draft – not authenticated',
  final: '',
  amended: 'Amended',
}

export function documentReference(resource: DocumentReference): Line | undefined {
  if (extension(resource, 'urn:lcr:hidden')?.valueBoolean) return undefined
  const attachments = list(resource.content).map((each) => each.attachment)
  const first = attachments.find((each) => each)
  const { document, facts } = documentOf(attachments)
  const type = namedWords(resource.type) ?? manyWords(resource.category)
  const description = phrase(resource.description)
  const superseded = resource.status === 'superseded'
  const context = resource.context
  const date = firstDate(context?.period?.start, first?.creation, resource.date)
  const authors = namesOf(resource.author, resource)

  return {
    section:
      isPlan(resource.type) || list(resource.category).some(isPlan) ? 'care-plans' : 'documents',
    title: type ?? description ?? phrase(first?.title) ?? words(resource.type) ?? 'Document',
    status: superseded ? 'Superseded' : wordsFor(statuses, resource.docStatus),
    past: superseded ? true : undefined,
    date,
    by: authors ?? nameOf(resource.authenticator, resource),
    document,
    facts: [
      ['Description', type ? description : undefined],
      ['File', document ? phrase(first?.title) : undefined],
      ['Category', manyWords(resource.category)],
      ['Held by', nameOf(resource.custodian, resource)],
      ['Authenticated by', authors && nameOf(resource.authenticator, resource)],
      ['Speciality', words(context?.practiceSetting)],
      ['Setting', words(context?.facilityType)],
      ['Event', manyWords(context?.event)],
      ['About', context?.period?.end ? periodWords(context.period) : undefined],
      ['Filed', otherDay(resource.date, date)],
      ['Replaces', related(resource, 'replaces')],
      ['Adds to', related(resource, 'appends')],
      ...(attachments.length > 0
        ? facts
        : ([['Document not held', 'the source sent no copy']] as const)),
    ],
    codes: codes(resource.type),
  }
}

function related(resource: DocumentReference, code: 'replaces' | 'appends'): string | undefined {
  // What bears no code replaces: so it was always told.
  const of = list(resource.relatesTo).filter((each) => (each.code ?? 'replaces') === code)
  return namesOf(
    of.map((each) => each.target),
    resource,
  )
}
