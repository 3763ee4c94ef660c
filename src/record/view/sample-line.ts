/** For tests: how an invented resource is shown, and where. Any shape may be tried. */
import type { FhirResource } from 'fhir/r4'
import type { Item, Provenance, SectionName } from '#vocabulary'
import { itemOf } from './item-of.ts'

export const sampleProvenance: Provenance = {
  feed: 'st-elsewhere',
  organisation: 'RJ1',
  organisationName: 'St Elsewhere',
  sourceTime: '2026-03-14T09:00:00.000Z',
  receivedAt: '2026-03-14T09:00:05.000Z',
}

export interface Shown extends Item {
  readonly section: SectionName
  /** The words under each label; several under one label are a list. */
  fact(label: string): string | undefined
}

export function show(resource: { resourceType: string; [field: string]: unknown }): Shown {
  const shown = tryShow(resource)
  if (!shown) throw new Error(`${resource.resourceType} is not shown`)
  return shown
}

export function tryShow(resource: {
  resourceType: string
  [field: string]: unknown
}): Shown | undefined {
  const shown = itemOf({
    id: 'one',
    kind: resource.resourceType,
    resource: resource as unknown as FhirResource,
    provenance: sampleProvenance,
  })
  if (!shown) return undefined
  const fact = (label: string) =>
    shown.item.facts
      ?.filter((each) => each[0] === label)
      .map((each) => each[1])
      .join(' | ')
  return { ...shown.item, section: shown.section, fact: (label) => fact(label) || undefined }
}

const snomed = 'http://snomed.info/sct'
export const concept = (code: string, display?: string) => ({
  coding: [{ system: snomed, code, ...(display && { display }) }],
})
export const coded = (code: string) => ({ coding: [{ code }] })
