/** FHIR R4 Consent: not filed, but what it says of sharing is told (R4 consent.html). */
import type { ConsentSaid, Identification, SetAsideReason } from '#vocabulary'
import type { Entry } from './bundle.ts'
import { asElement, asElements, asText, type Element } from './element.ts'
import type { Reading } from './file-entry.ts'
import { eventTime, sourceIdOf } from './kinds.ts'
import { subjectOf } from './subject.ts'
import { validate } from './validate.ts'

export interface ConsentOf {
  readonly keyValue: string
  readonly identification: Identification
  readonly said: ConsentSaid
}

/** Nothing about this consent is lost: whose it is not is known waits for a human. */
export function readConsent(
  entry: Entry,
  { index, feed, message, receivedAt }: Reading,
): ConsentOf | { readonly reason: SetAsideReason; readonly words: string } {
  const { resource } = entry
  const invalid = validate(resource)
  if (invalid) return { reason: 'invalid', words: invalid }
  const subject = subjectOf(entry, index, feed)
  if (subject.outcome === 'set-aside') return { reason: subject.reason, words: subject.words }
  const concepts = [
    ...asElements(resource.category),
    ...asElements([resource.policyRule]),
    ...provisionsOf(resource).flatMap((provision) => asElements(provision.code)),
  ]
  const codings = concepts.flatMap((concept) => asElements(concept.coding))
  return {
    keyValue: subject.keyValue,
    identification: subject.identification,
    said: {
      sourceId: `Consent/${sourceIdOf(entry)}`,
      eventTime: eventTime(resource, message.time, receivedAt),
      codings: [
        ...codings.flatMap((coding) => {
          const code = asText(coding.code)
          const [system, display] = [asText(coding.system), asText(coding.display)]
          return code ? [{ code, ...(system && { system }), ...(display && { display }) }] : []
        }),
        ...(denies(resource) ? [deny] : []),
      ],
      text: concepts.flatMap((concept) => asText(concept.text) ?? []).join('; '),
      active: asText(resource.status) === 'active',
    },
  }
}

const deny = { system: 'http://hl7.org/fhir/consent-provision-type', code: 'deny' }

/** Of privacy; consent to research or to a treatment says nothing of the record. */
function denies(resource: Element): boolean {
  const scopes = asElements(asElement(resource.scope)?.coding).map((one) => asText(one.code))
  if (scopes.length > 0 && !scopes.includes('patient-privacy')) return false
  return provisionsOf(resource).some((provision) => asText(provision.type) === 'deny')
}

/** The provision and its exceptions. */
function provisionsOf(resource: Element): Element[] {
  const found: Element[] = []
  const waiting = [...asElements([resource.provision])]
  for (const provision of waiting) {
    found.push(provision)
    waiting.push(...asElements(provision.provision))
  }
  return found
}
