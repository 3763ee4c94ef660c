/**
 * Makes a resource read alone: what it refers to is named in place, and what is never filed by
 * itself but says more than a name (a medicinal product, a specimen, a goal) goes inside it.
 */
import type { Entry } from './bundle.ts'
import { conceptText, describe, publicIdentifier } from './describe.ts'
import { asElement, asElements, asText, type Element } from './element.ts'
import { conditionalIdentifier, type Index, resolve, type Target } from './resolve.ts'

interface Completed {
  readonly resource: Element
  /** References into this message that nothing in it answers, by path. */
  readonly defects: readonly string[]
}

/** Names of resources as later messages of this feed will say them: the kind and sourceId. */
type NameOf = (entry: Entry) => string | undefined

const embeddedKinds: ReadonlySet<string> = new Set(['Medication', 'Specimen', 'Goal'])
const referenceElements: ReadonlySet<string> = new Set([
  'reference',
  'type',
  'identifier',
  'display',
  'id',
  'extension',
])

export function complete(entry: Entry, index: Index, nameOf: NameOf): Completed {
  const embedded = new Map<Entry, Element>()
  const taken = new Set(asElements(entry.resource.contained).map((each) => each.id))
  const defects: string[] = []

  const embed = (target: Entry): string => {
    const held = embedded.get(target)
    if (held) return String(held.id)
    const id = freeId(target, taken)
    embedded.set(target, { id, resourceType: target.kind })
    const inner = { ...walk(target.resource, target, target.kind, false), id } as Element
    // A contained resource may hold none itself (R4 references.html#contained).
    const { contained: _left, ...flat } = inner
    embedded.set(target, flat)
    return id
  }

  const walk = (value: unknown, from: Entry, path: string, embeds: boolean): object => {
    if (Array.isArray(value)) {
      return value.map((each, at) => step(each, from, `${path}[${at}]`, embeds))
    }
    const parts = Object.entries(value as Element).map(([name, each]) => [
      name,
      name === 'text' && path === from.kind ? each : step(each, from, `${path}.${name}`, embeds),
    ])
    const element = Object.fromEntries(parts) as Element
    if (!isReference(element)) return element
    const target = resolve(element, from, index)
    if (!target && asText(element.reference)?.startsWith('urn:')) {
      defects.push(`${path} points at nothing in the message`)
    }
    return named(element, target, from, embeds)
  }

  const step = (each: unknown, from: Entry, path: string, embeds: boolean): unknown =>
    typeof each === 'object' && each !== null ? walk(each, from, path, embeds) : each

  const named = (
    reference: Element,
    target: Target | undefined,
    from: Entry,
    embeds: boolean,
  ): Element => {
    if (!target) return withConditional(reference)
    const home = target.entry ?? from
    const follow = (inner: Element) => resolve(inner, home, index)?.resource
    const display = asText(reference.display) ?? describe(target.resource, follow)
    const identifier = reference.identifier ?? publicIdentifier(target.resource)
    const inside = embeds && target.entry && embeddedKinds.has(target.kind)
    const name = target.entry && (inside ? `#${embed(target.entry)}` : nameOf(target.entry))
    return {
      ...reference,
      ...(name ? { reference: name } : {}),
      ...(identifier ? { identifier } : {}),
      ...(display ? { display } : {}),
    }
  }

  const walked = walk(entry.resource, entry, entry.kind, true) as Element
  const medicine = medicineOf(entry, index)
  const contained = [...asElements(walked.contained), ...embedded.values()]
  return {
    resource: {
      ...walked,
      ...(medicine ? { medicationCodeableConcept: medicine } : {}),
      ...(contained.length > 0 ? { contained } : {}),
    },
    defects,
  }
}

function isReference(element: Element): boolean {
  if (typeof element.reference === 'string') return true
  if (!asElement(element.identifier)) return false
  return Object.keys(element).every((name) => referenceElements.has(name))
}

function withConditional(reference: Element): Element {
  const asked = conditionalIdentifier(asText(reference.reference) ?? '')
  if (!asked || reference.identifier) return reference
  return { ...reference, identifier: { system: asked.system, value: asked.value } }
}

/** Kept beside medicationReference: the reader of a medicine needs no second resource. */
function medicineOf(entry: Entry, index: Index): unknown {
  const { resource } = entry
  const reference = asElement(resource.medicationReference)
  if (!reference || resource.medicationCodeableConcept) return undefined
  const target = resolve(reference, entry, index)
  if (target?.kind !== 'Medication') return undefined
  if (conceptText(target.resource.code)) return target.resource.code
  const home = target.entry ?? entry
  const text = describe(target.resource, (inner) => resolve(inner, home, index)?.resource)
  return text && { text }
}

function freeId(target: Entry, taken: Set<unknown>): string {
  const own = asText(target.resource.id) ?? target.fullUrl?.split(/[:/]/).at(-1) ?? 'x'
  const stem = `${target.kind.toLowerCase()}-${own.replace(/[^A-Za-z0-9\-.]/g, '-')}`.slice(0, 60)
  let id = stem
  for (let count = 2; taken.has(id); count++) id = `${stem}-${count}`
  taken.add(id)
  return id
}
