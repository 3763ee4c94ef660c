/** Finding an extension by what it is called, whichever of its many URLs the sender uses. */
import type { Extension } from 'fhir/r4'
import { words } from './concept.ts'
import { dateWords } from './dates.ts'
import { list, phrase, text } from './lenient.ts'
import { nameOf } from './names.ts'

interface Extended {
  readonly extension?: Extension[]
}

/**
 * By the end of its URL: 'PrescriptionType' finds UK Core's Extension-UKCore-PrescriptionType
 * and GP Connect's Extension-CareConnect-GPC-PrescriptionType-1. The NHS renames them with each
 * version of its profiles, and the meaning has stayed.
 */
export function extension(of: Extended | undefined, name: string): Extension | undefined {
  const extensions = of?.extension
  if (extensions === undefined) return undefined
  return list(extensions).find((each) => text(each.url)?.replace(/-\d+$/, '').endsWith(name))
}

/** The value in words, whatever type it has. */
export function extensionWords(of: Extended | undefined, name: string): string | undefined {
  const found = extension(of, name)
  if (!found) return undefined
  return (
    words(found.valueCodeableConcept) ??
    phrase(found.valueCoding?.display) ??
    phrase(found.valueCoding?.code) ??
    phrase(found.valueString) ??
    phrase(found.valueCode) ??
    dateWords(found.valueDateTime ?? found.valueDate) ??
    nameOf(found.valueReference) ??
    text(found.valueInteger ?? found.valueUnsignedInt ?? found.valuePositiveInt)
  )
}
