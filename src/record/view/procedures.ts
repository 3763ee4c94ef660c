/** Operations and other procedures. One that was not done never reads as one that was. */
import type { Procedure } from 'fhir/r4'
import { absences } from './absences.ts'
import { ageWords } from './amounts.ts'
import { codes, hasCode, manyWords, titled, words } from './concept.ts'
import { dateOf, firstDate } from './dates.ts'
import { joined, list, phrase, wordsFor } from './lenient.ts'
import type { Line } from './line.ts'
import { nameOf, namesOf } from './names.ts'
import { notesOf } from './notes.ts'

const statuses = {
  preparation: 'Being prepared',
  'in-progress': 'In progress',
  'not-done': 'Not done',
  'on-hold': 'On hold',
  stopped: 'Stopped before its end',
  completed: 'Done',
  unknown: 'Status not known',
}

export function procedure(resource: Procedure): Line | undefined {
  const name =
    titled(resource.code, 'Procedure') ?? words(resource.category) ?? 'Procedure: not named'
  const notDone = resource.status === 'not-done'
  return {
    section: 'procedures',
    title: notDone ? `Not done: ${name}` : name,
    status: wordsFor(statuses, resource.status),
    date: firstDate(resource.performedDateTime, resource.performedPeriod?.start),
    end: dateOf(resource.performedPeriod?.end),
    by: performers(resource) ?? nameOf(resource.recorder, resource),
    noneKnown: hasCode(resource.code, absences) ? true : undefined,
    facts: [
      [notDone ? 'Reason not done' : 'Status reason', words(resource.statusReason)],
      ['When', ageWords(resource.performedAge, resource.performedRange, resource.performedString)],
      [
        'Reason',
        joined([manyWords(resource.reasonCode), namesOf(resource.reasonReference, resource)]),
      ],
      ['Body site', manyWords(resource.bodySite)],
      ['Outcome', words(resource.outcome)],
      [
        'Complication',
        joined([manyWords(resource.complication), namesOf(resource.complicationDetail, resource)]),
      ],
      ['Follow up', manyWords(resource.followUp)],
      ['Used', joined([manyWords(resource.usedCode), namesOf(resource.usedReference, resource)])],
      [
        'Implanted or removed',
        namesOf(
          list(resource.focalDevice).map((each) => each.manipulated),
          resource,
        ),
      ],
      ['Where', nameOf(resource.location, resource)],
      ['Category', resource.code ? words(resource.category) : undefined],
      ['Told by', nameOf(resource.asserter, resource)],
    ],
    notes: notesOf(resource.note, resource),
    codes: codes(resource.code),
  }
}

function performers(resource: Procedure): string | undefined {
  return joined(
    list(resource.performer).map((each) => {
      const name = nameOf(each.actor, resource)
      const role = phrase(words(each.function))
      return name && role ? `${name} (${role})` : name
    }),
  )
}
