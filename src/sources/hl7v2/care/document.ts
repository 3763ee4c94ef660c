/** MDM: letters and other documents by TXA and what follows it (HL7 v2.4 ch.9; HL7-21). */
import type { CodeableConcept, Reference } from 'fhir/r4'
import type { Attachment, SetAsidePart, Statement } from '#vocabulary'
import { Saying } from '../latest.ts'
import { practitioner } from '../parts/datatypes.ts'
import type { Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'
import { embeddedDocuments, embeddedText, isRead } from '../results/embedded.ts'
import { type ResultLines, resultLines } from '../results/observation.ts'
import { placeOf } from '../results/reported-document.ts'
import { assembleDocument, type DocumentState } from './document-fold.ts'

export interface Documents {
  readonly statements: Statement[]
  readonly setAside: SetAsidePart[]
}

/** TXA-17: only AU and LA were authenticated; all else is a draft. */
const finalStates = new Set(['AU', 'LA'])

export function documents(segments: readonly Segment[], reading: Reading): Documents {
  const all = documentGroups(segments).map((group) => oneDocument(group, reading))
  return {
    statements: all.flatMap((one) => one.statements),
    setAside: all.flatMap((one) => one.setAside),
  }
}

/** From one TXA to the next. */
function documentGroups(segments: readonly Segment[]): [Segment, ...Segment[]][] {
  const groups: [Segment, ...Segment[]][] = []
  for (const segment of segments) {
    if (segment.name === 'TXA') groups.push([segment])
    else groups.at(-1)?.push(segment)
  }
  return groups
}

function oneDocument([txa, ...content]: [Segment, ...Segment[]], reading: Reading): Documents {
  const { trigger } = reading
  const said = [reading.recorded, reading.sent ?? 0] as const
  const saying = new Saying(said)
  const setAside: SetAsidePart[] = []
  const attachments = sayContent(txa, content, saying, setAside, reading)
  sayDescription(txa, saying, reading)
  saying.put('cancelled', trigger === 'T11' || txa.text(19).toUpperCase() === 'CA')
  const relation = relations[trigger]
  const { own, parent } = numbers(txa, relation, reading)
  if (relation && parent) saying.put('relatesTo', { code: relation, number: parent })
  const isRestricted = restricted.has(txa.text(18).toUpperCase())
  const statements = [statement(own, saying, reading, attachments, isRestricted)]
  if (relation === 'replaces' && parent) {
    const superseding = new Saying(said)
    superseding.put('superseded', true)
    statements.push(statement(parent, superseding, reading, [], isRestricted))
  }
  return { statements, setAside }
}

/** The number of this document, and of that to which it is added or which it replaces. */
function numbers(
  txa: Segment,
  relation: 'appends' | 'replaces' | undefined,
  reading: Reading,
): { own: string; parent: string } {
  const own = numberOf(txa, 12) || txa.words(16) || numberOf(txa, 15) || reading.controlId || 'none'
  const parent = numberOf(txa, 13)
  if (parent !== '' && parent !== own) return { own, parent }
  // One that replaces itself is its own new state; what is added under the same number is not.
  return relation === 'appends'
    ? { own: `${own} addendum ${reading.recorded}`, parent: own }
    : { own, parent: '' }
}

/** TXA-18, table 0272, and as some write it. */
const restricted: ReadonlySet<string> = new Set(['R', 'V', 'RE', 'VR'])

const relations: Readonly<Record<string, 'appends' | 'replaces'>> = {
  T05: 'appends',
  T06: 'appends',
  T09: 'replaces',
  T10: 'replaces',
}

function statement(
  number: string,
  saying: Saying,
  reading: Reading,
  attachments: readonly Attachment[],
  isRestricted: boolean,
): Statement {
  const state: DocumentState = { number, namespace: `${reading.org}/DOCUMENT`, facts: saying.facts }
  return {
    kind: 'DocumentReference',
    sourceId: number,
    eventTime: reading.eventTime,
    resource: assembleDocument(state),
    combine: 'document',
    state,
    ...(attachments.length > 0 && { attachments }),
    ...(isRestricted && { labels: ['restricted'] }),
  }
}

/** EI, whose number stands in the third component with some senders. */
function numberOf(txa: Segment, n: number): string {
  const number = txa.first(n)
  return number.text(1) || number.text(3) || number.text(2)
}

function sayDescription(txa: Segment, saying: Saying, reading: Reading): void {
  saying.put('type', reading.concept(txa.first(2)))
  const date = reading.moment(txa, 4) ?? reading.moment(txa, 6) ?? reading.occurred
  saying.put('date', date?.date)
  const authors = [9, 5, 10]
    .map((n) => practitioner(txa.first(n), reading))
    .filter((one) => one !== undefined)
  saying.put('author', authors[0] as Reference | undefined)
  const authenticator = practitioner(txa.first(22), reading)
  saying.put('authenticator', authenticator)
  const state = txa.text(17).toUpperCase()
  saying.put('docStatus', state ? (finalStates.has(state) ? 'final' : 'preliminary') : undefined)
  const availability = txa.text(19).toUpperCase()
  saying.put('obsolete', availability ? availability === 'OB' : undefined)
  saying.put('unavailable', availability ? availability === 'UN' : undefined)
  saying.put('fileName', txa.words(16) || undefined)
}

/** Documents, and pointers to what is kept elsewhere, which are never followed. */
const notText = new Set(['ED', 'RP', 'HD', 'EI', 'UI'])

const isPointer = (results: readonly ResultLines[]): boolean =>
  results.some(({ type, lines }) => type === 'RP' && lines.some((obx) => obx.first(5).isValued))

/** All lines of text are one plain text; each embedded document is its own. */
function sayContent(
  txa: Segment,
  segments: readonly Segment[],
  saying: Saying,
  setAside: SetAsidePart[],
  reading: Reading,
): Attachment[] {
  const concept: CodeableConcept | undefined = reading.concept(txa.first(2))
  const title = concept?.text ?? 'Document'
  const results = resultLines(segments)
  const text = results
    .filter((result) => !notText.has(result.type))
    .flatMap((result) => result.lines.flatMap((obx) => obx.lines(5)))
    .join('\n')
  const found = text.trim() === '' ? [] : [embeddedText(text, title)]
  for (const result of results) {
    if (result.type !== 'ED') continue
    for (const one of embeddedDocuments(result.lines, title)) {
      if (isRead(one)) found.push(one)
      else setAside.push({ ...one, place: placeOf(result.lines[0] as Segment, reading) })
    }
  }
  const content = found.map((one) => ({ attachment: one.fhir }))
  if (content.length > 0) saying.put('content', content)
  else if (isPointer(results)) saying.put('elsewhere', true)
  return found.map((one) => one.attachment)
}
