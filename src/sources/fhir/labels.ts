/** Security labels (R4 security-labels.html): confidentiality R and V are restricted. */
import { asElement, asElements, asText } from './element.ts'

const restrictedCodes: ReadonlySet<string> = new Set(['R', 'V'])

/**
 * Of the resource's meta, of the bundle's, and of DocumentReference.securityLabel. The code
 * counts with any Confidentiality system and with none: leaving a system out must not open it.
 */
export function labelsOf(...labelled: readonly unknown[]): readonly string[] | undefined {
  const codings = labelled.flatMap((each) => {
    const element = asElement(each)
    const concepts = asElements(element?.securityLabel).flatMap((label) => asElements(label.coding))
    return [...asElements(element?.security), ...concepts]
  })
  const restricted = codings.some((coding) => {
    const system = asText(coding.system)
    if (system && !/Confidentiality$/i.test(system)) return false
    return restrictedCodes.has(asText(coding.code)?.toUpperCase() ?? '')
  })
  return restricted ? ['restricted'] : undefined
}
