/** How the desk says things. */
import type {
  HistoryLine,
  IdentityCheck,
  MadeBy,
  ObjectionState,
  ObjectionView,
  ReviewKind,
  seenProofs,
  toldProofs,
  Urgency,
} from '../../src/doors/viewer/contract.ts'
import { dayOf } from '../design/dates.ts'

/** Written out again because the screen takes only types; their types hold every word the same. */
export const seenWords: typeof seenProofs = {
  passport: 'Passport',
  'driving-licence': 'Driving licence',
  'nhs-letter': 'NHS letter or appointment card',
  'bank-card': 'Bank card or bill with their name',
  known: 'No document: a member of staff knows them',
  other: 'Something else',
}
export const toldWords: typeof toldProofs = {
  'birth-date': 'Full name and date of birth',
  address: 'Home address',
  practice: 'GP practice',
  telephone: 'Telephone number that the NHS holds',
  'code-sent': 'The code that we sent to them',
  other: 'Something else',
}

export const stateWords: Readonly<Record<ObjectionState, string>> = {
  pending: 'In force, to be decided',
  upheld: 'In force, upheld',
  'not-upheld': 'Not upheld',
  withdrawn: 'Withdrawn',
  'entered-in-error': 'Entered in error',
}

/** Who may say no, and take it back. */
export const makers = ['person', 'parent', 'attorney', 'deputy'] as const

export const madeByWords: Readonly<Record<MadeBy, string>> = {
  person: 'The person',
  parent: 'Their parent or guardian',
  attorney: 'Their attorney (lasting power of attorney)',
  deputy: 'Their deputy (Court of Protection)',
  'not-known': 'Not known',
}

const whatWords: Readonly<Record<string, string>> = {
  received: 'Received: in force from this moment',
  upheld: 'Upheld: it stays in force',
  'not-upheld': 'Not upheld: it hides nothing any more',
  withdrawn: 'Withdrawn: it hides nothing any more',
  'error-proposed': 'Said to be entered in error: another has to answer',
  'error-declined': 'Not entered in error: it stays',
  'entered-in-error': 'Entered in error: agreed by two',
}
export const historyWords = ({ what }: HistoryLine): string => whatWords[what] ?? spoken(what)

export const urgencyWords: Readonly<Record<Urgency, string>> = {
  overdue: 'Overdue',
  escalate: 'Escalate now',
  remind: 'Due soon',
  waiting: 'Waiting',
}
export const urgencyColours = {
  overdue: 'red',
  escalate: 'red',
  remind: 'orange',
  waiting: 'grey',
} as const

/** Each kind of task: what it is, and what somebody has to find out. */
const taskKinds: Readonly<Record<string, readonly [what: string, ask: string]>> = {
  'decide-objection': [
    'Decide an objection',
    'Ask the most senior professional who cares for the person. Answer within one month.',
  ],
  'check-merged': [
    'Two records were joined or taken apart',
    'Both stay hidden. Find out whose the objection is, and release the other.',
  ],
  'check-number': [
    'Somebody shares a number with who said no',
    'Both are hidden. Find out whether they are the same person, and release who is not.',
  ],
  'decide-import-row': [
    'Whom does a line of an earlier register mean?',
    'Everybody who may be meant is hidden. Find out who it is, and release the others.',
  ],
  'withdrawn-elsewhere': [
    'Withdrawn in an earlier register',
    'The objection stays in force here. Ask the person, and record it if they changed their mind.',
  ],
  'confirm-error': [
    'Was an objection entered in error?',
    'Somebody else said so. Find out for yourself, and answer.',
  ],
  'own-record': [
    'Somebody tried to open their own record',
    'It was not opened. Find out whether they knew that they must not, and tell their manager if it goes on.',
  ],
  'review-overdue': [
    'Looks at records that nobody has reviewed',
    'Ask the privacy officer of that organisation, and tell the Caldicott Guardian.',
  ],
  'launch-refused': [
    'Two users at one screen',
    'It was not opened. The audit holds who they are, under the event below. Ask them how it came about.',
  ],
  'ask-for-history': [
    'Ask for what is missing',
    'Somebody changed their mind. Ask the sources for what they did not send meanwhile.',
  ],
  'code-removed': [
    'A source no longer says that they said no',
    'The objection stays in force. Ask the source, and the person, why it has gone.',
  ],
  'code-review': [
    'A code about consent that nobody has explained',
    'The record is hidden meanwhile. Ask the source what it means by the code.',
  ],
  'review-age': [
    'A parent said no, and the child has grown',
    'Ask the young person what they want. The objection stays in force until they say.',
  ],
}
export const taskWords = (kind: string): string => taskKinds[kind]?.[0] ?? spoken(kind)
export const taskAsks = (kind: string): string | undefined => taskKinds[kind]?.[1]

/** 'some-code' → 'Some code': for what is newer than this page. */
export function spoken(code: string): string {
  const words = code.replaceAll(/[-_]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const months =
  'January February March April May June July August September October November December'.split(' ')

/** '4 March 2019', 'March 2019' or '2019', as in a letter to the person. */
export function longDay(date: string): string {
  // An instant is of the day that it is in London.
  const said = date.includes('T') && Date.parse(date) ? dayOf(Date.parse(date)) : date
  const [, year, month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(said) ?? []
  if (!year) return date
  const parts = [day && String(Number(day)), month && months[Number(month) - 1], year]
  return parts.filter(Boolean).join(' ')
}

/** Where an objection comes from, as people are told it (OO-37). */
export function originWords(one: Pick<ObjectionView, 'route' | 'origin' | 'recordedOn'>): string {
  const on = one.recordedOn ? `, recorded ${longDay(one.recordedOn)}` : ''
  if (one.route === 'import') return `Honoured from ${one.origin}${on}`
  if (one.route === 'code') return `Said in the records of ${one.origin}${on}`
  return `Recorded at the desk of ${one.origin}${on}`
}

export function checkLines({ seen, told, words }: IdentityCheck): string[] {
  const lines = [
    `Seen: ${seen.map((one) => seenWords[one]).join(', ')}`,
    `Told by them: ${told.map((one) => toldWords[one]).join(', ')}`,
  ]
  return words ? [...lines, words] : lines
}

/** Kinds of relationship for which a law can lift objections. */
export const kindWords: Readonly<Record<string, string>> = {
  emergency: 'Emergency departments',
  inpatient: 'Stays in hospital',
  outpatient: 'Hospital clinics',
  appointment: 'Appointments',
  referral: 'Referrals',
  caseload: 'Community and mental health teams',
  'urgent-case': 'NHS 111 and out-of-hours',
  'gp-registration': 'GP practices',
  'social-care-case': 'Social care teams',
  'care-home-residence': 'Care homes',
}

/** How a user came to see a person whom no fact of care linked them to. */
export const reviewKindWords: Readonly<Record<ReviewKind, string>> = {
  'self-declared': 'Said that they care for the person',
  'colleague-granted': 'A colleague let them',
  'patient-consent': 'The person agreed to it',
  'seal-break': 'Broke a seal',
}

/** What a user does not say, and a privacy officer should look at. */
export const doubtWords: Readonly<Record<string, string>> = {
  'same-words-of-another-person': 'The same words were written for another person',
}
