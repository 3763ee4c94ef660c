/** Referrals, and other requests: from whom, to whom, how urgent, why. */
import type { ServiceRequest } from 'fhir/r4'
import { quantityWords } from './amounts.ts'
import { codes, manyWords, titled, words } from './concept.ts'
import { dateWords, firstDate, periodWords } from './dates.ts'
import { timingWords } from './dosage.ts'
import { extensionWords } from './extensions.ts'
import { joined, list, plain, text, wordsFor } from './lenient.ts'
import type { Line } from './line.ts'
import { nameOf, namesOf } from './names.ts'
import { notesOf } from './notes.ts'

const statuses = {
  draft: 'Draft, not sent',
  active: 'Active',
  'on-hold': 'On hold',
  revoked: 'Withdrawn',
  completed: 'Completed',
  unknown: 'Status not known',
}
const over: ReadonlySet<string> = new Set(['revoked', 'completed'])
const referralCodes = /^(3457005|306206005|103696004|308292007)$/

export function serviceRequest(resource: ServiceRequest): Line | undefined {
  const isReferral = [...list(resource.category), resource.code].some(
    (concept) =>
      /\breferral\b/i.test(words(concept) ?? '') ||
      list(concept?.coding).some((coding) => referralCodes.test(text(coding.code) ?? '')),
  )
  const to = joined([namesOf(resource.performer, resource), words(resource.performerType)])
  const kind = isReferral ? 'Referral' : 'Request'
  const name = titled(resource.code, kind) ?? (to ? `${kind} to ${to}` : kind)
  const urgent = resource.priority && resource.priority !== 'routine'
  const priority = plain(resource.priority)
  const past = over.has(resource.status)
  const notToDo = resource.doNotPerform === true
  return {
    section: 'referrals',
    title: notToDo ? `Do not perform: ${name}` : name,
    status: wordsFor(statuses, resource.status),
    past: past ? true : undefined,
    group: isReferral ? 'Referrals' : 'Requests',
    alert: past ? undefined : notToDo ? 'Do not perform' : urgent ? priority : undefined,
    date: firstDate(
      resource.authoredOn,
      resource.occurrenceDateTime,
      resource.occurrencePeriod?.start,
    ),
    by: nameOf(resource.requester, resource),
    facts: [
      ['To', name.endsWith(to ?? ' ') ? undefined : to],
      ['Priority', urgent && (past || notToDo) ? priority : undefined],
      ['Priority reason', extensionWords(resource, 'PriorityReason')],
      [
        'Reason',
        joined([manyWords(resource.reasonCode), namesOf(resource.reasonReference, resource)]),
      ],
      ['Detail', manyWords(resource.orderDetail)],
      ['Category', manyWords(resource.category)],
      ['Intent', intents.has(resource.intent) ? undefined : plain(resource.intent)],
      ['When', when(resource)],
      ['Quantity', quantityWords(resource.quantityQuantity)],
      ['Body site', manyWords(resource.bodySite)],
      [
        'Where',
        joined([manyWords(resource.locationCode), namesOf(resource.locationReference, resource)]),
      ],
      ['From', extensionWords(resource, 'SourceOfServiceRequest')],
      ['Supporting', namesOf(resource.supportingInfo, resource)],
      ['Specimen', namesOf(resource.specimen, resource)],
    ],
    notes: [
      ...notesOf(resource.note, resource),
      ...[text(resource.patientInstruction)].filter((words) => words !== undefined),
    ],
    codes: codes(resource.code),
  }
}

const intents: ReadonlySet<unknown> = new Set(['order', undefined])

function when(resource: ServiceRequest): string | undefined {
  return (
    (resource.authoredOn ? dateWords(resource.occurrenceDateTime) : undefined) ??
    (resource.authoredOn ? periodWords(resource.occurrencePeriod) : undefined) ??
    timingWords(resource.occurrenceTiming)
  )
}
