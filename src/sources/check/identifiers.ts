/** By what patients are known: authorities and types of PID-3, their namespaces, NHS numbers. */
import { readNhsNumber } from '#vocabulary'
import type { FeedProfile } from '../feed-profile.ts'
import { numbersOf } from '../hl7v2/people/identify.ts'
import type { Outline, Seen, Topic } from './report.ts'
import { percent, Tally } from './tally.ts'

interface Pair {
  readonly authority: string
  readonly type: string
  readonly namespace: string
  readonly rule: 'NHS number' | 'identifiers' | 'none: made up'
}

export class Identifiers implements Topic {
  readonly #profile: FeedProfile
  readonly #pairs = new Tally<Pair>()
  /** Of each pair, how many are valid NHS numbers. */
  readonly #valid = new Tally<undefined>()
  readonly #statuses = new Tally<undefined>()
  readonly #elsewhere = new Tally<string>()
  readonly #without = new Tally<string>()
  #patients = 0
  #traceable = 0
  #broken = 0
  #brokenAt = ''

  constructor(profile: FeedProfile) {
    this.#profile = profile
  }

  add(seen: Seen): void {
    const { message, place } = seen
    const pids = message.segments.filter(({ name }) => name === 'PID')
    for (const pid of pids) {
      this.#patients += 1
      const numbers = pid.repetitions(3)
      if (numbers.length === 0) this.#without.add('PID-3 is empty', place)
      const isTraceable = numbers.map((cx) => this.#addNumber(cx, seen)).some((one) => one)
      if (isTraceable) this.#traceable += 1
      const statuses = pid.repetitions(32).map((one) => seen.discretion.code(one.text(1)))
      this.#statuses.add(statuses.join('~') || '(empty)', undefined)
      for (const n of [2, 4, 18, 19]) {
        const text = pid.text(n)
        if (!text) continue
        const isNhs = readNhsNumber(text) !== undefined && !isTraceable
        this.#elsewhere.add(`PID-${n}${isNhs ? ', a valid NHS number' : ''}`, place)
      }
    }
  }

  /** True for a valid NHS number that is marked as one. */
  #addNumber(cx: Parameters<typeof numbersOf>[0][number], seen: Seen): boolean {
    const [number] = numbersOf([cx], seen.reading)
    if (!number) return false
    const [authority, type] = [cx.subtext(4, 1) || cx.subtext(4, 2), cx.text(5)].map((text) =>
      seen.discretion.code(text),
    ) as [string, string]
    const pair = `${authority}^${type}`
    const rule = number.isNhs ? 'NHS number' : number.mapped ? 'identifiers' : 'none: made up'
    const namespace = number.isNhs ? 'NHS number' : shownNamespace(number.namespace, seen)
    this.#pairs.add(pair, { authority, type, namespace, rule })
    if (readNhsNumber(cx.text(1))) this.#valid.add(pair, undefined)
    if (number.isNhs && !number.nhsNumber) {
      this.#broken += 1
      this.#brokenAt ||= seen.place
    }
    return number.nhsNumber !== undefined
  }

  say(outline: Outline): void {
    const pairs = this.#pairs.ranked()
    outline.sections.push({
      title: 'Patient numbers',
      about: `${this.#patients} PID segments; ${percent(this.#traceable, this.#patients)} carry an NHS number that can be one.`,
      head: ['authority (CX-4)', 'type (CX-5)', 'numbers', 'namespace', 'by which rule'],
      rows: pairs.map(({ first, times }) => [
        first.authority || '(empty)',
        first.type || '(empty)',
        String(times),
        first.namespace,
        first.rule,
      ]),
    })
    outline.sections.push({
      title: 'NHS number status and other fields with numbers',
      about:
        'PID-32 says whether the NHS number was traced; the other fields are asked when PID-3 is silent.',
      head: ['what', 'times'],
      rows: [
        ...this.#statuses.ranked().map((one) => [`PID-32 ${one.name}`, String(one.times)]),
        ...this.#elsewhere.ranked().map((one) => [one.name, String(one.times)]),
      ],
    })
    for (const { name, times, first } of this.#without.ranked()) {
      outline.findings.push({ level: 'look', words: name, times, place: first })
    }
    if (this.#broken > 0) {
      outline.findings.push({
        level: 'look',
        words: 'Numbers marked as NHS numbers are none (modulus 11, length, or a filler)',
        times: this.#broken,
        place: this.#brokenAt,
      })
    }
    this.#suggest(outline)
  }

  #suggest(outline: Outline): void {
    const { nhsNumber, fallbackFields } = this.#profile
    const unruled = this.#pairs.ranked().filter(({ first }) => first.rule === 'none: made up')
    const isNhs = ({ name, times }: { name: string; times: number }) =>
      times >= 3 && this.#valid.times(name) > 0.9 * times
    const unmarked = unruled.filter(isNhs).filter(({ first }) => first.authority || first.type)
    if (unmarked.length > 0) {
      outline.findings.push({
        level: 'wrong',
        words: 'Valid NHS numbers come without the mark that the profile knows them by',
        times: unmarked.reduce((sum, { times }) => sum + times, 0),
      })
      const authorities = unmarked.map(({ first }) => first.authority).filter((text) => text)
      const types = unmarked.filter(({ first }) => !first.authority).map(({ first }) => first.type)
      outline.suggestions.push({
        why: 'These authorities or types mark what are valid NHS numbers.',
        ask: 'Are they always NHS numbers?',
        add: {
          nhsNumber: {
            authorities: [...nhsNumber.authorities, ...authorities],
            types: [...nhsNumber.types, ...types],
          },
        },
      })
    }
    this.#suggestRules(
      outline,
      unruled.filter((pair) => !isNhs(pair)),
    )
    const hidden = this.#elsewhere.ranked().find(({ name }) => name.endsWith('NHS number'))
    const field = hidden?.name.slice(0, hidden.name.indexOf(',')) as
      | FeedProfile['fallbackFields'][number]
      | undefined
    if (hidden && field && !fallbackFields.includes(field)) {
      outline.suggestions.push({
        why: `${field} holds NHS numbers where PID-3 has none.`,
        add: { fallbackFields: [...fallbackFields, field] },
      })
    }
  }

  #suggestRules(outline: Outline, unruled: readonly { first: Pair; times: number }[]): void {
    const { identifiers } = this.#profile
    const named = unruled.filter((pair) => !isBare(pair))
    const bare = unruled.find(isBare)
    if (named.length > 0) {
      outline.findings.push({
        level: 'wrong',
        words: 'Patient numbers come from authorities or of types that the profile does not name',
        times: named.reduce((sum, { times }) => sum + times, 0),
      })
    }
    if (bare) {
      outline.findings.push({
        level: 'look',
        words: 'Patient numbers come with neither authority nor type: nothing says whose they are',
        times: bare.times,
      })
    }
    if (unruled.length === 0) return
    const rules = named.map(({ first }, index) => ({
      ...(first.authority && { authority: first.authority }),
      ...(first.type && { type: first.type }),
      namespace: `{org}/${index === 0 && identifiers.length === 0 ? 'MRN' : wordOf(first)}`,
    }))
    outline.suggestions.push({
      why: `Without a rule, each authority is a numbering of its own, and its patients others.${
        bare ? ' The last line, which names neither, takes every number that is left.' : ''
      }`,
      ask: 'Which of them number the same patients, and is it the numbering of a PAS? Those share its namespace.',
      add: {
        identifiers: [...identifiers, ...rules, ...(bare ? [{ namespace: '{org}/MRN' }] : [])],
      },
    })
  }
}

const isBare = ({ first }: { readonly first: Pair }): boolean => !first.authority && !first.type

const mrnTypes = /^(MR|MRN|PI|CNN|HOSP|PAS|URN)$/i

/** The last part of a namespace: a usual type is the trust's own number. */
function wordOf({ authority, type }: Pair): string {
  if (mrnTypes.test(type)) return 'MRN'
  return (authority || type).replace(/[^\w.-]+/g, '-')
}

/** A namespace that was made up of what was sent is as discreet as what it is made of. */
function shownNamespace(namespace: string, { discretion }: Seen): string {
  return namespace
    .split('/')
    .map((part) => discretion.code(part))
    .join('/')
}
