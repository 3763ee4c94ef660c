/** A record in plain words: who it is, then section by section, each line with who says so. */
import {
  type Item,
  type PersonView,
  type Presence,
  type RecordView,
  type SectionName,
  sectionNames,
  showNhsNumber,
} from '#vocabulary'

const headings: Readonly<Record<SectionName, string>> = {
  alerts: 'Alerts',
  allergies: 'Allergies',
  medicines: 'Medicines',
  problems: 'Problems',
  visits: 'Visits',
  results: 'Results',
  documents: 'Documents',
  procedures: 'Procedures',
  immunisations: 'Immunisations',
  appointments: 'Appointments',
  referrals: 'Referrals',
  'care-plans': 'Care plans',
  'people-and-teams': 'People and teams',
}

const absences: Readonly<Partial<Record<Presence, string>>> = {
  'none-known': 'none known',
  'nothing-recorded': 'nothing recorded',
  partial: 'only partly available',
  unavailable: 'not available just now',
  'not-connected': 'not connected',
  withheld: 'withheld',
}

export function renderRecord(
  record: RecordView,
  permit: { readonly because: string; readonly until: string },
): string {
  const lines = [...renderPerson(record.person), `Opened because: ${permit.because}`]
  if (record.someWithheld) lines.push('Something is withheld from this view.')
  for (const name of sectionNames) lines.push('', ...renderSection(record, name))
  lines.push('', `Version ${record.version}`)
  return `${lines.map(printable).join('\n')}\n`
}

function renderPerson(person: PersonView): string[] {
  const { name, gpPractice, deceased, address } = person
  const called = [name.prefix, name.given, name.family?.toUpperCase()].filter(Boolean).join(' ')
  const verified = person.nhsNumberVerified ? '' : ' (not verified)'
  const facts: (readonly [label: string, words: string | undefined])[] = [
    ['Born', person.birthDate && plainDate(person.birthDate)],
    ['Sex', person.gender],
    ['NHS number', person.nhsNumber && showNhsNumber(person.nhsNumber) + verified],
    ['Died', deceased && (deceased.date ? plainDate(deceased.date) : 'date not known')],
    ['Address', address && [...address.lines, address.postcode].filter(Boolean).join(', ')],
    ['Telephone', person.telephone],
    ['GP practice', gpPractice && (gpPractice.name ?? gpPractice.ods)],
  ]
  const differences = person.differences ?? []
  return [
    called || 'Name not known',
    ...facts.filter(([, words]) => words).map(([label, words]) => `${label}: ${words}`),
    ...differences.map((one) => `${one.source} says otherwise: ${one.what} ${one.says}`),
  ]
}

function renderSection(record: RecordView, name: SectionName): string[] {
  const items = record.sections[name]
  const absent = Object.values(record.sources).flatMap((source) => {
    const words = absences[source.presence[name] ?? 'recorded']
    return words ? [`  ${source.name}: ${words}`] : []
  })
  const heading = `${headings[name].toUpperCase()} (${items.length})`
  const lines = items.flatMap((item) => renderItem(item, record))
  if (lines.length + absent.length === 0) return [heading, '  No source shares this.']
  return [heading, ...lines, ...absent]
}

function renderItem(item: Item, record: RecordView): string[] {
  const { result } = item
  const value =
    result &&
    [result.value, result.unit, result.range && `(${result.range})`, result.flag]
      .filter(Boolean)
      .join(' ')
  const when = [item.date, item.end]
    .filter(Boolean)
    .map((date) => plainDate(date!))
    .join(' to ')
  const head = [item.alert && `[${item.alert}]`, item.title, value && `= ${value}`]
  const source = record.sources[item.source]?.name ?? item.source
  const about = [
    when,
    item.status,
    item.past && 'past',
    [item.by, source].filter(Boolean).join(', '),
  ]
  const facts = (item.facts ?? []).map(([label, words]) => `      ${label}: ${words}`)
  const notes = (item.notes ?? []).flatMap((note) => note.split('\n'))
  return [
    `  ${head.filter(Boolean).join(' ')}`,
    `      ${about.filter(Boolean).join(' · ')}`,
    ...facts,
    ...notes.map((line) => `      ${line}`),
    ...(result?.text ?? '')
      .split('\n')
      .filter(Boolean)
      .map((line) => `      ${line}`),
  ]
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** As exact as it was given, in the clock time that was given: '7 Sep 2021 15:32', 'Sep 2021'. */
function plainDate(date: string): string {
  const [, year, month, day, time] =
    /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d))?)?)?/.exec(date) ?? []
  if (!year) return date
  return [day && Number(day), month && months[Number(month) - 1], year, time]
    .filter(Boolean)
    .join(' ')
}

/** What a sender wrote must not be able to steer the terminal. */
const printable = (line: string): string =>
  line.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, ' ')
