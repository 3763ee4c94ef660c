/** Which messages an event of a life becomes. */
import { feedNamed, keeperFeed, resultSender, visitSender } from './feeds.ts'
import { bundle } from './fhir/bundle.ts'
import { type AdtEvent, adt, merge, register } from './hl7v2/adt.ts'
import { mdm } from './hl7v2/mdm.ts'
import { oru } from './hl7v2/oru.ts'
import type { Person } from './people/person.ts'
import type { Draft } from './sending.ts'
import type { Entry, Keeper, Letter, Report, Stay } from './story/events.ts'
import { day, minute } from './time.ts'

/** Nothing is typed in at the moment it happens. */
const delay = (at: number): number => at + (1 + (Math.floor(at / 1000) % 8)) * minute

export function visitDraft(person: Person, stay: Stay, event: AdtEvent, occurred: number): Draft {
  const at = delay(occurred)
  return {
    at,
    feed: visitSender(stay.ods),
    form: 'hl7v2',
    write: (control) => adt({ event, person, stay, occurred, sent: at, control }),
  }
}

export function stayDrafts(person: Person, stay: Stay): Draft[] {
  const [first, ...moves] = stay.moves
  const draft = (event: AdtEvent, at: number) => visitDraft(person, stay, event, at)
  const drafts = [draft(stay.setting === 'inpatient' ? 'A01' : 'A04', first!.at)]
  for (const move of moves) drafts.push(draft('A02', move.at))
  for (const { from, to } of stay.leave ?? []) {
    drafts.push(draft('A21', from))
    if (to !== undefined) drafts.push(draft('A22', to))
  }
  if (stay.cancelled !== undefined) drafts.push(draft('A11', stay.cancelled))
  if (stay.end !== undefined) drafts.push(draft('A03', stay.end))
  return drafts
}

export const reportDraft = (person: Person, report: Report): Draft => ({
  at: report.at,
  feed: resultSender(report.ods),
  form: 'hl7v2',
  write: (control) => oru({ person, report, sent: report.at, control }),
})

export const letterDraft = (person: Person, letter: Letter): Draft => ({
  at: letter.at,
  feed: visitSender(letter.ods),
  form: 'hl7v2',
  write: (control) => mdm({ person, letter, sent: letter.at, control }),
})

/** Undefined when no system keeps such entries for this person. */
export function bundleDraft(
  person: Person,
  keeper: Keeper,
  entries: readonly Entry[],
  at: number,
  died?: number,
): Draft | undefined {
  const feed = keeperFeed(keeper, person.practice)
  if (!feed) return undefined
  const { name, form } = feedNamed(feed)
  return { at, feed: name, form, write: () => bundle({ person, keeper, entries, at, died }) }
}

/** Registered a second time under the new name, and put right: A28, then A40. */
export function twiceRegistered(person: Person, now: number): Draft[] {
  const ods = 'RJ2'
  const retired = person.numbers[ods].replace('L', 'L9')
  const double: Person = {
    ...person,
    formerFamily: undefined,
    numbers: { ...person.numbers, [ods]: retired },
  }
  const [registered, merged] = [now - 41 * day, now - 40 * day]
  const feed = visitSender(ods)
  return [
    {
      at: registered,
      feed,
      form: 'hl7v2',
      write: (control) => register({ person: double, ods, sent: registered, control }),
    },
    {
      at: merged,
      feed,
      form: 'hl7v2',
      write: (control) => merge({ person, ods, sent: merged, control, retired }),
    },
  ]
}
