/** Visits: what stands where in PV1-3, kinds of visit (PV1-2), and how they end (PV1-36). */
import { isOdsCode } from '#vocabulary'
import type { FeedProfile } from '../feed-profile.ts'
import { dischargeMethod, emergencyDisposal } from '../hl7v2/parts/nhs-tables.ts'
import type { Outline, Seen, Topic } from './report.ts'
import { percent, Tally } from './tally.ts'

interface Part {
  filled: number
  odsCodes: number
  readonly shapes: Tally<undefined>
  readonly values: Set<string>
}

const valuesMax = 500
/** Letters of table 0004 and of the NHS that say what kind of visit it is. */
const knownClasses = new Set('B,C,E,H,I,N,O,P,R,U,W'.split(','))

export class Visits implements Topic {
  readonly #profile: FeedProfile
  readonly #parts: Part[] = []
  readonly #classes = new Tally<string>()
  readonly #endings = new Tally<string>()
  readonly #reasons = new Tally<undefined>()
  #locations = 0

  constructor(profile: FeedProfile) {
    this.#profile = profile
  }

  add({ message, discretion, place }: Seen): void {
    for (const segment of message.segments) {
      if (segment.name === 'EVN' && segment.text(4)) {
        this.#reasons.add(discretion.code(segment.text(4)), undefined)
      }
      if (segment.name !== 'PV1') continue
      const sent = discretion.code(segment.text(2).toUpperCase())
      if (sent) this.#classes.add(sent, place)
      const ending = discretion.code(segment.text(36).toUpperCase())
      if (ending) this.#endings.add(ending, place)
      const pl = segment.first(3)
      if (!pl.isValued) continue
      this.#locations += 1
      for (let n = 1; n <= pl.components; n++) this.#addPart(n, pl.words(n))
    }
  }

  #addPart(n: number, text: string): void {
    this.#parts[n] ??= { filled: 0, odsCodes: 0, shapes: new Tally(), values: new Set() }
    const part = this.#parts[n]
    if (!part || text === '' || text === '""') return
    part.filled += 1
    if (isOdsCode(text.toUpperCase())) part.odsCodes += 1
    part.shapes.add(shapeOf(text), undefined)
    if (part.values.size < valuesMax) part.values.add(text)
  }

  say(outline: Outline): void {
    this.#sayLocations(outline)
    this.#sayClasses(outline)
    this.#sayEndings(outline)
  }

  #sayLocations(outline: Outline): void {
    const { location } = this.#profile
    const called = new Map(Object.entries(location).map(([word, n]) => [n, word]))
    outline.sections.push({
      title: 'Locations (PV1-3)',
      about: `${this.#locations} locations. Shapes: A stands for letters, 9 for digits.`,
      head: ['component', 'filled', 'different', 'shapes', 'the profile calls it'],
      rows: this.#parts.flatMap((part, n) =>
        part && part.filled > 0
          ? [
              [
                `PL-${n}`,
                percent(part.filled, this.#locations),
                part.values.size === valuesMax ? `${valuesMax}+` : String(part.values.size),
                part.shapes
                  .ranked()
                  .slice(0, 3)
                  .map(({ name }) => name)
                  .join(' · '),
                called.get(n) ?? (n === 6 || n === 5 || n === 9 ? '' : 'not read'),
              ],
            ]
          : [],
      ),
    })
    const isEmpty = (n: number): boolean =>
      (this.#parts[n]?.filled ?? 0) < 0.1 * this.#locations && this.#locations >= 3
    const isFull = (n: number): boolean => (this.#parts[n]?.filled ?? 0) > 0.5 * this.#locations
    const ward = [1, 2, 3].find((n) => isFull(n) && (this.#parts[n]?.odsCodes ?? 0) === 0)
    if (isEmpty(location.ward) && ward) {
      outline.findings.push({
        level: 'wrong',
        words: `PL-${location.ward}, where the profile looks for the ward, is empty; PL-${ward} is filled`,
        times: this.#locations,
      })
      outline.suggestions.push({
        why: `Only PL-${ward} can be the ward.`,
        ask: 'Which component is the ward, which the room, the bed and the site?',
        add: { location: { ...location, ward } },
      })
    } else if ((this.#parts[location.ward]?.odsCodes ?? 0) > 0.5 * this.#locations && isFull(2)) {
      outline.findings.push({
        level: 'look',
        words: `PL-${location.ward}, where the profile looks for the ward, mostly looks like an organisation or a code`,
        times: this.#parts[location.ward]?.odsCodes,
      })
    }
  }

  #sayClasses(outline: Outline): void {
    const { patientClasses } = this.#profile
    const classes = this.#classes.ranked().map((one) => ({
      ...one,
      letter: patientClasses[one.name] ?? (knownClasses.has(one.name) ? one.name : ''),
    }))
    outline.sections.push({
      title: 'Kinds of visit (PV1-2)',
      about: 'Letters of HL7 table 0004; the profile translates local words (patientClasses).',
      head: ['as sent', 'times', 'read as'],
      rows: classes.map(({ name, times, letter }) => [name, String(times), letter || 'unknown']),
    })
    const unknown = classes.filter(({ letter }) => letter === '')
    if (unknown.length === 0) return
    outline.findings.push({
      level: 'wrong',
      words: 'Kinds of visit (PV1-2) are not known: these visits are of unknown kind',
      times: unknown.reduce((sum, { times }) => sum + times, 0),
      place: unknown[0]?.first,
    })
    const guessed = unknown.flatMap(({ name }) => {
      const letter = guesses.find(([shape]) => shape.test(name))?.[1]
      return letter ? [[name, letter] as const] : []
    })
    if (guessed.length === 0) return
    outline.suggestions.push({
      why: 'Local words for kinds of visit, translated by their sound.',
      ask: 'Does each mean what is suggested?',
      add: { patientClasses: { ...patientClasses, ...Object.fromEntries(guessed) } },
    })
  }

  #sayEndings(outline: Outline): void {
    const { dischargeTable, ignoredEventReasons } = this.#profile
    const endings = this.#endings.ranked()
    if (endings.length > 0) {
      outline.sections.push({
        title: 'How visits end (PV1-36)',
        about: `Two tables of the NHS have opposite codes. The profile names: ${dischargeTable}.`,
        head: ['as sent', 'times', 'ITK-0112', 'UKCore-dischargeMethod'],
        rows: endings.map(({ name, times }) => [
          name,
          String(times),
          emergencyDisposal.words[name] ?? 'not in it',
          dischargeMethod.words[name] ?? 'not in it',
        ]),
      })
      this.#suggestTable(outline)
    }
    const reasons = this.#reasons.ranked()
    if (reasons.length > 0) {
      outline.sections.push({
        title: 'Reasons of events (EVN-4)',
        about: 'Some senders write here that nothing happened to a patient (ignoredEventReasons).',
        head: ['as sent', 'times', 'read as'],
        rows: reasons.map(({ name, times }) => [
          name,
          String(times),
          ignoredEventReasons.includes(name) ? 'moves nobody' : 'an event',
        ]),
      })
    }
  }

  #suggestTable(outline: Outline): void {
    const { dischargeTable } = this.#profile
    const fitting = Object.entries(tables).filter(([, table]) =>
      this.#endings.ranked().every(({ name }) => name in table.words || /^[89]$/.test(name)),
    )
    const [only] = fitting
    if (dischargeTable === 'unknown') {
      outline.findings.push({
        level: 'look',
        words:
          'PV1-36 is sent and the profile does not say what it means: it is shown as a bare code, and no death is read from it',
        times: this.#endings.total,
      })
      if (!only || fitting.length > 1) return
      outline.suggestions.push({
        why: `Only ${only[0]} has all the codes that were sent.`,
        ask: 'Ask the sender which table it is before you put this: "1", "4", "6" and "7" have opposite meanings.',
        add: { dischargeTable: only[0] as FeedProfile['dischargeTable'] },
      })
    } else if (!fitting.some(([name]) => name === dischargeTable)) {
      outline.findings.push({
        level: 'wrong',
        words: `PV1-36 has codes that ${dischargeTable} does not: it may be the other table`,
        times: this.#endings.total,
      })
    }
  }
}

const tables = { 'ITK-0112': emergencyDisposal, 'UKCore-dischargeMethod': dischargeMethod }

const guesses: readonly (readonly [RegExp, string])[] = [
  [/^(IP|INP|IN-?PATIENT|DAY ?CASE|DC|REGULAR)/, 'I'],
  [/^(OP|OUT-?PATIENT|CLINIC)/, 'O'],
  [/^(ED|AE|A&E|EMERG|CASUALTY)/, 'E'],
  [/^(RECUR)/, 'R'],
  [/^(WAIT|WL)/, 'W'],
  [/^(PRE-?(ADMI|OP))/, 'P'],
]

/** 'Bed 14' becomes 'A 9': what it looks like, and nothing of what it says. */
function shapeOf(text: string): string {
  return text
    .slice(0, 60)
    .replace(/\p{L}+/gu, 'A')
    .replace(/\d+/g, '9')
    .replace(/\s+/g, ' ')
    .slice(0, 24)
}
