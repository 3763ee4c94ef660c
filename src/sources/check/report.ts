/** What a check has found, as values: drawn as text, Markdown or HTML elsewhere. */

import type { Translated } from '#vocabulary'
import type { FeedProfile } from '../feed-profile.ts'
import type { Envelope } from '../hl7v2/envelope.ts'
import type { Message } from '../hl7v2/parts/message.ts'
import type { Reading } from '../hl7v2/parts/reading.ts'
import type { Discretion } from './discretion.ts'

/** One message, read as the profile says. */
export interface Seen {
  /** 'admissions.hl7, message 3'. */
  readonly place: string
  readonly bytes: Uint8Array
  readonly envelope: Envelope
  readonly message: Message
  readonly reading: Reading
  readonly translated: Translated
  readonly discretion: Discretion
}

export interface Finding {
  /** `wrong`: the profile does not do for these messages. `look`: somebody should know. */
  readonly level: 'wrong' | 'look'
  readonly words: string
  readonly times?: number
  /** Where it was seen first. */
  readonly place?: string
}

export interface Section {
  readonly title: string
  readonly about: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Keys to add to the profile or to give another value. */
export interface Suggestion {
  readonly why: string
  readonly add: Partial<FeedProfile>
  /** What the messages cannot say: to be asked of the sender first. */
  readonly ask?: string
}

export interface Outline {
  readonly findings: Finding[]
  readonly sections: Section[]
  readonly suggestions: Suggestion[]
}

/** One question that is asked of every message. */
export interface Topic {
  add(seen: Seen): void
  say(outline: Outline): void
}

export interface CheckReport extends Outline {
  readonly profile: { readonly name: string; readonly version: number; readonly about?: string }
  readonly fits: boolean
  readonly figures: readonly { readonly label: string; readonly value: number }[]
  /** The profile with everything that is suggested: one version higher, to be looked through. */
  readonly proposal: object
}
