/**
 * What a hospital dispensed and gave: over when it is told, and never what somebody takes at home
 * (interoperability §1.9). A dose that was not given never reads as one that was.
 */
import type { Dosage, MedicationAdministration, MedicationDispense } from 'fhir/r4'
import { quantityWords } from './amounts.ts'
import { codes, codeTold, manyWords, words } from './concept.ts'
import { dateOf, dateWords, firstDate } from './dates.ts'
import { dosesWords } from './dosage.ts'
import { joined, list, phrase, wordsFor } from './lenient.ts'
import type { Line } from './line.ts'
import { contained, nameOf } from './names.ts'
import { notesOf } from './notes.ts'

type Given = MedicationAdministration | MedicationDispense

function productOf(resource: Given): string {
  const inside = contained(resource.medicationReference, resource)
  const within = inside?.resourceType === 'Medication' ? words(inside.code) : undefined
  const title =
    words(resource.medicationCodeableConcept) ??
    nameOf(resource.medicationReference, resource) ??
    within
  return codeTold(title, 'Medicine') ?? 'Medicine: product not named'
}

const performers = (resource: Given): string | undefined =>
  joined(list(resource.performer).map((each) => nameOf(each.actor, resource)))

const administrations = {
  'in-progress': 'Being given in hospital',
  'not-done': 'Not given in hospital',
  'on-hold': 'On hold in hospital',
  completed: 'Given in hospital',
  stopped: 'Stopped while being given in hospital',
  unknown: 'Status not known',
}

export function administration(resource: MedicationAdministration): Line | undefined {
  const name = productOf(resource)
  const { dosage } = resource
  const dose =
    phrase(dosage?.text) ?? joined([quantityWords(dosage?.dose), words(dosage?.route)], ', ')
  return {
    section: 'medicines',
    title: resource.status === 'not-done' ? `Not given: ${name}` : name,
    status: wordsFor(administrations, resource.status),
    past: resource.status === 'in-progress' ? undefined : true,
    date: firstDate(resource.effectiveDateTime, resource.effectivePeriod?.start),
    end: dateOf(resource.effectivePeriod?.end),
    by: performers(resource),
    facts: [
      ['Dose', dose],
      ['Site', words(dosage?.site)],
      ['Reason not given', manyWords(resource.statusReason)],
      ['Reason', manyWords(resource.reasonCode)],
    ],
    notes: notesOf(resource.note, resource),
    codes: codes(resource.medicationCodeableConcept),
  }
}

const dispenses = {
  preparation: 'Being prepared',
  'in-progress': 'Being dispensed',
  cancelled: 'Not dispensed: cancelled',
  'on-hold': 'On hold',
  completed: 'Dispensed',
  stopped: 'Stopped',
  declined: 'Not dispensed: declined',
  unknown: 'Status not known',
}

export function dispense(resource: MedicationDispense): Line | undefined {
  return {
    section: 'medicines',
    title: productOf(resource),
    status: wordsFor(dispenses, resource.status),
    past: true,
    date: firstDate(resource.whenHandedOver, resource.whenPrepared),
    by: performers(resource),
    facts: [
      ['Quantity', quantityWords(resource.quantity)],
      ['Supply', quantityWords(resource.daysSupply)],
      ['Dose', dosesWords(resource.dosageInstruction as Dosage[] | undefined)],
      ['Prepared', resource.whenHandedOver ? dateWords(resource.whenPrepared) : undefined],
      ['Reason', words(resource.statusReasonCodeableConcept)],
    ],
    notes: notesOf(resource.note, resource),
    codes: codes(resource.medicationCodeableConcept),
  }
}
