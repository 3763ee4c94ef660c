/** One message while it is read: what is known about its feed, and what was odd about it. */
import type { CodeableConcept, Coding } from 'fhir/r4'
import type { EmptiedField, FeedFacts } from '../../feed-profile.ts'
import type { Message, Repetition, Segment } from './message.ts'
import { type Moment, type MomentRead, readDay, readMoment } from './timestamp.ts'

export class Reading {
  readonly message: Message
  readonly feed: FeedFacts
  /** ODS code of the feed's organisation: the beginning of every namespace of its own. */
  readonly org: string
  readonly receivedAt: number
  /** 'ADT', 'A01': MSH-9, or what EVN-1 and the segments say when MSH-9 is silent. */
  readonly code: string
  readonly trigger: string
  readonly controlId: string
  /** MSH-7, ms; undefined when not readable. */
  readonly sent: number | undefined
  /** EVN-2, else MSH-7, else when received, ms. */
  readonly recorded: number
  /** When it happened in the sender's world, ms: EVN-6, EVN-2, MSH-7, received (HL7-05). */
  readonly eventTime: number
  readonly occurred: Moment | undefined
  readonly defects = new Set<string>()
  readonly notUnderstood: Record<string, number> = {}
  readonly #zone: string
  /** The same times stand in many fields of a message. */
  readonly #moments = new Map<string, MomentRead>()

  constructor(message: Message, feed: FeedFacts, receivedAt: number) {
    this.message = message
    this.feed = feed
    this.org = feed.organisation
    this.receivedAt = receivedAt
    this.#zone = feed.profile.timeZone
    const { header } = message
    const event = message.segments.find((segment) => segment.name === 'EVN')
    this.code = header.text(9, 1)
    this.trigger = header.text(9, 2) || event?.text(1) || ''
    this.controlId = header.text(10)
    const sent = this.moment(header, 7)
    const recorded = (event && this.moment(event, 2)) ?? sent
    this.occurred = (event && this.moment(event, 6)) ?? recorded
    this.sent = sent?.ms
    this.recorded = recorded?.ms ?? receivedAt
    this.eventTime = this.occurred?.ms ?? receivedAt
    for (const odd of message.oddities) this.defect(odd)
    if (message.brokenLines > 0) this.defect('a line begins with no segment name')
  }

  /** Notes something odd by its place; never with the value. */
  defect(words: string): void {
    this.defects.add(words)
  }

  missed(what: string): void {
    this.notUnderstood[what] = (this.notUnderstood[what] ?? 0) + 1
  }

  moment(segment: Segment, n: number, component = 1): Moment | undefined {
    const text = segment.text(n, component)
    if (text === '') return undefined
    if (!this.#moments.has(text)) this.#moments.set(text, readMoment(text, this.#zone))
    return this.#checked(this.#moments.get(text), segment.name, n)
  }

  day(segment: Segment, n: number): Moment | undefined {
    const text = segment.text(n)
    return text === '' ? undefined : this.#checked(readDay(text, this.#zone), segment.name, n)
  }

  /** A date in the middle of a value that is no field of its own. */
  momentOf(text: string, place: string): Moment | undefined {
    const read = readMoment(text, this.#zone)
    if (read !== 'impossible') return read
    this.defect(`${place} is not a date`)
    return undefined
  }

  #checked(read: MomentRead, name: string, n: number): Moment | undefined {
    if (read === 'impossible') {
      this.defect(`${name}-${n} is not a date`)
      return undefined
    }
    if (read?.oddity) this.defect(`${name}-${n}: ${read.oddity}`)
    return read
  }

  /**
   * CE, CWE or CNE with the original and the alternate coding as sent, and what the profile
   * says a local code is beside them. Undefined when it holds nothing.
   */
  concept(field: Repetition): CodeableConcept | undefined {
    if (!field.isValued) return undefined
    const coding = [this.#coding(field, 1), this.#coding(field, 4)].filter((c) => c !== undefined)
    const { codes } = this.feed.profile
    const mapped = codes[`${field.text(1)}^${field.text(3)}`] ?? codes[field.text(1)]
    if (mapped) coding.push({ ...mapped })
    const text = field.words(9) || field.words(2) || field.words(5) || field.words(1)
    if (text === '' && coding.length === 0) return undefined
    return { ...(coding.length > 0 && { coding }), ...(text && { text }) }
  }

  #coding(field: Repetition, at: number): Coding | undefined {
    const code = field.text(at)
    if (code === '') return undefined
    const display = field.words(at + 1)
    return { system: this.codeSystem(field.text(at + 2)), code, ...(display && { display }) }
  }

  /** `""` says that there is none, unless the feed writes it everywhere (HL7-08). */
  isGone(segment: Segment, n: number): boolean {
    if (!segment.isNull(n)) return false
    const { nulls, nullMode } = this.feed.profile
    const said = nulls[`${segment.name}-${n}` as EmptiedField]
    return (said ?? (nullMode === 'ignore' ? 'ignore' : 'delete')) === 'delete'
  }

  /** What an authority numbers, under the feed's organisation; `usual` where none is named. */
  namespace(authority: string, usual: string): string {
    return `${this.org}/${authority && authority !== this.org ? authority : usual}`
  }

  /** A terminology we know by its usual names; else the sender's own, under its organisation. */
  codeSystem(name: string): string {
    const known = codeSystems[name.toUpperCase().replace(/[\s._-]/g, '')]
    return known ?? this.namespace(name, 'local')
  }
}

const snomed = 'http://snomed.info/sct'
const icd10 = 'http://hl7.org/fhir/sid/icd-10'
const opcs4 = 'https://fhir.hl7.org.uk/CodeSystem/OPCS-4'
const loinc = 'http://loinc.org'
const dmd = 'https://dmd.nhs.uk'

const codeSystems: Readonly<Record<string, string>> = {
  SCT: snomed,
  SNM: snomed,
  SNM3: snomed,
  SNOMED: snomed,
  SNOMEDCT: snomed,
  SNOMEDCTUK: snomed,
  I10: icd10,
  ICD10: icd10,
  OPCS: opcs4,
  OPCS4: opcs4,
  O4: opcs4,
  LN: loinc,
  LOINC: loinc,
  DMD: dmd,
  'DM+D': dmd,
  UCUM: 'http://unitsofmeasure.org',
  CVX: 'http://hl7.org/fhir/sid/cvx',
}
