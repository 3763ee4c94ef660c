/** How letters of hospitals are set out; lines stay under 100 characters. */
import { type Clinician, fullName } from '../people/person.ts'
import { clock, longDate, openingHours } from '../time.ts'
import type { Letter, Stay } from './events.ts'
import { hospitalOf, letter } from './hospital.ts'
import type { Life } from './life.ts'

export function wrap(text: string, width = 92): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line && line.length + word.length + 1 > width) {
      lines.push(line)
      line = ''
    }
    line = line ? `${line} ${word}` : word
  }
  return line ? [...lines, line] : lines
}

export interface DischargeWords {
  readonly summary: string
  readonly started?: readonly string[]
  readonly changed?: readonly string[]
  readonly stopped?: readonly string[]
  readonly plan: readonly string[]
  readonly pdf?: boolean
  readonly allergies?: string
}

/** Under the headings of the PRSB discharge summary; sent within the day. */
export function dischargeSummary(
  life: Life,
  stay: Stay,
  words: DischargeWords,
): Letter | undefined {
  if (stay.end === undefined) return undefined
  const asked = stay.allergies?.map(({ text, reaction }) =>
    reaction ? `${text}: ${reaction}` : text,
  )
  const list = (title: string, items: readonly string[] = []) =>
    items.length === 0 ? [] : [`${title}:`, ...items.flatMap((item) => hang(item))]
  const medicines = [
    ...list('Started', words.started),
    ...list('Changed', words.changed),
    ...list('Stopped', words.stopped),
  ]
  return letter(life, {
    ods: stay.ods,
    at: stay.end + life.random.between(20, 240) * 60_000,
    type: 'DS',
    title: stay.died ? 'Summary after death in hospital' : 'Discharge summary',
    stay,
    pdf: words.pdf ?? false,
    lines: [
      ...heading(life, stay),
      'DIAGNOSES',
      ...stay.diagnoses.flatMap(({ text, code }) => hang(code ? `${text} (${code})` : text)),
      '',
      'CLINICAL SUMMARY',
      ...wrap(words.summary),
      '',
      'ALLERGIES AND ADVERSE REACTIONS',
      ...(asked?.length ? asked : [words.allergies ?? 'None known to the patient on admission']),
      '',
      'MEDICINES',
      ...(medicines.length ? medicines : ['No change to the medicines taken before admission']),
      '',
      'PLAN AND REQUESTED ACTIONS',
      ...words.plan.flatMap((item) => hang(item)),
      '',
      `${stay.consultant.name}, ${stay.consultant.role}`,
    ],
  })
}

function heading(life: Life, stay: Stay): string[] {
  const { person } = life
  const ward = stay.moves.at(-1)!.place.ward
  const until = stay.died ? 'Died' : 'Discharged'
  return [
    `Patient: ${fullName(person)}   Born: ${person.birthDate.split('-').reverse().join('/')}`,
    `Hospital: ${hospitalOf(stay.ods).name}   Ward: ${ward}`,
    `Admitted: ${longDate(stay.at)}   ${until}: ${longDate(stay.end!)} at ${clock(stay.end!)}`,
    `Reason for admission: ${stay.reason}`,
    '',
  ]
}

/** A bullet whose further lines stand under its first word. */
function hang(item: string): string[] {
  return wrap(item, 88).map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`))
}

export function clinicLetter(
  life: Life,
  stay: Stay,
  words: {
    title?: string
    diagnoses: readonly string[]
    body: string
    plan: readonly string[]
    pdf?: boolean
  },
): Letter | undefined {
  return letter(life, {
    ods: stay.ods,
    at: openingHours((stay.end ?? stay.at) + life.random.between(72, 150) * 3_600_000),
    type: 'CL',
    title: words.title ?? 'Clinic letter',
    stay,
    pdf: words.pdf ?? false,
    lines: correspondence(life, stay.consultant, stay.at, words),
  })
}

export function correspondence(
  life: Life,
  from: Clinician,
  seen: number,
  words: { diagnoses: readonly string[]; body: string; plan: readonly string[] },
): string[] {
  const { person } = life
  return [
    `Dear ${person.gp?.name ?? 'Doctor'},`,
    '',
    `Re: ${fullName(person)}, born ${person.birthDate.split('-').reverse().join('/')}`,
    `Seen on ${longDate(seen)}`,
    '',
    ...(words.diagnoses.length
      ? ['Diagnoses', ...words.diagnoses.flatMap((item) => hang(item)), '']
      : []),
    ...words.body.split('\n').flatMap((part) => [...wrap(part), '']),
    'Plan',
    ...words.plan.flatMap((item) => hang(item)),
    '',
    'Yours sincerely,',
    `${from.name}, ${from.role}`,
  ]
}
