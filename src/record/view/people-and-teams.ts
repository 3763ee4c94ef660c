/** Who is involved: teams and their people, episodes under a team, relatives and carers. */
import type { CareTeam, CodeableConcept, EpisodeOfCare, RelatedPerson } from 'fhir/r4'
import { codes, manyWords, words } from './concept.ts'
import { dateOf, endedBefore, periodWords } from './dates.ts'
import { capitalised, joined, list, phrase, wordsFor } from './lenient.ts'
import type { Entry, Fact, Line } from './line.ts'
import { humanName, nameOf, namesOf, telephoneOf, telephones } from './names.ts'
import { notesOf } from './notes.ts'

const teamStatuses = {
  proposed: 'Proposed',
  active: 'Active',
  suspended: 'Suspended',
  inactive: 'Inactive',
}

export function careTeam(resource: CareTeam): Line | undefined {
  const participants = list(resource.participant)
  const organisation = namesOf(resource.managingOrganization, resource)
  const name = phrase(resource.name) ?? manyWords(resource.category) ?? organisation
  return {
    section: 'people-and-teams',
    title: name ?? 'Care team',
    status: wordsFor(teamStatuses, resource.status),
    past: resource.status === 'inactive' ? true : undefined,
    date: dateOf(resource.period?.start),
    end: dateOf(resource.period?.end),
    group: organisation,
    facts: [
      ['Telephone', telephones(resource.telecom)],
      ...participants.map((each): Fact => {
        const who = joined([
          nameOf(each.member, resource),
          nameOf(each.onBehalfOf, resource),
          telephoneOf(each.member, resource),
          each.period?.end ? periodWords(each.period) : undefined,
        ])
        // The person themselves is often listed as a member, and says nothing here.
        const isSubject = /^Patient\b/.test(each.member?.reference ?? '')
        return [capitalised(manyWords(each.role)) ?? 'Member', isSubject ? undefined : who]
      }),
      ['Category', resource.name ? manyWords(resource.category) : undefined],
      [
        'Reason',
        joined([manyWords(resource.reasonCode), namesOf(resource.reasonReference, resource)]),
      ],
    ],
    notes: notesOf(resource.note, resource),
    codes: codes(list(resource.category)[0]),
  }
}

const episodeStatuses = {
  planned: 'Planned',
  waitlist: 'On the waiting list',
  active: 'Active',
  onhold: 'On hold',
  finished: 'Ended',
  cancelled: 'Cancelled',
}

export function episode(resource: EpisodeOfCare): Line | undefined {
  const team = namesOf(resource.team, resource)
  const type = manyWords(resource.type)
  const organisation = nameOf(resource.managingOrganization, resource)
  return {
    section: 'people-and-teams',
    title: team ?? type ?? organisation ?? 'Episode of care',
    status: wordsFor(episodeStatuses, resource.status),
    past: resource.status === 'finished' || resource.status === 'cancelled' ? true : undefined,
    date: dateOf(resource.period?.start),
    end: dateOf(resource.period?.end),
    group: organisation,
    facts: [
      ['Care co-ordinator', nameOf(resource.careManager, resource)],
      ['Telephone', telephoneOf(resource.careManager, resource) ?? teamTelephone(resource)],
      ['Type', team ? type : undefined],
      [
        'For',
        namesOf(
          list(resource.diagnosis).map((each) => each.condition),
          resource,
        ),
      ],
      ['Referral', namesOf(resource.referralRequest, resource)],
    ],
    codes: codes(list(resource.type)[0]),
  }
}

function teamTelephone(resource: EpisodeOfCare): string | undefined {
  return joined(list(resource.team).map((team) => telephoneOf(team, resource)))
}

export function relatedPerson(resource: RelatedPerson, entry: Entry): Line | undefined {
  const name = joined(list(resource.name).slice(0, 1).map(humanName))
  const role = joined(list(resource.relationship).map(roleWords))
  const end = dateOf(resource.period?.end)
  const past = resource.active === false || endedBefore(end, entry.provenance.receivedAt)
  return {
    section: 'people-and-teams',
    title: name ?? role ?? 'Related person: not named',
    status: resource.active === false ? 'No longer' : undefined,
    past: past ? true : undefined,
    date: dateOf(resource.period?.start),
    end,
    group: professional.test(role ?? '') ? 'Professionals' : 'Family and carers',
    facts: [
      ['Role', role],
      ['Telephone', telephones(resource.telecom)],
      ['Language', languages(resource)],
    ],
    codes: codes(list(resource.relationship)[0]),
  }
}

// Some systems keep a professional contact where relatives are kept.
const professional = /\b(co-?ordinator|professional|key ?worker|social worker|nurse|doctor)\b/i

const relationships: Readonly<Record<string, string>> = {
  C: 'Emergency contact',
  N: 'Next of kin',
  MTH: 'Mother',
  FTH: 'Father',
  SPS: 'Spouse',
  HUSB: 'Husband',
  WIFE: 'Wife',
  DOMPART: 'Partner',
  SIGOTHR: 'Significant other',
  CHILD: 'Child',
  SON: 'Son',
  DAU: 'Daughter',
  BRO: 'Brother',
  SIS: 'Sister',
  GUARD: 'Guardian',
}

function roleWords(relationship: CodeableConcept): string | undefined {
  const said = words(relationship)
  return said && Object.hasOwn(relationships, said) ? relationships[said] : said
}

function languages(resource: RelatedPerson): string | undefined {
  return joined(list(resource.communication).map((each) => capitalised(words(each.language))))
}
