/** Vaccinations given, and those that were not: kept, and plainly told apart. */
import type { Immunization } from 'fhir/r4'
import { absences } from './absences.ts'
import { quantityWords } from './amounts.ts'
import { codes, hasCode, manyWords, titled, words } from './concept.ts'
import { dateWords, firstDate } from './dates.ts'
import { extensionWords } from './extensions.ts'
import { joined, list, phrase, text } from './lenient.ts'
import type { Line } from './line.ts'
import { nameOf } from './names.ts'
import { notesOf } from './notes.ts'

export function immunisation(resource: Immunization): Line | undefined {
  const procedure = extensionWords(resource, 'VaccinationProcedure')
  const vaccine = titled(resource.vaccineCode, 'Vaccine')
  const name = vaccine ?? procedure ?? 'Vaccination: vaccine not named'
  // Also STU3's flag, which some senders keep beside an R4 status.
  const notGiven =
    resource.status === 'not-done' || (resource as { notGiven?: unknown }).notGiven === true
  return {
    section: 'immunisations',
    title: notGiven ? `Not given: ${name}` : name,
    status: notGiven ? 'Not given' : resource.status === 'completed' ? 'Given' : undefined,
    date: firstDate(resource.occurrenceDateTime, resource.recorded),
    by: performers(resource),
    noneKnown: hasCode(resource.vaccineCode, absences) ? true : undefined,
    facts: [
      ['Reason not given', notGiven ? words(resource.statusReason) : undefined],
      ['When', phrase(resource.occurrenceString)],
      ['Dose', doses(resource)],
      ['For', joined(list(resource.protocolApplied).map((each) => manyWords(each.targetDisease)))],
      ['Batch', phrase(resource.lotNumber)],
      ['Expires', dateWords(resource.expirationDate)],
      ['Manufacturer', nameOf(resource.manufacturer, resource)],
      ['Amount', quantityWords(resource.doseQuantity)],
      ['Site', words(resource.site)],
      ['Route', words(resource.route)],
      ['Where', nameOf(resource.location, resource)],
      ['Procedure', vaccine ? procedure : undefined],
      ['Reason', manyWords(resource.reasonCode)],
      ['Potency', resource.isSubpotent === true ? 'Subpotent: may not count' : undefined],
      ['Told by', resource.primarySource === false ? reported(resource) : undefined],
      [
        'Reaction',
        joined(
          list(resource.reaction).map(
            (each) => nameOf(each.detail, resource) ?? dateWords(each.date),
          ),
        ),
      ],
    ],
    notes: notesOf(resource.note, resource),
    codes: codes(resource.vaccineCode),
  }
}

const reported = (resource: Immunization): string =>
  words(resource.reportOrigin) ?? 'Somebody other than who gave it'

/** '2 of 3, primary course'. */
function doses(resource: Immunization): string | undefined {
  return joined(
    list(resource.protocolApplied).map((each) => {
      const number = text(each.doseNumberPositiveInt) ?? phrase(each.doseNumberString)
      const total = text(each.seriesDosesPositiveInt) ?? phrase(each.seriesDosesString)
      const count = number && total ? `${number} of ${total}` : number
      const series = phrase(each.series)
      return count && series ? `${count} (${series})` : (count ?? series)
    }),
    '; ',
  )
}

function performers(resource: Immunization): string | undefined {
  return joined(list(resource.performer).map((each) => nameOf(each.actor, resource)))
}
