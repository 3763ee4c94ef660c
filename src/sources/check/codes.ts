/** Units and codes: which of them anybody but their sender understands. */
import type { FeedProfile } from '../feed-profile.ts'
import type { Segment } from '../hl7v2/parts/message.ts'
import { unitOf } from '../hl7v2/results/value.ts'
import { lookalike, ucumOf } from '../units.ts'
import type { Outline, Seen, Topic } from './report.ts'
import { Tally } from './tally.ts'

/** Where codes of clinical meaning stand. */
const coded: Readonly<Record<string, readonly number[]>> = {
  OBX: [3],
  OBR: [4],
  DG1: [3],
  PR1: [3],
  AL1: [3],
  IAM: [3],
  RXE: [2],
  RXA: [5],
  PRB: [3],
  SCH: [8],
}

interface Local {
  readonly field: string
  readonly words: string
}

export class Codes implements Topic {
  readonly #profile: FeedProfile
  readonly #units = new Tally<string>()
  readonly #systems = new Tally<string>()
  readonly #locals = new Tally<Local>()
  #mapped = 0

  constructor(profile: FeedProfile) {
    this.#profile = profile
  }

  add(seen: Seen): void {
    for (const segment of seen.message.segments) {
      if (segment.name === 'OBX' && segment.first(6).isValued) this.#addUnit(segment, seen)
      for (const n of coded[segment.name] ?? []) this.#addCode(segment, n, seen)
    }
  }

  #addUnit(obx: Segment, seen: Seen): void {
    const { unit = '' } = unitOf(obx, seen.reading)
    this.#units.add(seen.discretion.code(unit), ucumOf(unit, this.#profile) ?? '')
  }

  #addCode(segment: Segment, n: number, { reading, discretion }: Seen): void {
    const field = segment.first(n)
    const [code, words, sent] = [field.text(1), field.words(2), field.text(3)]
    if (!code) return
    const place = `${segment.name}-${n}`
    const system = reading.codeSystem(sent)
    const isKnown = /^https?:/.test(system)
    const shown = discretion.code(sent) || '(empty)'
    this.#systems.add(`${place}\n${shown}`, isKnown ? system : 'local')
    if (isKnown) return
    const { codes } = this.#profile
    if (codes[`${code}^${sent}`] ?? codes[code]) {
      this.#mapped += 1
      return
    }
    const key = sent ? `${discretion.code(code)}^${shown}` : discretion.code(code)
    this.#locals.add(key, { field: place, words: discretion.code(words) })
  }

  say(outline: Outline): void {
    const units = this.#units.ranked()
    outline.sections.push({
      title: 'Units (OBX-6)',
      about: 'As sent, and the UCUM code that is kept beside it. The text as sent is always shown.',
      head: ['as sent', 'times', 'UCUM'],
      rows: units.map(({ name, times, first }) => [name, String(times), first || 'not known']),
    })
    const strange = units.filter(
      ({ first, name }) => first === '' && !(name in this.#profile.units),
    )
    if (strange.length > 0) {
      outline.findings.push({
        level: 'look',
        words: 'Units are not known: their results are shown, and never compared with others',
        times: strange.reduce((sum, { times }) => sum + times, 0),
      })
      const shown = strange.filter(({ name }) => !name.startsWith('('))
      outline.suggestions.push({
        why: 'Units without a UCUM code; "" says that there is none.',
        ask: 'Go through them with the laboratory: what is written here is only what they look like.',
        add: {
          units: {
            ...this.#profile.units,
            ...Object.fromEntries(shown.map(({ name }) => [name, lookalike(name) ?? ''])),
          },
        },
      })
    }
    outline.sections.push({
      title: 'Coding systems',
      about:
        'Component 3 of coded fields. Codes of known terminologies are understood as they are.',
      head: ['field', 'as sent', 'times', 'means'],
      rows: this.#systems.ranked().map(({ name, times, first }) => {
        const [field = '', shown = ''] = name.split('\n')
        return [field, shown, String(times), first]
      }),
    })
    const locals = this.#locals.ranked()
    if (locals.length === 0) return
    outline.sections.push({
      title: 'Local codes without a translation',
      about: `Key for "codes" in the profile; ${this.#mapped} codes were translated. They are shown with their words as sent; only alike codes of several senders become one line.`,
      head: ['code^system', 'field', 'times', 'words as sent'],
      rows: locals.map(({ name, times, first }) => [name, first.field, String(times), first.words]),
    })
  }
}
