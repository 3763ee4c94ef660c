/** Who sends: MSH-3 and MSH-4, whether the profile is theirs, and what else they say of themselves. */
import { isOdsCode } from '#vocabulary'
import type { FeedProfile } from '../feed-profile.ts'
import { whyNotTaken } from '../hl7v2/acceptance.ts'
import { type FeedProfiles, mayWrite } from '../known-profiles.ts'
import type { Outline, Seen, Topic } from './report.ts'
import { Tally } from './tally.ts'

interface Sender {
  readonly application: string
  readonly facility: string
  /** The profile that would read it. */
  readonly reader: string
  readonly organisation: string
}

export class Senders implements Topic {
  readonly #profile: FeedProfile
  readonly #profiles: FeedProfiles
  readonly #senders = new Tally<Sender>()
  readonly #refused = new Tally<string>()
  readonly #notAllowed = new Tally<string>()
  readonly #processing = new Tally<string>()
  #numbered = 0

  constructor(profile: FeedProfile, profiles: FeedProfiles) {
    this.#profile = profile
    this.#profiles = profiles
  }

  add({ envelope, bytes, reading, discretion, place }: Seen): void {
    const { application, facility } = envelope
    const { profile: reader } = this.#profiles.forSender(application, facility)
    const sender = {
      application: discretion.code(application),
      facility: discretion.code(facility),
      reader: reader.name,
      organisation: discretion.code(reading.org),
    }
    this.#senders.add(`${sender.application}|${sender.facility}`, sender)
    if (!mayWrite(reading.feed)) this.#notAllowed.add(sender.organisation, place)
    this.#processing.add(envelope.processingId || '(empty)', place)
    if (reading.message.header.text(13)) this.#numbered += 1
    const notTaken = whyNotTaken(envelope, bytes, this.#profile, false)
    if (notTaken) this.#refused.add(notTaken.words, place)
  }

  say(outline: Outline): void {
    const senders = this.#senders.ranked()
    const { name } = this.#profile
    outline.sections.push({
      title: 'Senders',
      about: 'MSH-3 and MSH-4 as sent, and which profile would read them if this one is put.',
      head: ['application', 'facility', 'messages', 'writes for', 'is read by'],
      rows: senders.map(({ first, times }) => [
        first.application || '(empty)',
        first.facility || '(empty)',
        String(times),
        first.organisation,
        first.reader,
      ]),
    })
    const strangers = senders.filter(({ first }) => first.reader !== name)
    if (strangers.length > 0 && name !== 'best-of-it') {
      outline.findings.push({
        level: 'wrong',
        words: 'Messages come from senders that the profile does not name, and would not read them',
        times: strangers.reduce((sum, { times }) => sum + times, 0),
      })
      outline.suggestions.push({
        why: 'The profile is chosen by its senders.',
        ask: 'Are all of these its senders, or did messages of others get into the folder?',
        add: {
          senders: [
            ...this.#profile.senders,
            ...strangers.filter(isShown).map(({ first }) => ({
              ...(first.application && { application: first.application }),
              ...(first.facility && { facility: first.facility }),
            })),
          ],
        },
      })
    }
    for (const { name: words, times, first } of this.#refused.ranked()) {
      outline.findings.push({
        level: 'wrong',
        words: `Would be answered AR, not to be sent again: ${words}`,
        times,
        place: first,
      })
    }
    for (const { times, first } of this.#notAllowed.ranked()) {
      outline.findings.push({
        level: 'wrong',
        words: 'The organisation is not one that the feed may write for (organisationsAllowed)',
        times,
        place: first,
      })
    }
    const nameless = senders.filter(({ first }) => !isOdsCode(first.organisation.toUpperCase()))
    if (nameless.length > 0) {
      outline.findings.push({
        level: 'look',
        words: 'MSH-4 is no ODS code: name the organisation in the profile ("organisation")',
        times: nameless.reduce((sum, { times }) => sum + times, 0),
      })
    }
    const training = this.#processing.ranked().filter(({ name: id }) => /^[TD]$/i.test(id))
    for (const { name: id, times, first } of training) {
      outline.findings.push({
        level: 'look',
        words: `MSH-11 is ${id.toUpperCase()}, training or debugging: in production these are answered AR`,
        times,
        place: first,
      })
    }
    const isCounted =
      this.#numbered > 0 && this.#numbered >= senders.reduce((n, s) => n + s.times, 0)
    if (isCounted && this.#profile.expects?.sequence !== 'MSH-13') {
      outline.suggestions.push({
        why: 'Every message carries a sequence number (MSH-13): gaps could be noticed.',
        ask: 'Does the sender count without gaps, per destination?',
        add: { expects: { ...this.#profile.expects, sequence: 'MSH-13' } },
      })
    }
  }
}

/** A sender that says nothing of itself, or something that is not repeated, cannot be named. */
const isShown = ({ name }: { readonly name: string }): boolean => name !== '|' && !/\(/.test(name)
