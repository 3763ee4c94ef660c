/** Problems and diagnoses. A doubtful or refuted one never reads as a fact. */
import type { CodeableConcept, Condition } from 'fhir/r4'
import { absences, assertsNone } from './absences.ts'
import { ageWords } from './amounts.ts'
import { anyHasCode, codeOf, codes, hasCode, manyWords, titled, words } from './concept.ts'
import { dateOf, firstDate, otherDay, periodWords } from './dates.ts'
import { extensionWords } from './extensions.ts'
import { joined, list, plain, wordsFor } from './lenient.ts'
import type { Line } from './line.ts'
import { nameOf, namesOf } from './names.ts'
import { notesOf } from './notes.ts'
import { resuscitationAlert } from './resuscitation.ts'

const statuses = {
  active: 'Active',
  recurrence: 'Recurrence',
  relapse: 'Relapse',
  inactive: 'Inactive',
  remission: 'In remission',
  resolved: 'Resolved',
}
const open: ReadonlySet<string> = new Set(['active', 'recurrence', 'relapse', 'remission'])
const doubtful: ReadonlySet<string> = new Set(['unconfirmed', 'provisional', 'differential'])
const atVisit: ReadonlySet<string> = new Set(['encounter-diagnosis'])

export function problem(resource: Condition): Line | undefined {
  const verification = codeOf(resource.verificationStatus)
  const clinical = codeOf(resource.clinicalStatus)

  const refuted = verification === 'refuted'
  const onset = firstDate(resource.onsetDateTime, resource.onsetPeriod?.start)
  const end = firstDate(
    resource.abatementDateTime,
    resource.abatementPeriod?.end,
    resource.abatementPeriod?.start,
  )
  const abated = ageWords(resource.abatementAge, resource.abatementRange, resource.abatementString)
  // A source that says both 'active' and 'ended' is shown among the active: hidden is worse.
  const past =
    refuted ||
    (clinical ? !open.has(clinical) && Object.hasOwn(statuses, clinical) : !!(end ?? abated))
  const doubt = verification && doubtful.has(verification) ? verification : undefined
  const status = wordsFor(statuses, clinical)

  return {
    section: 'problems',
    title: titled(resource.code, 'Problem') ?? 'Problem: not named',
    status: refuted
      ? 'Refuted'
      : status && doubt
        ? `${status}, ${doubt}`
        : (status ?? plain(doubt) ?? (past ? 'Ended' : undefined)),
    past: past ? true : undefined,
    date: onset ?? dateOf(resource.recordedDate),
    end,
    by: nameOf(resource.recorder, resource) ?? nameOf(resource.asserter, resource),
    noneKnown: !past && assertsAbsence(resource.code) ? true : undefined,
    alert: past ? undefined : resuscitationAlert(resource.code),
    facts: [
      ['Significance', plain(extensionWords(resource, 'ProblemSignificance'))],
      ['Severity', words(resource.severity)],
      ['Body site', manyWords(resource.bodySite)],
      ['Stage', joined(list(resource.stage).map((stage) => words(stage.summary)))],
      ['Episode', plain(extensionWords(resource, 'ConditionEpisode'))],
      ['Onset', ageWords(resource.onsetAge, resource.onsetRange, resource.onsetString)],
      ['Onset period', resource.onsetPeriod?.end ? periodWords(resource.onsetPeriod) : undefined],
      ['Ended', abated],
      ['Recorded', otherDay(resource.recordedDate, onset ?? dateOf(resource.recordedDate))],
      [
        'Kind',
        anyHasCode(resource.category, atVisit) ? 'Diagnosis at a visit' : kindWords(resource),
      ],
      ['Told by', nameOf(resource.recorder) && nameOf(resource.asserter, resource)],
      [
        'Evidence',
        joined(list(resource.evidence).flatMap((e) => [manyWords(e.code), namesOf(e.detail)])),
      ],
    ],
    notes: notesOf(resource.note, resource),
    codes: codes(resource.code),
  }
}

const listed: ReadonlySet<string> = new Set(['problem-list-item'])

const assertsAbsence = (code: CodeableConcept | undefined): boolean =>
  hasCode(code, absences) || assertsNone(words(code))

function kindWords(resource: Condition): string | undefined {
  return anyHasCode(resource.category, listed) ? undefined : manyWords(resource.category)
}
