/** Persons put into a store as a feed would: received and filed by the real journeys. */

import { fileMessages, receiveMessages, registerFeed } from '#journeys'
import type { FhirResource } from '#vocabulary'
import { clinician } from '../clinician.ts'
import type { Store } from '../store.ts'
import { settle } from '../store.ts'
import { bundleOf, feeds, historyOf, type Sending } from './entries.ts'
import { invent } from './people.ts'

/** The most of a record comes when a feed is connected; the rest with the days. */
export const usualShape = { first: 0.5, later: 10 } as const

export interface Loaded {
  readonly persons: readonly number[]
  readonly entries: number
  /** Of the resources as compact JSON. */
  readonly bytes: number
  readonly messages: number
  readonly messageBytes: number
}

export async function registerFeeds(store: Store): Promise<void> {
  for (const { name, of } of feeds) {
    await registerFeed(store.needs, clinician, {
      name,
      form: 'fhir',
      organisation: of.ods,
      organisationName: of.name,
      profile: 'best-of-it',
    })
  }
}

/** `keep` is given every resource that was filed: for the floors. */
export async function load(
  store: Store,
  wanted: {
    readonly persons: readonly number[]
    readonly entries: number
    readonly shape?: { readonly first: number; readonly later: number }
  },
  keep?: (person: number, resources: readonly FhirResource[]) => Promise<void>,
): Promise<Loaded> {
  const total = { entries: 0, bytes: 0, messages: 0, messageBytes: 0 }
  let pending: { sending: Sending; bytes: Buffer }[] = []
  const deliver = async (): Promise<void> => {
    const arrivals = pending.map(({ sending, bytes }) => ({
      feed: sending.feed,
      form: 'fhir' as const,
      bytes,
      receivedAt: store.clock.now(),
    }))
    pending = []
    await receiveMessages(store.needs, arrivals)
    while ((await fileMessages(store.needs, 100)).messages > 0);
  }
  for (const person of wanted.persons) {
    const history = historyOf(person, wanted.entries, wanted.shape ?? usualShape)
    for (const sending of history) {
      const bytes = bundleOf(sending)
      pending.push({ sending, bytes })
      total.messages += 1
      total.messageBytes += bytes.length
    }
    const resources = history.flatMap((sending) => sending.resources)
    total.entries += resources.length
    for (const resource of resources) total.bytes += Buffer.byteLength(JSON.stringify(resource))
    await keep?.(person, resources)
    if (pending.length >= 50) await deliver()
  }
  if (pending.length > 0) await deliver()
  await settle(store)
  return { persons: wanted.persons, ...total }
}

/** Invented histories are as old as they are: whoever is to be opened is on a ward today. */
export async function admit({ bare }: Store, persons: readonly number[]): Promise<void> {
  await bare.query(
    `INSERT INTO access.relationship (person_id, source_patient_id, evidence, ordinal, kind,
       organisation, starts_at)
     SELECT p, 0, 0, 0, 'inpatient', $2, now() - interval '1 day' FROM unnest($1::bigint[]) AS p`,
    [persons, clinician.organisation],
  )
}

/** The person in the store, by the number they have in the hospital's feed. */
export async function personIds(
  { bare }: Store,
  persons: readonly number[],
): Promise<Map<number, number>> {
  const found = await bare.query<{ value: string; person_id: string }>(
    `SELECT s.value, l.person_id FROM identity.source_patient s
     JOIN identity.link l USING (source_patient_id)
     WHERE l.until IS NULL AND s.namespace = $1 AND s.value = ANY ($2)`,
    [`${feeds[0].of.ods}/${feeds[0].name}/Patient`, persons.map((one) => invent(one).mrn)],
  )
  const byNumber = new Map(found.rows.map((row) => [row.value, Number(row.person_id)]))
  return new Map(persons.map((one) => [one, byNumber.get(invent(one).mrn)!]))
}
