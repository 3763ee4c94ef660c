/** How it is written: character sets, `""`, times and their offsets. */
import type { FeedProfile } from '../feed-profile.ts'
import type { Outline, Seen, Topic } from './report.ts'
import { percent, Tally } from './tally.ts'

/** Above this share of messages, `""` within composites is a habit and says nothing. */
const habitShare = 0.2

export class Habits implements Topic {
  readonly #profile: FeedProfile
  readonly #charsets = new Tally<string>()
  readonly #nulls = new Tally<string>()
  readonly #offsets = new Tally<string>()
  #messages = 0
  #withNullParts = 0

  constructor(profile: FeedProfile) {
    this.#profile = profile
  }

  add({ message, envelope, discretion, place }: Seen): void {
    this.#messages += 1
    const declared = discretion.code(envelope.charset) || '(nothing)'
    this.#charsets.add(`${declared}\n${message.charset}`, place)
    let hasNullParts = false
    for (const segment of message.segments) {
      // Text is no place for it: a pair of quotation marks there is a pair of quotation marks.
      if (!/^[A-Z][A-Z0-9]{2}$/.test(segment.name) || segment.name === 'NTE') continue
      segment.fields.forEach((raw, n) => {
        if (n === 0 || !raw.includes('""') || (segment.name === 'OBX' && n === 5)) return
        const isWhole = raw === '""'
        hasNullParts ||= !isWhole
        this.#nulls.add(`${segment.name}-${n}${isWhole ? '' : ', in components'}`, place)
      })
      if (['EVN', 'MSH', 'PV1', 'OBR', 'OBX'].includes(segment.name)) {
        for (const raw of segment.fields) {
          const zone = /^\d{12,14}(?:\.\d+)?([+-]\d{4})?(?:\^|$)/.exec(raw)
          if (zone) this.#offsets.add(zone[1] ?? 'none', place)
        }
      }
    }
    if (hasNullParts) this.#withNullParts += 1
  }

  say(outline: Outline): void {
    const { nullMode, timeZone, charset } = this.#profile
    outline.sections.push({
      title: 'Character sets',
      about: 'MSH-18 as declared, and what the bytes are. MSH-18 is not believed.',
      head: ['declared', 'found', 'messages'],
      rows: this.#charsets.ranked().map(({ name, times }) => [...name.split('\n'), String(times)]),
    })
    const pinned = this.#charsets
      .ranked()
      .find(({ name }) => charset && !/ascii/.test(name) && !name.endsWith(charset))
    if (pinned) {
      outline.findings.push({
        level: 'wrong',
        words: `The profile pins ${charset} and the bytes are something else`,
        times: pinned.times,
        place: pinned.first,
      })
    }
    outline.sections.push({
      title: 'Deleted values ("")',
      about: `The profile says nullMode "${nullMode}".`,
      head: ['where', 'times', 'what it does'],
      rows: this.#nulls
        .ranked()
        .map(({ name, times }) => [name, String(times), effectOf(name, this.#profile)]),
    })
    if (this.#withNullParts > habitShare * this.#messages && nullMode !== 'ignore') {
      outline.findings.push({
        level: 'wrong',
        words: `"" fills empty components in ${percent(this.#withNullParts, this.#messages)} of the messages: it says nothing there, and the profile takes it for a deletion in whole fields`,
        times: this.#withNullParts,
      })
      outline.suggestions.push({
        why: '"" stands for "empty" in this feed.',
        ask: 'Does "" in a whole field (a telephone number, the time of discharge) mean that it is gone?',
        add: { nullMode: 'ignore' },
      })
    }
    outline.sections.push({
      title: 'Times',
      about: `Times without an offset are taken to be of ${timeZone}.`,
      head: ['offset as sent', 'times'],
      rows: this.#offsets.ranked().map(({ name, times }) => [name, String(times)]),
    })
  }
}

const emptied = new Set(['PID-11', 'PID-13', 'PID-14', 'PID-15', 'PV1-45', 'PV2-9'])

function effectOf(name: string, { nulls, nullMode }: FeedProfile): string {
  const said = nulls[name as keyof typeof nulls]
  if (name === 'PID-8') return (said ?? nullMode) === 'delete' ? 'taken away' : 'nothing'
  if (!emptied.has(name)) return 'nothing'
  return (said ?? (nullMode === 'ignore' ? 'ignore' : 'delete')) === 'delete'
    ? 'taken away'
    : 'nothing'
}
