/** AL1 and IAM as AllergyIntolerance (HL7 v2.4 ch.3 §3.4.6, §3.4.7; ALG-00, ALG-01). */
import type { AllergyIntolerance, CodeableConcept } from 'fhir/r4'
import type { Statement } from '#vocabulary'
import type { Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'

const snomed = 'http://snomed.info/sct'
const noneKnown =
  /^(nkda|nka|nil known|none known|no known (drug )?(allerg(y|ies)|sensitivities))$/i

const categories: Readonly<Record<string, NonNullable<AllergyIntolerance['category']>[number]>> = {
  DA: 'medication',
  FA: 'food',
  EA: 'environment',
  AA: 'environment',
  PA: 'environment',
  LA: 'environment',
}

/** AL1 is a list without ids: an allergy is known by its code, else by its words. */
export function allergies(segments: readonly Segment[], reading: Reading): Statement[] {
  return segments.flatMap((segment) => {
    const found =
      segment.name === 'AL1' || segment.name === 'IAM' ? allergy(segment, reading) : undefined
    return found ? [found] : []
  })
}

function allergy(segment: Segment, reading: Reading): Statement | undefined {
  const field = segment.first(3)
  const sent = reading.concept(field)
  if (!sent?.text) return undefined
  const isDelta = segment.name === 'IAM'
  const id = isDelta ? segment.text(7) : ''
  const isNone = noneKnown.test(sent.text.trim())
  const isDeleted = isDelta && segment.text(6).toUpperCase() === 'D'
  const category = categories[segment.text(2).toUpperCase()]
  const onset = reading.moment(segment, isDelta ? 11 : 6)?.date
  const reactions = segment.repetitions(5).map((one) => one.words(2) || one.words(1))
  const severity = severities[segment.text(4).toUpperCase()]
  const manifestation = reactions.map((text) => ({ text }))
  const resource: AllergyIntolerance = {
    resourceType: 'AllergyIntolerance',
    ...(isDeleted
      ? { verificationStatus: status('verification', 'entered-in-error') }
      : { clinicalStatus: status('clinical', 'active') }),
    ...(category && !isNone && { category: [category] }),
    ...(severity === 'severe' && { criticality: 'high' }),
    code: isNone ? noKnownAllergy(sent) : undecoded(field.text(1), field.words(2), sent),
    patient: { type: 'Patient' },
    ...(onset && { onsetDateTime: onset }),
    ...(manifestation.length > 0 && {
      reaction: [{ manifestation, ...(severity && { severity }) }],
    }),
  }
  const sourceId = id || field.text(1) || sent.text.toLowerCase()
  return { kind: 'AllergyIntolerance', sourceId, eventTime: reading.eventTime, resource }
}

const severities: Readonly<Record<string, 'mild' | 'moderate' | 'severe'>> = {
  SV: 'severe',
  MO: 'moderate',
  MI: 'mild',
}

const status = (kind: 'clinical' | 'verification', code: string): CodeableConcept => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/allergyintolerance-${kind}`, code }],
})

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
