/**
 * Who a batch of messages is about. Places each source patient with a person, and says which
 * source patients that were already placed have moved.
 */
import type { Tx } from '#database'
import type { AboutPatient, PatientMerge, SourcePatientKey } from '#vocabulary'
import { group, type MergeEdge, placeGroups } from './cluster.ts'
import { mergeConflict } from './link-rules.ts'
import { keyText, type SourcePatient, takeOver } from './source-patient.ts'
import {
  loadAround,
  loadByKey,
  loadMerges,
  reserveNumbers,
  saveIdentifiers,
  saveLinks,
  saveSourcePatients,
} from './store.ts'

/** In the order in which the messages came. */
export type Mention =
  | { readonly what: 'patient'; readonly about: AboutPatient }
  | { readonly what: 'merge'; readonly merge: PatientMerge; readonly messageId: number }

export interface Placement {
  readonly sourcePatientId: number
  readonly personId: number
  /** The person did not exist before this batch. */
  readonly isNewPerson: boolean
  /** The source patient did not exist before this batch. */
  readonly isNew: boolean
}

export interface Move {
  readonly sourcePatientId: number
  readonly from: number
  readonly to: number
}

export interface Identified {
  readonly placementOf: (key: SourcePatientKey) => Placement
  readonly moves: readonly Move[]
  /** Merges that are kept but not acted on until somebody has looked. */
  readonly held: readonly { messageId: number; words: string }[]
}

export async function identify(
  tx: Tx,
  mentions: readonly Mention[],
  at: number,
): Promise<Identified> {
  const patients = await mentionedPatients(tx, mentions)
  const identifiers: { system: string; value: string; sourcePatientId: number }[] = []
  const merges: { survivor: SourcePatient; retired: SourcePatient; mention: MergeMention }[] = []
  const unsettled = new Set<SourcePatient>()
  for (const patient of patients.values()) if (patient.isNew) unsettled.add(patient)
  for (const mention of mentions) {
    if (mention.what === 'merge') {
      const survivor = patients.get(keyText(mention.merge.survivor))!
      const retired = patients.get(keyText(mention.merge.retired))!
      if (survivor === retired) continue
      merges.push({ survivor, retired, mention })
      unsettled.add(survivor).add(retired)
      continue
    }
    const { about } = mention
    const patient = patients.get(keyText(about.key))!
    if (takeOver(patient, about.identification, about.eventTime, about.pointsOnly)) {
      unsettled.add(patient)
    }
    for (const one of about.identification.identifiers) {
      identifiers.push({ ...one, sourcePatientId: patient.id })
    }
  }
  await saveSourcePatients(
    tx,
    [...patients.values()].filter((patient) => patient.isNew || patient.isChanged),
  )
  await saveIdentifiers(tx, identifiers)
  const held = await saveMerges(tx, merges, at)
  const before = new Map([...patients.values()].map((one) => [one.id, one.personId]))
  const { moves, newPersons } = await settle(tx, [...patients.values()], [...unsettled], at)
  return {
    placementOf: (key) => {
      const patient = patients.get(keyText(key))!
      return {
        sourcePatientId: patient.id,
        personId: patient.personId!,
        isNewPerson: newPersons.has(patient.personId!),
        isNew: before.get(patient.id) === undefined,
      }
    },
    moves,
    held,
  }
}

type MergeMention = Extract<Mention, { what: 'merge' }>

async function mentionedPatients(
  tx: Tx,
  mentions: readonly Mention[],
): Promise<Map<string, SourcePatient>> {
  const keys = new Map<string, SourcePatientKey>()
  for (const mention of mentions) {
    const named =
      mention.what === 'patient'
        ? [mention.about.key]
        : [mention.merge.survivor, mention.merge.retired]
    for (const key of named) keys.set(keyText(key), key)
  }
  const patients = new Map<string, SourcePatient>()
  for (const patient of await loadByKey(tx, [...keys.values()])) {
    patients.set(keyText(patient.key), patient)
  }
  const missing = [...keys].filter(([text]) => !patients.has(text))
  const ids = await reserveNumbers(tx, 'source_patient', missing.length)
  missing.forEach(([text, key], index) => {
    patients.set(text, {
      id: ids[index]!,
      key,
      eventTime: 0,
      nhsNumber: undefined,
      nhsVerified: false,
      family: undefined,
      given: undefined,
      birthDate: undefined,
      gender: undefined,
      identityUnknown: false,
      personId: undefined,
      rule: undefined,
      isNew: true,
      isChanged: false,
    })
  })
  return patients
}

/** Places the unsettled and everybody around them; changes them in place. */
export async function settle(
  tx: Tx,
  loaded: readonly SourcePatient[],
  unsettled: readonly SourcePatient[],
  at: number,
  /** A person that nobody is placed with now: the first to be given when one is needed. */
  formerPerson?: number,
): Promise<{ moves: Move[]; newPersons: Set<number> }> {
  const newPersons = new Set<number>()
  if (unsettled.length === 0) return { moves: [], newPersons }
  const around = await neighbourhood(tx, loaded, unsettled)
  const edges = await mergesAround(tx, loaded, around)
  const groups = group([...around.values()], edges)
  const reserved = await reserveNumbers(tx, 'person', groups.length)
  if (formerPerson !== undefined) reserved.unshift(formerPerson)
  const placed = placeGroups(groups, () => {
    const person = reserved.shift()!
    newPersons.add(person)
    return person
  })
  const moves: Move[] = []
  const links = []
  for (const [id, { personId, rule }] of placed) {
    const patient = around.get(id)!
    if (patient.personId !== undefined && patient.personId !== personId) {
      moves.push({ sourcePatientId: id, from: patient.personId, to: personId })
    }
    if (patient.personId !== personId) links.push({ sourcePatientId: id, personId, rule })
    patient.personId = personId
    patient.rule = rule
  }
  await saveLinks(tx, links, at)
  return { moves, newPersons }
}

async function neighbourhood(
  tx: Tx,
  loaded: readonly SourcePatient[],
  unsettled: readonly SourcePatient[],
): Promise<Map<number, SourcePatient>> {
  const mine = new Map(loaded.map((patient) => [patient.id, patient]))
  const around = new Map<number, SourcePatient>()
  let numbers = new Set(unsettled.map((one) => one.nhsNumber).filter((one) => one !== undefined))
  let persons = new Set(unsettled.map((one) => one.personId).filter((one) => one !== undefined))
  for (const patient of unsettled) around.set(patient.id, patient)
  // Numbers lead to persons and persons to numbers; two rounds reach everything that can join.
  for (let round = 0; round < 3 && numbers.size + persons.size > 0; round++) {
    // The rest of this batch is not written yet in all respects: what is loaded wins.
    for (const patient of loaded) {
      const near =
        (patient.nhsNumber && numbers.has(patient.nhsNumber)) ||
        (patient.personId !== undefined && persons.has(patient.personId))
      if (near) around.set(patient.id, patient)
    }
    const found = await loadAround(tx, [...numbers], [...persons])
    const nextNumbers = new Set<string>()
    const nextPersons = new Set<number>()
    for (const one of found) {
      const patient = mine.get(one.id) ?? around.get(one.id) ?? one
      around.set(patient.id, patient)
    }
    for (const patient of around.values()) {
      if (patient.nhsNumber && !numbers.has(patient.nhsNumber)) nextNumbers.add(patient.nhsNumber)
      if (patient.personId !== undefined && !persons.has(patient.personId)) {
        nextPersons.add(patient.personId)
      }
    }
    numbers = nextNumbers
    persons = nextPersons
  }
  return around
}

/** A merge partner outside brings its own neighbours along, and they their merges. */
async function mergesAround(
  tx: Tx,
  loaded: readonly SourcePatient[],
  around: Map<number, SourcePatient>,
): Promise<MergeEdge[]> {
  for (;;) {
    const edges = await loadMerges(tx, [...around.keys()])
    const strangers = edges
      .flatMap((edge) => [edge.survivorId, edge.retiredId])
      .filter((id) => !around.has(id))
    if (strangers.length === 0) return edges
    const before = around.size
    await addById(tx, loaded, around, strangers)
    if (around.size === before) return edges
  }
}

async function addById(
  tx: Tx,
  loaded: readonly SourcePatient[],
  around: Map<number, SourcePatient>,
  ids: readonly number[],
): Promise<void> {
  const placed = await tx.query<{ person_id: number }>(
    `SELECT person_id FROM identity.link WHERE until IS NULL AND source_patient_id = ANY ($1)`,
    [ids],
  )
  const found = await loadAround(
    tx,
    [],
    placed.rows.map((row) => row.person_id),
  )
  const mine = new Map(loaded.map((patient) => [patient.id, patient]))
  for (const one of found) if (!around.has(one.id)) around.set(one.id, mine.get(one.id) ?? one)
}

async function saveMerges(
  tx: Tx,
  merges: readonly { survivor: SourcePatient; retired: SourcePatient; mention: MergeMention }[],
  at: number,
): Promise<{ messageId: number; words: string }[]> {
  const held: { messageId: number; words: string }[] = []
  for (const { survivor, retired, mention } of merges) {
    const conflict = mergeConflict(survivor, retired)
    if (conflict) held.push({ messageId: mention.messageId, words: conflict })
    await tx.query(
      `INSERT INTO identity.merge (survivor_id, retired_id, event_time, message_id, person_before,
         rule_before, held, applied_at)
       SELECT $1, $2, $3, $4, $5, $6, $7, $8
       WHERE NOT EXISTS (SELECT FROM identity.merge
         WHERE survivor_id = $1 AND retired_id = $2 AND undone_at IS NULL)`,
      [
        survivor.id,
        retired.id,
        mention.merge.eventTime,
        mention.messageId,
        retired.personId ?? null,
        retired.rule ?? null,
        conflict ?? null,
        new Date(at).toISOString(),
      ],
    )
  }
  return held
}
