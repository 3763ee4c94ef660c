/**
 * What a profile would do to messages that somebody has in a folder, before anything is connected:
 * every message is read as it would be read, and what the profile lacks is said with the lines to
 * add. Pure: no server, no database; nothing of a patient in the answer.
 */
import { type FeedFacts, type FeedProfile, readFeedProfile } from '../feed-profile.ts'
import { peek } from '../hl7v2/envelope.ts'
import { readMessage } from '../hl7v2/parts/message.ts'
import { Reading } from '../hl7v2/parts/reading.ts'
import { splitMessages } from '../hl7v2/split-messages.ts'
import { FeedProfiles, spokenBy } from '../known-profiles.ts'
import { translate } from '../translate.ts'
import { Codes } from './codes.ts'
import { Discretion } from './discretion.ts'
import { Habits } from './habits.ts'
import { Identifiers } from './identifiers.ts'
import { Outcomes } from './outcomes.ts'
import type { CheckReport, Outline, Topic } from './report.ts'
import { Senders } from './senders.ts'
import { Visits } from './visits.ts'

export class ProfileCheck {
  readonly #written: object
  readonly #profile: FeedProfile
  readonly #outcomes: Outcomes
  readonly #topics: readonly Topic[]
  readonly #now: number
  readonly #isNew: boolean
  #files = 0
  #messages = 0

  /**
   * `now`, epoch ms, stands for when the messages are received; a profile that `isNew` keeps its
   * version in what is proposed. Throws Failure `invalid`.
   */
  constructor(written: object, now: number, { isNew = false } = {}) {
    this.#written = written
    this.#now = now
    this.#isNew = isNew
    this.#profile = readFeedProfile(written)
    this.#outcomes = new Outcomes(this.#profile)
    this.#topics = [
      this.#outcomes,
      new Senders(this.#profile, new FeedProfiles([written])),
      new Identifiers(this.#profile),
      new Visits(this.#profile),
      new Codes(this.#profile),
      new Habits(this.#profile),
    ]
  }

  /** One file with one message or many: framed, in a batch, or one after the other. */
  add(fileName: string, bytes: Uint8Array): void {
    this.#files += 1
    const messages = splitMessages(bytes)
    for (const [index, message] of messages.entries()) {
      this.#messages += 1
      this.#addMessage(fileName, messages.length > 1 ? index + 1 : undefined, message)
    }
  }

  #addMessage(fileName: string, index: number | undefined, bytes: Uint8Array): void {
    const envelope = peek(bytes)
    const message = readMessage(bytes, this.#profile.charset)
    const discretion = new Discretion(message)
    const name = discretion.fileName(fileName) ?? `file ${this.#files} by name`
    const place = index === undefined ? name : `${name}, message ${index}`
    if (!envelope || !message) {
      this.#outcomes.addUnreadable(place)
      return
    }
    const facts: FeedFacts = spokenBy(this.#profile, envelope.application, envelope.facility)
    const translated = translate('hl7v2', bytes, facts, this.#now)
    const reading = new Reading(message, facts, this.#now)
    const seen = { place, bytes, envelope, message, reading, translated, discretion }
    for (const topic of this.#topics) topic.add(seen)
  }

  report(): CheckReport {
    const outline: Outline = { findings: [], sections: [], suggestions: [] }
    for (const topic of this.#topics) topic.say(outline)
    if (this.#messages === 0) {
      outline.findings.push({ level: 'wrong', words: 'There was no message to read' })
    }
    const { name, version, about } = this.#profile
    const rank = { wrong: 0, look: 1 }
    return {
      ...outline,
      findings: outline.findings.sort((a, b) => rank[a.level] - rank[b.level]),
      sections: outline.sections.filter(({ rows }) => rows.length > 0),
      profile: { name, version, ...(about && { about }) },
      fits: outline.findings.every(({ level }) => level !== 'wrong'),
      figures: [
        { label: 'files', value: this.#files },
        { label: 'messages', value: this.#messages },
        { label: 'would be filed', value: this.#outcomes.filed },
        { label: 'would be set aside', value: this.#outcomes.setAside },
      ],
      proposal: this.#proposal(outline),
    }
  }

  #proposal({ suggestions }: Outline): object {
    const added = Object.assign({}, ...suggestions.map(({ add }) => add))
    const isRaised = suggestions.length > 0 && !this.#isNew
    const version = isRaised ? { version: this.#profile.version + 1 } : {}
    return { ...this.#written, ...version, ...added }
  }
}
