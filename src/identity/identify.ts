/**
 * Who a batch of messages is about. Places each source patient with a person, and says which
 * source patients that were already placed have moved.
 */
import type { Tx } from '#database'
import type {
  AboutPatient,
  BelongingsMove,
  PatientLink,
  PatientMerge,
  PatientWithdrawal,
  SourcePatientKey,
} from '#vocabulary'
import { type Assertion, standingAssertions, superseded } from './assertions.ts'
import { group, placeGroups } from './cluster.ts'
import {
  asRow,
  isLinkHeld,
  loadAssertions,
  saveAssertion,
  saveBelongingsMove,
  saveHeld,
} from './keep-assertions.ts'
import {
  keyText,
  newSourcePatient,
  type SourcePatient,
  takeOver,
  takesWhole,
} from './source-patient.ts'
import {
  formerPersons,
  loadAround,
  loadByKey,
  reserveNumbers,
  saveIdentifiers,
  saveLinks,
  saveSourcePatients,
} from './store.ts'

/** In the order in which the messages came. */
export type Mention =
  | { readonly what: 'patient'; readonly about: AboutPatient; readonly messageId?: number }
  | { readonly what: 'merge'; readonly merge: PatientMerge; readonly messageId: number }
  | { readonly what: 'link'; readonly link: PatientLink; readonly messageId: number }
  | { readonly what: 'move'; readonly move: BelongingsMove; readonly messageId: number }
  | {
      readonly what: 'withdrawal'
      readonly withdrawal: PatientWithdrawal
      readonly messageId: number
    }

export interface Placement {
  readonly sourcePatientId: number
  readonly personId: number
  /** The person did not exist before this batch. */
  readonly isNewPerson: boolean
  /** The source patient did not exist before this batch. */
  readonly isNew: boolean
  /** What is known of it has to be told from all of its messages, not from these alone. */
  readonly toldWhole: boolean
  /** The sender asks for care with whom it is shown to. */
  readonly sensitive: boolean
}

export interface Move {
  readonly sourcePatientId: number
  readonly from: number
  readonly to: number
}

/** What a human must look at, and the message that brought it up. */
export interface Held {
  readonly messageId: number
  readonly words: string
}

export interface Identified {
  readonly placementOf: (key: SourcePatientKey) => Placement
  readonly moves: readonly Move[]
  /** Merges and links that are kept but not acted on until somebody has looked. */
  readonly held: readonly Held[]
}

export async function identify(
  tx: Tx,
  mentions: readonly Mention[],
  at: number,
): Promise<Identified> {
  const patients = await mentionedPatients(tx, mentions)
  const patientOf = (key: SourcePatientKey): SourcePatient => patients.get(keyText(key))!
  const identifiers: { system: string; value: string; sourcePatientId: number }[] = []
  const unsettled = new Set<SourcePatient>()
  const toldWhole = new Set<SourcePatient>()
  const mentionedBy = new Map<number, number>()
  for (const patient of patients.values()) if (patient.isNew) unsettled.add(patient)
  for (const mention of mentions) {
    for (const key of keysOf(mention)) {
      if (mention.messageId !== undefined) mentionedBy.set(patientOf(key).id, mention.messageId)
    }
    if (mention.what === 'patient') {
      const { about } = mention
      const patient = patientOf(about.key)
      const { identification, eventTime, pointsOnly } = about
      if (takeOver(patient, identification, eventTime, pointsOnly)) unsettled.add(patient)
      if (takesWhole(patient, about)) toldWhole.add(patient)
      for (const one of identification.identifiers) {
        identifiers.push({ ...one, sourcePatientId: patient.id })
      }
    } else if (mention.what === 'move') {
      for (const key of [mention.move.from, mention.move.to]) mustBeToldWhole(patientOf(key))
    } else if (mention.what === 'withdrawal') {
      const patient = patientOf(mention.withdrawal.patient)
      patient.withdrawnAt = Math.max(patient.withdrawnAt ?? 0, mention.withdrawal.eventTime)
      mustBeToldWhole(patient)
    }
    // The number that is retired stays one by which the patient is found.
    if (mention.what !== 'patient') {
      for (const key of keysOf(mention)) {
        const { id } = patientOf(key)
        identifiers.push({ system: key.namespace, value: key.value, sourcePatientId: id })
      }
    }
  }
  await saveSourcePatients(
    tx,
    [...patients.values()].filter((patient) => patient.isNew || patient.isChanged),
  )
  await saveIdentifiers(tx, identifiers)
  const held = await saveAssertions(tx, mentions, patientOf, unsettled, at)
  const before = new Map([...patients.values()].map((one) => [one.id, one.personId]))
  const settled = await settle(tx, [...patients.values()], [...unsettled], at)
  return {
    placementOf: (key) => {
      const patient = patientOf(key)
      return {
        sourcePatientId: patient.id,
        personId: patient.personId!,
        isNewPerson: settled.newPersons.has(patient.personId!),
        isNew: before.get(patient.id) === undefined,
        toldWhole: patient.toldWhole || toldWhole.has(patient),
        sensitive: patient.sensitive,
      }
    },
    moves: settled.moves,
    held: [
      ...held,
      ...settled.newlyHeld.flatMap(({ assertion, words }) => {
        const messageId =
          mentionedBy.get(assertion.retiredId) ?? mentionedBy.get(assertion.survivorId)
        return messageId === undefined ? [] : [{ messageId, words }]
      }),
    ],
  }
}

function mustBeToldWhole(patient: SourcePatient): void {
  patient.toldWhole = true
  patient.isChanged = true
}

function keysOf(mention: Mention): readonly SourcePatientKey[] {
  if (mention.what === 'patient') return [mention.about.key]
  if (mention.what === 'merge') return [mention.merge.survivor, mention.merge.retired]
  if (mention.what === 'link') return [mention.link.one, mention.link.other]
  if (mention.what === 'move') return [mention.move.from, mention.move.to]
  return [mention.withdrawal.patient]
}

async function mentionedPatients(
  tx: Tx,
  mentions: readonly Mention[],
): Promise<Map<string, SourcePatient>> {
  const keys = new Map<string, SourcePatientKey>()
  for (const mention of mentions) {
    for (const key of keysOf(mention)) keys.set(keyText(key), key)
  }
  const patients = new Map<string, SourcePatient>()
  for (const patient of await loadByKey(tx, [...keys.values()])) {
    patients.set(keyText(patient.key), patient)
  }
  const missing = [...keys].filter(([text]) => !patients.has(text))
  const ids = await reserveNumbers(tx, 'source_patient', missing.length)
  missing.forEach(([text, key], index) => {
    patients.set(text, newSourcePatient(ids[index]!, key))
  })
  return patients
}

/** What senders said of two numbers is kept; whom it concerns is placed anew. */
async function saveAssertions(
  tx: Tx,
  mentions: readonly Mention[],
  patientOf: (key: SourcePatientKey) => SourcePatient,
  unsettled: Set<SourcePatient>,
  at: number,
): Promise<Held[]> {
  const held: Held[] = []
  for (const mention of mentions) {
    if (mention.what === 'move') {
      const { move, messageId } = mention
      const [from, to] = [patientOf(move.from), patientOf(move.to)]
      await saveBelongingsMove(tx, move, { from, to, messageId }, at)
    }
    if (mention.what !== 'merge' && mention.what !== 'link') continue
    const said = mention.what === 'merge' ? mention.merge : mention.link
    const row = asRow(said, mention.messageId, patientOf)
    if (row.survivor === row.retired) continue
    await saveAssertion(tx, row, at)
    unsettled.add(row.survivor).add(row.retired)
    if (row.kind === 'unlink' && !(await isLinkHeld(tx, row))) {
      held.push({ messageId: row.messageId, words: 'The event ends a link that is not known' })
    }
  }
  return held
}

export interface Settled {
  readonly moves: readonly Move[]
  readonly newPersons: ReadonlySet<number>
  readonly newlyHeld: readonly { assertion: Assertion; words: string }[]
}

/** Places the unsettled and everybody around them; changes them in place. */
export async function settle(
  tx: Tx,
  loaded: readonly SourcePatient[],
  unsettled: readonly SourcePatient[],
  at: number,
): Promise<Settled> {
  const newPersons = new Set<number>()
  if (unsettled.length === 0) return { moves: [], newPersons, newlyHeld: [] }
  const around = await neighbourhood(tx, loaded, unsettled)
  const assertions = await assertionsAround(tx, loaded, around)
  const { edges, held } = standingAssertions(assertions, around)
  const changed = assertions.filter((one) => one.held !== held.get(one.id))
  await saveHeld(
    tx,
    changed.map(({ id }) => ({ id, held: held.get(id) })),
  )
  const newlyHeld = changed.flatMap((assertion) => {
    const words = held.get(assertion.id)
    return words && words !== superseded ? [{ assertion, words }] : []
  })
  const groups = group([...around.values()], edges)
  const former = await formerPersonsOf(tx, groups)
  const reserved = await reserveNumbers(tx, 'person', groups.length)
  const placed = placeGroups(
    groups,
    () => {
      const person = reserved.shift()!
      newPersons.add(person)
      return person
    },
    former,
  )
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
  return { moves, newPersons, newlyHeld }
}

/** Asked for only where somebody who was placed before is parted from somebody. */
async function formerPersonsOf(
  tx: Tx,
  groups: ReturnType<typeof group>,
): Promise<Map<number, number[]> | undefined> {
  const placed = groups.map(({ members }) => members.filter((one) => one.personId !== undefined))
  const persons = new Set(placed.flat().map((one) => one.personId))
  if (placed.filter((members) => members.length > 0).length <= persons.size) return undefined
  return formerPersons(
    tx,
    placed.flat().map((one) => one.id),
  )
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

/** A partner outside brings its own neighbours along, and they their partners. */
async function assertionsAround(
  tx: Tx,
  loaded: readonly SourcePatient[],
  around: Map<number, SourcePatient>,
): Promise<Assertion[]> {
  for (;;) {
    const found = await loadAssertions(tx, [...around.keys()])
    const strangers = found
      .flatMap((one) => [one.survivorId, one.retiredId])
      .filter((id) => !around.has(id))
    if (strangers.length === 0) return found
    const before = around.size
    await addById(tx, loaded, around, strangers)
    if (around.size === before) return found
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
