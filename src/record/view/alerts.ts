/** Flags: what somebody wants the next person to know before anything else. */
import type { Annotation, Flag } from 'fhir/r4'
import { codes, manyWords, titled } from './concept.ts'
import { dateOf, endedBefore } from './dates.ts'
import { extension, extensionWords } from './extensions.ts'
import { text, wordsFor } from './lenient.ts'
import type { Entry, Line } from './line.ts'
import { nameOf } from './names.ts'
import { notesOf } from './notes.ts'
import { resuscitationAlert } from './resuscitation.ts'

const statuses = { active: 'Active', inactive: 'Inactive' }

export function flag(resource: Flag, entry: Entry): Line | undefined {
  const end = dateOf(resource.period?.end)
  const title = titled(resource.code, 'Alert') ?? manyWords(resource.category)
  // A flag about risk whose time is over is history, and must not read as a warning (§2.8).
  const past = resource.status === 'inactive' || endedBefore(end, entry.provenance.receivedAt)
  const said = extension(resource, 'FlagNotes')?.valueAnnotation
  const note = said ?? (resource as { note?: Annotation[] }).note
  return {
    section: 'alerts',
    title: title ?? 'Alert: not described',
    status: past && resource.status === 'active' ? 'Ended' : wordsFor(statuses, resource.status),
    past: past ? true : undefined,
    date: dateOf(resource.period?.start),
    end,
    by: nameOf(resource.author, resource),
    alert: past ? undefined : (resuscitationAlert(resource.code) ?? title ?? 'Alert'),
    facts: [
      ['Category', manyWords(resource.category)],
      ['Priority', extensionWords(resource, 'flag-priority')],
      ['Detail', extensionWords(resource, 'flag-detail')],
    ],
    notes: [
      ...notesOf(note as Annotation[] | undefined, resource),
      ...[text(extension(resource, 'FlagNotes')?.valueString)].filter((each) => each !== undefined),
    ],
    codes: codes(resource.code),
  }
}
