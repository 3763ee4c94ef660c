/** What would become of the messages: filed or set aside and why, and what stays unread. */
import { createHash } from 'node:crypto'
import type { SectionName } from '#vocabulary'
import type { FeedProfile } from '../feed-profile.ts'
import type { Outline, Seen, Topic } from './report.ts'
import { Tally } from './tally.ts'

interface Aside {
  readonly reason: string
  readonly words: string
  readonly where: string
  readonly places: string[]
}

const placesMax = 5

/** What the profile cannot help: it is so whoever sends it. */
const ofTheMessage = new Set(['unsupported'])

export class Outcomes implements Topic {
  readonly #profile: FeedProfile
  readonly #types = new Tally<{ filed: number; aside: number }>()
  readonly #versions = new Tally<undefined>()
  readonly #asides = new Map<string, Aside & { times: number }>()
  readonly #defects = new Tally<string>()
  readonly #unread = new Tally<string>()
  readonly #sections = new Tally<string>()
  readonly #controls = new Map<string, string>()
  readonly #reused = new Tally<string>()
  filed = 0
  setAside = 0

  constructor(profile: FeedProfile) {
    this.#profile = profile
  }

  /** What is no message, or cannot be taken apart. */
  addUnreadable(place: string): void {
    this.setAside += 1
    const words = 'It does not begin with an MSH that divides what follows.'
    this.#putAside('not-hl7', words, 'MSH', place)
  }

  add({ translated, reading, envelope, discretion, bytes, place }: Seen): void {
    const type = `${discretion.code(reading.code)}^${discretion.code(reading.trigger)}`
    const isAside = translated.outcome === 'set-aside'
    const counts = { filed: 0, aside: 0 }
    this.#types.add(type, counts)
    const known = this.#types.first(type) ?? counts
    known[isAside ? 'aside' : 'filed'] += 1
    this.#versions.add(discretion.code(envelope.version) || '(empty)', undefined)
    this.#checkControl(envelope, bytes, place)
    if (isAside) {
      this.setAside += 1
      this.#putAside(translated.reason, translated.words, translated.place ?? '', place)
      return
    }
    this.filed += 1
    const { translation } = translated
    for (const part of translation.setAside) {
      this.#putAside(part.reason, part.words, part.place, place)
    }
    for (const defect of translation.defects) this.#defects.add(defect, place)
    for (const [what, times] of Object.entries(translation.notUnderstood)) {
      this.#unread.add(`${discretion.code(what)}\n${type}`, place, times)
    }
    const statements = translation.patients.flatMap((one) => one.statements)
    for (const section of new Set(statements.map((one) => sectionOf[one.kind]))) {
      if (section) this.#sections.add(section, place)
    }
  }

  #putAside(reason: string, words: string, where: string, place: string): void {
    const key = `${reason}\n${words}\n${where}`
    const known = this.#asides.get(key) ?? { reason, words, where, places: [], times: 0 }
    known.times += 1
    if (known.places.length < placesMax) known.places.push(place)
    this.#asides.set(key, known)
  }

  /** The same MSH-10 on other bytes would be set aside as a conflict within a day (RL-05). */
  #checkControl(envelope: Seen['envelope'], bytes: Uint8Array, place: string): void {
    if (!envelope.controlId) return
    const key = `${envelope.application}|${envelope.facility}|${envelope.controlId}`
    const hash = createHash('sha256').update(bytes).digest('base64')
    const known = this.#controls.get(key)
    if (known === undefined) this.#controls.set(key, hash)
    else if (known !== hash) this.#reused.add('MSH-10', place)
  }

  say(outline: Outline): void {
    outline.sections.push({
      title: 'Messages by event',
      about: `Versions (MSH-12): ${this.#versions
        .ranked()
        .map(({ name, times }) => `${name} ×${times}`)
        .join(', ')}.`,
      head: ['event', 'messages', 'would be filed', 'would be set aside'],
      rows: this.#types
        .ranked()
        .map(({ name, times, first }) => [name, ...[times, first.filed, first.aside].map(String)]),
    })
    this.#sayAsides(outline)
    outline.sections.push({
      title: 'Segments and messages that are kept and not read',
      about: 'They stay in the message as it came. Z-segments have a meaning only to their sender.',
      head: ['what', 'in', 'times', 'first in'],
      rows: this.#unread.ranked().map(({ name, times, first }) => {
        const [what = '', type = ''] = name.split('\n')
        return [what, type, String(times), first]
      }),
    })
    outline.sections.push({
      title: 'Defects that are read around',
      about: 'Each was noted and the rest of the message filed.',
      head: ['what', 'messages', 'first in'],
      rows: this.#defects.ranked().map(({ name, times, first }) => [name, String(times), first]),
    })
    this.#sayShares(outline)
  }

  #sayAsides(outline: Outline): void {
    const asides = [...this.#asides.values()].sort((a, b) => b.times - a.times)
    if (asides.length > 0) {
      outline.sections.push({
        title: 'What would be set aside for a human',
        about:
          'Whole messages and parts. The sender is told AA; nothing of it would be in the record.',
        head: ['reason', 'in words', 'field', 'times', 'for example in'],
        rows: asides.map((one) => [
          one.reason,
          one.words,
          one.where,
          String(one.times),
          one.places.join('; ') + (one.times > one.places.length ? '; …' : ''),
        ]),
      })
    }
    for (const { reason, words, times, places } of asides) {
      const level = ofTheMessage.has(reason) ? 'look' : 'wrong'
      outline.findings.push({ level, words: `Set aside: ${words}`, times, place: places[0] })
    }
    for (const { times, first } of this.#reused.ranked()) {
      outline.findings.push({
        level: 'look',
        words: `The same control id (MSH-10) stands on different messages: within 24 hours the second would be ${
          this.#profile.controlIds === 'unique'
            ? 'set aside as a conflict'
            : 'filed, and listed to be looked at'
        }`,
        times,
        place: first,
      })
    }
  }

  #sayShares(outline: Outline): void {
    const { shares } = this.#profile
    const filled = this.#sections.ranked()
    outline.sections.push({
      title: 'Sections of the record that are filled',
      about: 'In the sections that a feed shares, its silence is shown as "nothing recorded".',
      head: ['section', 'messages', 'in "shares"'],
      rows: [
        ...filled.map(({ name, times }) => [
          name,
          String(times),
          shares.includes(name as SectionName) ? 'yes' : 'no',
        ]),
        ...shares.filter((name) => !this.#sections.has(name)).map((name) => [name, '0', 'yes']),
      ],
    })
    const missing = filled.map(({ name }) => name as SectionName).filter((s) => !shares.includes(s))
    if (missing.length === 0) return
    outline.findings.push({
      level: 'wrong',
      words: `The feed fills sections that it is not said to share: ${missing.join(', ')}`,
    })
    outline.suggestions.push({
      why: 'The messages fill these sections.',
      ask: 'Does it send all of its own there? Else its silence would be taken for "nothing recorded".',
      add: { shares: [...shares, ...missing] },
    })
  }
}

const sectionOf: Readonly<Record<string, SectionName>> = {
  Encounter: 'visits',
  Observation: 'results',
  DiagnosticReport: 'results',
  DocumentReference: 'documents',
  AllergyIntolerance: 'allergies',
  Condition: 'problems',
  Procedure: 'procedures',
  Appointment: 'appointments',
  ServiceRequest: 'referrals',
  Immunization: 'immunisations',
  MedicationRequest: 'medicines',
}
