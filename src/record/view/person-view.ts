/**
 * The banner: who this is, chosen from what all sources say. Where they differ it says so
 * (GP Connect: compare and show every difference, content §3 rule 29).
 */
import type { Patient } from 'fhir/r4'
import { nhsNumberSystem, type PersonView, type Provenance, readNhsNumber } from '#vocabulary'
import { dateOf, dateWords } from './dates.ts'
import { joined, list, text } from './lenient.ts'
import { humanName } from './names.ts'
import {
  deathIn,
  formerNames,
  hasFormerNumber,
  homeAddress,
  interpreterIn,
  isConfidential,
  languageIn,
  nameParts,
  namesNow,
  nhsNumberIn,
  practiceIn,
  telephoneIn,
} from './patient-parts.ts'

export interface HeldPatient {
  readonly resource: Patient
  readonly provenance: Provenance
}

/** What one source says, read once. */
function read({ resource, provenance }: HeldPatient) {
  const patient = typeof resource === 'object' && resource !== null ? resource : ({} as Patient)
  const moment = provenance.receivedAt
  const shown = namesNow(patient, moment)[0]
  return {
    source: provenance.organisation,
    said: provenance.sourceTime ?? provenance.receivedAt,
    retired: patient.active === false,
    confidential: isConfidential(patient),
    nhs: nhsNumberIn(patient),
    shown: humanName(shown),
    name: nameParts(shown),
    former: formerNames(patient, shown),
    hasFormerNumber: hasFormerNumber(patient),
    birthDate: dateOf(patient.birthDate),
    gender: genderIn(patient),
    address: homeAddress(patient, moment),
    telephone: telephoneIn(patient, moment),
    language: languageIn(patient),
    interpreter: interpreterIn(patient),
    practice: practiceIn(patient),
    death: deathIn(patient),
    identifiers: list(patient.identifier),
  }
}
type Said = ReturnType<typeof read>

const genders = ['male', 'female', 'other', 'unknown'] as const

function genderIn(patient: Patient): PersonView['gender'] {
  return genders.find((gender) => gender === patient.gender)
}

/** A traced number's holder is believed first, then whoever spoke last; retired records last. */
function byTrust(a: Said, b: Said): number {
  return (
    Number(a.retired) - Number(b.retired) ||
    Number(b.nhs?.verified ?? false) - Number(a.nhs?.verified ?? false) ||
    (Date.parse(b.said) || 0) - (Date.parse(a.said) || 0) ||
    inOrder(a.source, b.source) ||
    // Two numbers of one sender, said at one moment: the order of arrival decides nothing (I8).
    inOrder(numbersOf(a), numbersOf(b))
  )
}

const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const numbersOf = ({ identifiers }: Said): string =>
  identifiers.map((one) => `${text(one.system)} ${text(one.value)}`).join()

export function personView(held: readonly HeldPatient[]): PersonView {
  const all = held.map(read).toSorted(byTrust)
  const first = <T>(pick: (said: Said) => T | undefined): T | undefined => {
    for (const said of all) {
      const found = pick(said)
      if (found !== undefined) return found
    }
    return undefined
  }
  // One source that protects an address protects every copy of it.
  const open = !all.some((said) => said.confidential)
  // Who they were before is nobody's business here (AC-26).
  const isProtected = !open || all.some((said) => said.hasFormerNumber)
  const nhsNumber = first((said) => said.nhs?.number)
  const dead = all.filter((said) => said.death?.dead)
  const death = dead.find((said) => said.death?.date) ?? dead[0]
  const gender = first((said) => (said.gender === 'unknown' ? undefined : said.gender))
  const view: PersonView = {
    name: first((said) => (said.shown ? said.name : undefined)) ?? {},
    otherNames: isProtected ? undefined : otherNames(all),
    birthDate: first((said) => said.birthDate),
    gender: gender ?? first((said) => said.gender),
    nhsNumber,
    nhsNumberVerified: nhsNumber
      ? all.some((said) => said.nhs?.number === nhsNumber && said.nhs.verified)
      : undefined,
    address: open ? first((said) => said.address) : undefined,
    telephone: open ? first((said) => said.telephone) : undefined,
    language: first((said) => said.language),
    interpreter: first((said) => said.interpreter),
    gpPractice: open ? first((said) => said.practice) : undefined,
    deceased: death && { date: death.death?.date, source: death.source },
    identifiers: identifiers(all),
  }
  const differences = all
    .flatMap((said) => differencesOf(said, view))
    .filter(({ what }) => !isProtected || !ofIdentity.has(what))
  return compact({ ...view, differences: differences.length > 0 ? differences : undefined })
}

const ofIdentity: ReadonlySet<string> = new Set([
  'Family name',
  'Given name',
  'Gender',
  'NHS number',
])

function compact(view: PersonView): PersonView {
  const told = Object.entries(view).filter(([, value]) => value !== undefined)
  return Object.fromEntries(told) as unknown as PersonView
}

/** As it is compared: case, accents, spaces and punctuation do not make another name. */
const normalised = (words: string | undefined): string =>
  (words ?? '')
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase()

function otherNames(all: readonly Said[]): readonly string[] | undefined {
  const shown = normalised(all.find((said) => said.shown)?.shown)
  const names = new Map<string, string>()
  for (const name of all.flatMap((said) => [said.shown, ...said.former])) {
    const key = normalised(name?.replace(/ \(\w+\)$/, ''))
    if (name && key !== shown && !names.has(key)) names.set(key, name)
  }
  return names.size > 0 ? [...names.values()] : undefined
}

function identifiers(all: readonly Said[]): PersonView['identifiers'] {
  const known = new Map<string, PersonView['identifiers'][number]>()
  for (const said of all) {
    for (const identifier of said.identifiers) {
      const system = text(identifier.system)
      const value = text(identifier.value)
      if (!system || !value || identifier.use === 'old') continue
      if (system === nhsNumberSystem && isOther(value, said.nhs?.number)) continue
      known.set(`${said.source} ${system} ${value}`, { system, value, source: said.source })
    }
  }
  return [...known.values()]
}

const isOther = (value: string, now: string | undefined): boolean => {
  const number = readNhsNumber(value)
  return number !== undefined && number !== now
}

type Difference = NonNullable<PersonView['differences']>[number]

/**
 * Against the banner, not against one another. What the banner withholds is not compared: a
 * difference would give it away.
 */
function differencesOf(said: Said, view: PersonView): Difference[] {
  const found: Difference[] = []
  const tell = (what: string, says: string | undefined, shown: string | undefined): void => {
    if (!says || !shown || says === shown || normalised(says) === normalised(shown)) return
    found.push({ what, says, source: said.source })
  }
  tell('Family name', said.name.family, view.name.family)
  tell('Given name', firstWord(said.name.given), firstWord(view.name.given))
  // A less precise date that fits is no difference.
  const [born, shown] = [said.birthDate, view.birthDate]
  if (born && shown && !born.startsWith(shown) && !shown.startsWith(born)) {
    tell('Birth date', dateWords(born), dateWords(shown))
  }
  if (said.gender !== 'unknown') tell('Gender', said.gender, view.gender)
  tell('NHS number', said.nhs?.number, view.nhsNumber)
  tell('Postcode', said.address?.postcode, view.address?.postcode)
  const [practice, ours] = [said.practice, view.gpPractice]
  if (!practice?.ods || practice.ods !== ours?.ods) {
    const byCode = practice?.ods && ours?.ods
    if (byCode || normalised(practice?.name) !== normalised(ours?.name)) {
      tell('GP practice', joined([practice?.name, practice?.ods]), joined([ours?.name, ours?.ods]))
    }
  }
  if (view.deceased) {
    const { death } = said
    if (death?.dead === false) tell('Death', 'Not recorded as dead', 'Dead')
    const [date, ourDate] = [death?.date, view.deceased.date]
    if (date && ourDate && !date.startsWith(ourDate) && !ourDate.startsWith(date)) {
      tell('Death', dateWords(date), dateWords(ourDate))
    }
  }
  return found
}

const firstWord = (words: string | undefined): string | undefined => words?.split(' ')[0]
