/**
 * Medicines: what a source prescribed, recorded or stopped. Never 'currently taking': no source
 * can know that (interoperability §5c, MED-02).
 */
import type { CodeableConcept, MedicationRequest, MedicationStatement } from 'fhir/r4'
import type { PartialDate } from '#vocabulary'
import { absences, assertsNone } from './absences.ts'
import { quantityWords } from './amounts.ts'
import { codes, codeTold, hasCode, manyWords, words } from './concept.ts'
import { dateOf, dateWords, endedBefore, firstDate, otherDay } from './dates.ts'
import { dosesWords } from './dosage.ts'
import { extension, extensionWords } from './extensions.ts'
import { joined, list, phrase, text } from './lenient.ts'
import type { Entry, Fact, Line } from './line.ts'
import { medicationStatus } from './medication-status.ts'
import { contained, nameOf, namesOf } from './names.ts'
import { notesOf } from './notes.ts'

type Medicine = MedicationRequest | MedicationStatement

const degraded: ReadonlySet<string> = new Set(['196421000000109'])
const over: ReadonlySet<string> = new Set(['stopped', 'completed', 'cancelled', 'not-taken'])

/** The product, wherever it is told: in place, inside, or as the name of a reference. */
function product(resource: Medicine): { concept?: CodeableConcept; title?: string } {
  const concept = resource.medicationCodeableConcept
  const own = words(concept)
  if (own) return { concept, title: own }
  const inside = contained(resource.medicationReference, resource)
  const within = inside?.resourceType === 'Medication' ? inside : undefined
  const title = nameOf(resource.medicationReference, resource) ?? words(within?.code)
  const mixed = joined(
    list(within?.ingredient).map(
      (each) => words(each.itemCodeableConcept) ?? nameOf(each.itemReference, resource),
    ),
    ' + ',
  )
  return { concept: within?.code ?? concept, title: title ?? mixed }
}

function line(
  resource: Medicine,
  entry: Entry,
  own: Partial<Line> & { end: PartialDate | undefined },
): Line {
  const { concept, title } = product(resource)
  const notToGive = 'doNotPerform' in resource && resource.doNotPerform === true
  const name = codeTold(title, 'Medicine') ?? 'Medicine: product not named'
  const status = medicationStatus(resource)
  const past = over.has(resource.status) || endedBefore(own.end, entry.provenance.receivedAt)
  return {
    section: 'medicines',
    title: notToGive ? `Do not give: ${name}` : name,
    alert: notToGive && !past ? 'Do not give' : undefined,
    status: past && status && !over.has(resource.status) ? `${status}, ended` : status,
    past: past ? true : undefined,
    noneKnown: !past && (hasCode(concept, absences) || assertsNone(title)) ? true : undefined,
    codes: codes(concept),
    ...own,
    notes: [
      ...(hasCode(concept, degraded) ? [degradedNote] : []),
      ...notesOf(resource.note, resource),
    ],
  }
}

const degradedNote =
  'This medicine lost its code when the record moved between GP systems: only its name is known.'

export function medicationRequest(resource: MedicationRequest, entry: Entry): Line | undefined {
  const dispense = resource.dispenseRequest
  // A plan's validity is the course itself; an order's only says how long it can be dispensed.
  const isPlan = resource.intent === 'plan'
  const supplyEnd = dispense?.validityPeriod?.end
  const days = quantityWords(dispense?.expectedSupplyDuration)
  const start = firstDate(isPlan ? dispense?.validityPeriod?.start : undefined, resource.authoredOn)
  return line(resource, entry, {
    date: start,
    end: dateOf(isPlan ? supplyEnd : undefined),
    by: nameOf(resource.requester, resource) ?? nameOf(resource.recorder, resource),
    facts: [
      ['Dose', dosesWords(resource.dosageInstruction)],
      ['Quantity', extensionWords(dispense, 'QuantityText') ?? quantityWords(dispense?.quantity)],
      ['Supply', days],
      ['Indication', reasons(resource)],
      ['Course', words(resource.courseOfTherapyType)],
      ...repeatFacts(resource),
      ['Repeats allowed', text(dispense?.numberOfRepeatsAllowed)],
      ['Valid until', isPlan ? undefined : dateWords(supplyEnd)],
      ['Reason', words(resource.statusReason) ?? stopReason(resource)],
      ['Priority', resource.priority === 'routine' ? undefined : phrase(resource.priority)],
      ['Dispenser', nameOf(dispense?.performer, resource)],
      ...agencyFacts(resource),
    ],
  })
}

export function medicationStatement(resource: MedicationStatement, entry: Entry): Line | undefined {
  const start = firstDate(resource.effectiveDateTime, resource.effectivePeriod?.start)
  const asserted = dateOf(resource.dateAsserted)
  return line(resource, entry, {
    date: start ?? asserted,
    end: dateOf(resource.effectivePeriod?.end),
    by: nameOf(resource.informationSource, resource),
    facts: [
      ['Dose', dosesWords(resource.dosage)],
      ['Indication', reasons(resource)],
      ...repeatFacts(resource),
      ['Dose last changed', extensionWords(resource, 'DosageLastChanged')],
      ['Change', changeWords(resource)],
      ['Recorded', otherDay(asserted, start ?? asserted)],
      ['Reason', manyWords(resource.statusReason) ?? stopReason(resource)],
      ...agencyFacts(resource),
    ],
  })
}

function reasons(resource: Medicine): string | undefined {
  return joined([manyWords(resource.reasonCode), namesOf(resource.reasonReference, resource)])
}

/** GP repeats: how often issued, of how many, until which review. */
function repeatFacts(resource: Medicine): Fact[] {
  if (resource.extension === undefined) return []
  const repeat = extension(resource, 'RepeatInformation')
  return [
    ['Last issued', extensionWords(resource, 'LastIssueDate')],
    ['Times issued', extensionWords(repeat, 'PrescriptionsIssued')],
    ['Issues allowed', extensionWords(repeat, 'PrescriptionsAllowed')],
    ['Review', extensionWords(repeat, 'authorisationExpiryDate')],
  ]
}

function agencyFacts(resource: Medicine): Fact[] {
  if (resource.extension === undefined) return []
  return [['Prescribing organisation', extensionWords(resource, 'PrescribingOrganization')]]
}

function stopReason(resource: Medicine): string | undefined {
  const stop = extension(resource, 'MedicationStatusReason')
  return (
    extensionWords(stop, 'statusReason') ??
    dateWords(extension(stop, 'statusChangeDate')?.valueDateTime)
  )
}

function changeWords(resource: Medicine): string | undefined {
  const change = extension(resource, 'MedicationChangeSummary')
  return joined(
    list(change?.extension).map(
      (each) =>
        phrase(each.valueString) ??
        words(each.valueCodeableConcept) ??
        dateWords(each.valueDateTime),
    ),
  )
}
