/** What each kind's file answers: the section and the words, without where it came from. */
import type { FhirResource } from 'fhir/r4'
import type { Item, Provenance, SectionName } from '#vocabulary'

/** Facts may have holes while a line is being put together; itemOf drops them. */
export type Fact = readonly [label: string, words: string | undefined]

export interface Line extends Omit<Item, 'id' | 'kind' | 'source' | 'said' | 'received' | 'facts'> {
  readonly section: SectionName
  readonly facts?: readonly Fact[]
}

export interface Entry {
  /** Stable for the same statement of the same source. */
  readonly id: string
  /** FHIR R4 resource type. */
  readonly kind: string
  readonly resource: FhirResource
  readonly provenance: Provenance
}

/** Undefined where a resource is not a line of the record. */
export type Show<R extends FhirResource> = (resource: R, entry: Entry) => Line | undefined
