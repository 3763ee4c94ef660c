/** Whether words tell where somebody is: by what this record itself calls a place, and by form. */
import type { Item, RecordView } from '#vocabulary'

export type Tells = (words: string) => boolean

export function placesIn({ person, sources, sections }: RecordView): Tells {
  const items = Object.values(sections).flat()
  const named = [
    ...Object.values(sources).flatMap((source) => [source.name, source.ods]),
    ...(person.address?.lines ?? []),
    person.address?.postcode,
    person.telephone,
    person.gpPractice?.name,
    person.gpPractice?.ods,
    ...person.identifiers.map((one) => one.value),
    ...items.flatMap(placesOf),
  ]
  const places = [...new Set(named.flatMap(spellings))]
  return (words) => {
    if (byForm.some((form) => form.test(words))) return true
    const plain = letters(words)
    return places.some((place) => plain.includes(place))
  }
}

/** Facts that name a place, a team or somebody who works there. */
const placeFacts: ReadonlySet<string> = new Set([
  'Ward',
  'Where',
  'Location',
  'Locations',
  'Organisation',
  'Service',
  'Site',
  'With',
  'Consultant',
  'Seen by',
  'Held by',
  'Setting',
  'Performer',
  'Laboratory',
  'Prescribing organisation',
  'Dispenser',
  'Booked by',
  'Address',
  'Telephone',
])

const placesOf = ({ by, source, facts = [] }: Item): (string | undefined)[] => [
  by,
  source,
  ...facts.filter(([label]) => placeFacts.has(label)).map(([, words]) => words),
]

const lettersMin = 4

/** Whole, and by the parts that lists are made of. */
function spellings(name: string | undefined): string[] {
  if (!name) return []
  return [name, ...name.split(/[,;(]| – /)]
    .map(letters)
    .filter((each) => each.trim().length >= lettersMin)
}

/** With a space at both ends: a short name is not found inside of a word. */
const letters = (words: string): string =>
  ` ${words
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `

const byForm: readonly RegExp[] = [
  // Postcode, telephone, address on a network.
  /\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b/i,
  /(?:\+44|\b0)[\d ()-]{9,}/,
  /\bhttps?:|www\.|\S@\S/i,
  // 'Mary Ward', 'St Elsewhere Hospital', 'Elm Road Surgery', '12 Elm Road'.
  /\b\p{Lu}[\p{L}’']+ (?:Hospital|Infirmary|Surgery|Clinic|Ward|Hospice|Practice|Unit|House|Lodge|Court|(?:Medical|Health) Centre)\b/u,
  /\b\d{1,4}[A-Za-z]? \p{Lu}[\p{L}’']+ (?:Road|Street|Lane|Avenue|Close|Gardens|Terrace|Square|Place|Way)\b/u,
]
