/**
 * AL1 and IAM as AllergyIntolerance (HL7 v2.4 ch.3 §3.4.6, §3.4.7; ALG-00, ALG-01). AL1 is the
 * whole list as its sender now has it: what a later list leaves out is no longer asserted, and a
 * message without any AL1 says nothing (HL7-10). IAM tells single changes.
 */
import type { AllergyIntolerance, AllergyIntoleranceReaction, CodeableConcept } from 'fhir/r4'
import type { Statement } from '#vocabulary'
import { listStatement } from '../listed.ts'
import type { Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'
import { noteText } from '../results/observation.ts'
import { Telling } from '../telling.ts'

const snomed = 'http://snomed.info/sct'
const noneKnown =
  /^(nkda|nka|nil known|none known|no known (drug )?(allerg(y|ies)|sensitivities)|no known (drug )?allerg(y|ies) or intolerances?)\.?$/i

/** Table 0127, and what the NHS tables add to it. */
const categories: Readonly<Record<string, NonNullable<AllergyIntolerance['category']>[number]>> = {
  DA: 'medication',
  MA: 'medication',
  MC: 'medication',
  FA: 'food',
  EA: 'environment',
  AA: 'environment',
  PA: 'environment',
  LA: 'environment',
}

/** ITK: intolerances to drugs, others, chemicals, and of unknown kind. */
const intolerances = new Set(['IO', 'OC', 'IC', 'IN'])

/**
 * `isList`: AL1 of this message is its sender's whole list of the patient's allergies, as it is
 * in ADT; in an order it is what the sender found worth telling beside it.
 */
export function allergies(
  segments: readonly Segment[],
  reading: Reading,
  isList = true,
): Statement[] {
  const told = segments.flatMap((segment, index) => {
    if (segment.name !== 'AL1' && segment.name !== 'IAM') return []
    const rest = segments.slice(index + 1)
    const end = rest.findIndex((one) => one.name !== 'IAR' && one.name !== 'NTE')
    return allergy(segment, end < 0 ? rest : rest.slice(0, end), reading) ?? []
  })
  const statements = told.map((one) => one.statement)
  const listed = told.filter((one) => !one.isDelta).map((one) => one.statement)
  const said = [reading.recorded, reading.sent ?? 0] as const
  const list = isList ? listStatement('AL1', listed, notAsserted, said) : undefined
  return list ? [list, ...statements] : statements
}

const taken = {
  verificationStatus: status('verification', 'entered-in-error'),
  clinicalStatus: null,
}
/** A later list does not say that it was wrong, only that it is not told any more. */
const notAsserted = {
  final: false,
  set: { clinicalStatus: status('clinical', 'inactive'), verificationStatus: null },
}

function allergy(
  segment: Segment,
  behind: readonly Segment[],
  reading: Reading,
): { statement: Statement; isDelta: boolean } | undefined {
  const field = segment.first(3)
  const sent = reading.concept(field)
  const isDelta = segment.name === 'IAM'
  const id = isDelta ? segment.text(7) : ''
  const action = isDelta ? segment.text(6).toUpperCase() : ''
  const sourceId = id || field.text(1) || sent?.text?.toLowerCase()
  if (!sourceId || (!sent?.text && action !== 'D')) return undefined
  const telling = new Telling('AllergyIntolerance', reading)
  const isNone = noneKnown.test(sent?.text?.trim() ?? '')
  sayStanding(segment, action, telling)
  telling.put('patient', { type: 'Patient' })
  const kind = segment.text(2).toUpperCase()
  if (sent?.text) {
    const code = isNone ? noKnownAllergy(sent) : undecoded(field.text(1), field.words(2), sent)
    telling.put('code', code)
  }
  const category = categories[kind]
  if (category && !isNone) telling.put('category', [category])
  if (intolerances.has(kind) && !isNone) telling.put('type', 'intolerance')
  telling.put('onsetDateTime', reading.moment(segment, isDelta ? 11 : 6)?.date)
  telling.put('recordedDate', isDelta ? reading.moment(segment, 13)?.date : undefined)
  const severity = severityOf(segment)
  // A reaction that is told as less than severe now is no longer critical.
  if (severity) telling.put('criticality', severity === 'severe' ? 'high' : null)
  if (isDelta) telling.put('type', kinds[segment.text(9).toUpperCase()])
  const reactions = reactionsOf(segment, severity, behind)
  telling.put('reaction', reactions.length > 0 ? reactions : undefined)
  const words = behind
    .filter((one) => one.name === 'NTE')
    .flatMap(noteText)
    .join('\n')
  telling.put('note', words ? [{ text: words }] : undefined)
  return { statement: telling.statement(sourceId), isDelta }
}

/** IAM-9, table 0436. */
const kinds: Readonly<Record<string, AllergyIntolerance['type']>> = {
  AL: 'allergy',
  IN: 'intolerance',
  SE: 'intolerance',
}

/** The reactions of the segment itself, and of each IAR behind it (v2.6 and later). */
function reactionsOf(
  segment: Segment,
  severity: ReturnType<typeof severityOf>,
  behind: readonly Segment[],
): AllergyIntoleranceReaction[] {
  const own = segment.repetitions(5).map((one) => ({ text: one.words(2) || one.words(1) }))
  const further = behind
    .filter((one) => one.name === 'IAR' && one.first(1).isValued)
    .map((iar): AllergyIntoleranceReaction => {
      const worse = severityAt(iar, 2)
      const done = iar.words(4)
      return {
        manifestation: [{ text: iar.words(1, 2) || iar.words(1) }],
        ...(worse && { severity: worse }),
        ...(done && { description: done }),
      }
    })
  const first = own.length > 0 ? [{ manifestation: own, ...(severity && { severity }) }] : []
  return [...first, ...further]
}

/** IAM-6 says what is done, IAM-17 how certain it is; AL1 can only assert. */
function sayStanding(segment: Segment, action: string, telling: Telling): void {
  if (action === 'D') {
    telling.stands(taken)
    return
  }
  const certainty = segment.name === 'IAM' ? segment.text(17).toUpperCase() : ''
  const verification = certainties[certainty]
  const clinical = /^(I|INACTIVE|RESOLVED)$/.test(certainty) ? 'inactive' : 'active'
  telling.stands({
    clinicalStatus: verification === 'refuted' ? null : status('clinical', clinical),
    verificationStatus: verification ? status('verification', verification) : null,
  })
}

/** Table 0438. */
const certainties: Readonly<Record<string, string>> = {
  U: 'unconfirmed',
  P: 'unconfirmed',
  S: 'unconfirmed',
  C: 'confirmed',
  D: 'refuted',
}

const severities: Readonly<Record<string, 'mild' | 'moderate' | 'severe'>> = {
  SV: 'severe',
  MO: 'moderate',
  MI: 'mild',
}

/** The numbers of the NHS table are not decoded: nothing says which end is the worse (§1.9). */
const severityOf = (segment: Segment) => severityAt(segment, 4)
const severityAt = (segment: Segment, n: number) =>
  severities[segment.text(n).toUpperCase()] ??
  severityWords.find(([shape]) => shape.test(segment.words(n, 2)))?.[1]

const severityWords = [
  [/^severe\b/i, 'severe'],
  [/^moderate\b/i, 'moderate'],
  [/^mild\b/i, 'mild'],
] as const

function status(kind: 'clinical' | 'verification', code: string): CodeableConcept {
  const system = `http://terminology.hl7.org/CodeSystem/allergyintolerance-${kind}`
  return { coding: [{ system, code }] }
}

const noKnownAllergy = (sent: CodeableConcept): CodeableConcept => ({
  coding: [{ system: snomed, code: '716186003', display: 'No known allergy' }],
  text: sent.text as string,
})

/**
 * The printed NHS table of Z88 codes is shifted by one against ICD-10, so the code alone could
 * name the wrong drug: it is kept as sent, under the sender's own system, without a meaning.
 */
function undecoded(code: string, words: string, sent: CodeableConcept): CodeableConcept {
  if (!/^Z88/i.test(code)) return sent
  const degraded = {
    system: snomed,
    code: '196461000000101',
    display: 'Transfer-degraded drug allergy',
  }
  const kept = { system: 'urn:lcr:not-decoded', code }
  return { coding: [degraded, kept], text: words || `Drug allergy, sent only as code ${code}` }
}
