/**
 * What must hold when a run has come to its end (I1 to I4, I6, I8 to I10), checked against the
 * senders' own memory, against what the entries say, and against two runs in which nothing goes
 * wrong: the same inbox filed again, and the same messages sent one after the other.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Database } from '#database'
import { holdFilingLock } from '#inbox'
import {
  type Arrival,
  fileMessages,
  merges,
  type Needs,
  peek,
  receiveMessages,
  undoMerge,
} from '#journeys'
import { currentEntries, heardOf, viewOf } from '#record'
import { doctor } from '#test-support'
import type { RecordView } from '#vocabulary'
import { loadFeeds } from '../../src/journeys/known-feeds.ts'
import { refilePatients } from '../../src/journeys/refile.ts'
import { expectedPersons } from './expected-persons.ts'
import type { FaultKind } from './plan.ts'
import type { Reader } from './reader.ts'
import type { Sender } from './sender.ts'
import {
  type Ask,
  type Comparison,
  type Kept,
  keptMessages,
  reset,
  type State,
  stateOf,
  withoutArrival,
} from './state.ts'
import type { Message, Workload } from './workload.ts'

export interface Broken {
  readonly law: string
  readonly words: string
}

export interface Checked {
  readonly ask: Ask
  readonly database: Database
  readonly now: number
  readonly told: Workload
  readonly senders: readonly Sender[]
  readonly reader: Reader
  readonly poison: string | undefined
  readonly kinds: ReadonlySet<FaultKind>
}

/** Kinds without which nothing of ours can fail for a while, and nobody is asked to send again. */
const ourTroubles: readonly FaultKind[] = [
  'kill',
  'lost-request',
  'lost-answer',
  'collision',
  'away',
  'full',
  'read-only',
]

export async function checkRun(of: Checked): Promise<Broken[]> {
  const broken: Broken[] = []
  const fail = (law: string, words: string): void => void broken.push({ law, words })
  const kept = await keptMessages(of.ask)
  checkAcknowledged(of, kept, fail)
  checkOutcomes(of, kept, fail)
  await checkOrder(of, fail)
  await checkSeen(of, fail)
  const state = await stateOf(of.ask)
  await checkPrepared(of, fail)
  checkMarks(of, state, false, fail)
  await checkPersons(of, kept, state, fail)
  const isUndone = await undoWrongMerges(of)
  const afterwards = isUndone ? await stateOf(of.ask) : state
  if (isUndone) {
    checkMarks(of, afterwards, true, fail)
    await checkPrepared(of, fail)
  }
  const unfiled = new Set(
    kept.filter((one) => one.reasons.includes('fault')).map((one) => one.bytes.toString('latin1')),
  )
  await checkRefiling(of, fail)
  await checkReplay(of, kept, unfiled, state, fail)
  await checkUntroubled(of, unfiled, isUndone, afterwards, fail)
  return broken
}

type Fail = (law: string, words: string) => void

/** I1: acknowledged is stored, once, byte for byte; the answers are the right ones. */
function checkAcknowledged({ senders, kinds }: Checked, kept: readonly Kept[], fail: Fail): void {
  const times = new Map<string, number>()
  const nameOf = (feed: string, bytes: Buffer): string => `${feed}\0${bytes.toString('latin1')}`
  for (const one of kept) {
    const name = nameOf(one.feed, one.bytes)
    times.set(name, (times.get(name) ?? 0) + 1)
  }
  for (const sender of senders) {
    for (const words of sender.wrong) fail('I1', words)
    for (const { sent, answer } of sender.answered) {
      const stored = times.get(nameOf(sent.feed, sent.bytes)) ?? 0
      if (answer.code === 'AA' && stored !== 1) {
        fail('I1', `${sender.name} ${sent.control} was acknowledged and is stored ${stored} times`)
      }
      if (answer.code === 'AR') fail('I1', `${sender.name} ${sent.control} was answered AR`)
      const isOurs = ourTroubles.some((kind) => kinds.has(kind))
      if (answer.code === 'AE' && !isOurs) {
        fail('I1', `${sender.name} ${sent.control} was answered AE and nothing was wrong`)
      }
    }
  }
  for (const [name, count] of times) {
    if (count > 1) fail('I1', `${name.split('\0')[0]}: the same bytes are stored ${count} times`)
  }
}

/** I2: filed or set aside with a reason that there was; nothing waits for ever. */
function checkOutcomes({ told, poison }: Checked, kept: readonly Kept[], fail: Fail): void {
  const said = new Set(
    [...told.feeds.values()]
      .flat()
      .map(({ feed, bytes }) => `${feed}\0${bytes.toString('latin1')}`),
  )
  for (const one of kept) {
    const name = `${one.feed} ${one.control}`
    const text = one.bytes.toString('latin1')
    if (one.outcome === undefined) fail('I2', `${name} has no outcome`)
    if (one.outcome === 'set-aside' && one.reasons.length === 0) fail('I2', `${name}: no reason`)
    const isPoison = poison !== undefined && text.includes(poison)
    if (one.reasons.includes('fault') !== isPoison) {
      fail(
        'I2',
        `${name} ${isPoison ? 'could not be filed and is not' : 'is'} set aside for a fault`,
      )
    }
    if (!said.has(`${one.feed}\0${text}`) && !one.reasons.includes('not-hl7')) {
      fail('I1', `${name} is stored and was not sent so`)
    }
  }
}

/** I4: one filer at a time, the oldest first: numbers of transactions rise with those of messages. */
async function checkOrder({ ask, kinds }: Checked, fail: Fail): Promise<void> {
  // What the dead asked for last may be committed after what was received later.
  if (kinds.has('ghost')) return
  const rows = await ask<{ message_id: string }>(
    `SELECT message_id FROM (
       SELECT message_id, xmin::text::bigint AS filed_by,
         lag(xmin::text::bigint) OVER (ORDER BY message_id) AS before_filed_by
       FROM inbox.outcome WHERE outcome = 'filed') o WHERE before_filed_by > filed_by`,
  )
  for (const row of rows) fail('I4', `message ${row.message_id} was filed before an older one`)
}

/** I6: who saw something is written down, with the decision that permitted it. */
async function checkSeen({ ask, reader, told }: Checked, fail: Fail): Promise<void> {
  const events = await ask<{ request_id: string; person_id: string }>(
    `SELECT request_id, person_id FROM audit.event WHERE action = 'open-record' AND effect = 'permit'`,
  )
  const permitted = new Set(events.map((one) => `${one.request_id} ${one.person_id}`))
  for (const { requestId, personId, view } of reader.seen) {
    if (!permitted.has(`${requestId} ${personId}`)) {
      fail('I6', `person ${personId} was seen (${requestId}) and nobody wrote it down`)
    }
    if (told.wrongMerges.length === 0 && marksIn(view).size > 1) {
      fail('I10', `person ${personId} was seen (${requestId}) with lines of somebody else`)
    }
    checkSources(view, `person ${personId}`, fail)
  }
}

const marksIn = (view: RecordView): Set<string> => new Set(JSON.stringify(view).match(/QX[A-H]/g))

/** I9: every line names a source, and that source is one of those that are told. */
function checkSources(view: RecordView, name: string, fail: Fail): void {
  for (const [section, items] of Object.entries(view.sections)) {
    for (const { source } of items) {
      if (!view.sources[source]) fail('I9', `${name}: ${section} has a line of ${source}, unnamed`)
    }
  }
}

/** I10: nobody's lines under another person; I9: sources are those whose numbers are placed here. */
function checkMarks({ told }: Checked, state: State, isUndone: boolean, fail: Fail): void {
  const byNumber = new Map(
    told.registered.map((one) => [`${one.facility}/MRN|${one.mrn}`, one.human.mark]),
  )
  for (const [numbers, view] of state.views) {
    if (!view) continue
    const names = numbers.split(' ')
    const own = new Set(names.map((name) => byNumber.get(name)))
    for (const mark of marksIn(view)) {
      if (!own.has(mark)) fail('I10', `${numbers} shows lines of ${mark}`)
    }
    const isMixed = own.size > 1
    if (isMixed && (isUndone || told.wrongMerges.length === 0)) {
      fail('I10', `${numbers} are one person and must not be`)
    }
    checkSources(view, numbers, fail)
    const facilities = new Set(names.map((name) => name.split('/')[0]))
    for (const source of Object.keys(view.sources)) {
      if (!facilities.has(source)) fail('I9', `${numbers} has ${source} as a source`)
    }
  }
}

async function checkPersons(
  { ask }: Checked,
  kept: readonly Kept[],
  state: State,
  fail: Fail,
): Promise<void> {
  const held = await ask<{ retired: string; survivor: string }>(
    `SELECT a.namespace || '|' || a.value AS survivor, b.namespace || '|' || b.value AS retired
     FROM identity.merge m JOIN identity.source_patient a ON a.source_patient_id = m.survivor_id
     JOIN identity.source_patient b ON b.source_patient_id = m.retired_id WHERE m.held IS NOT NULL`,
  )
  const filed = kept.filter((one) => one.outcome === 'filed').map((one) => one.bytes)
  const isHeld = (a: string, b: string): boolean =>
    held.some((one) => one.survivor === a && one.retired === b)
  const expected = expectedPersons(filed, isHeld)
  // Whom only messages name that were set aside: known by that number, and nothing else.
  const isOnlyNamed = (numbers: string): boolean =>
    state.views.get(numbers) === undefined && !expected.some((one) => one.includes(numbers))
  const found = [...state.views.keys()].filter((one) => !isOnlyNamed(one)).sort()
  if (!isDeepStrictEqual(found, expected)) {
    fail('I10', `persons are ${found.join(' / ')} and should be ${expected.join(' / ')}`)
  }
}

/** The prepared record is what the entries make, and nothing else. */
async function checkPrepared({ ask, database }: Checked, fail: Fail): Promise<void> {
  const persons = await ask<{ person_id: string; version: number }>(
    `SELECT person_id, version FROM record.prepared WHERE labels = '{}' ORDER BY 1`,
  )
  const { views } = await stateOf(ask)
  const prepared = new Set([...views.values()].map((view) => text(view)))
  await database.transaction('filing', async (tx) => {
    const feeds = await loadFeeds(tx)
    for (const { person_id, version } of persons) {
      const id = Number(person_id)
      const entries = await currentEntries(tx, id)
      const view = viewOf(entries, version, await heardOf(tx, id, feeds.asSources))
      if (!prepared.has(text(view))) fail('prepared', `person ${id}: not what the entries make`)
    }
  })
}

const text = (view: unknown): string | undefined =>
  view ? JSON.stringify(sorted(view)) : undefined

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const parts = Object.entries(value).filter(([, part]) => part !== undefined)
  return Object.fromEntries(
    parts.sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, sorted(v)]),
  )
}

/** True when one was undone. */
async function undoWrongMerges({ told, database, now }: Checked): Promise<boolean> {
  const needs: Needs = { database, clock: { now: () => now } }
  const wrong = new Set(
    told.wrongMerges.map(
      ({ survivor, retired }) =>
        `${survivor.facility}/MRN|${survivor.mrn} ${retired.facility}/MRN|${retired.mrn}`,
    ),
  )
  let isUndone = false
  for (const { mergeId, survivor, retired } of await merges(needs, 100)) {
    if (!wrong.has(`${survivor} ${retired}`)) continue
    isUndone = (await undoMerge(needs, doctor, mergeId)) || isUndone
  }
  return isUndone
}

/** I3: read again as the profiles read them today, the messages say what the record says. */
async function checkRefiling({ ask, database, now, poison }: Checked, fail: Fail): Promise<void> {
  // It would be read again with the rest, and nothing is wrong with it but what was injected.
  if (poison !== undefined) return
  const patients = await ask<{ id: string }>(
    'SELECT source_patient_id AS id FROM identity.source_patient ORDER BY 1',
  )
  await database.transaction('filing', async (tx) => {
    await holdFilingLock(tx)
    const ids = patients.map(({ id }) => Number(id))
    const { changed, persons } = await refilePatients(tx, ids, now, await loadFeeds(tx))
    if (changed > 0)
      fail('I3', `read again, ${changed} entries change, of ${persons.length} persons`)
  })
}

async function fileAnew(of: Checked, arrivals: readonly Arrival[]): Promise<State> {
  const needs: Needs = { database: of.database, clock: { now: () => of.now } }
  await reset(of.ask)
  for (let from = 0; from < arrivals.length; from += 50) {
    await receiveMessages(needs, arrivals.slice(from, from + 50))
  }
  while ((await fileMessages(needs, 100)).messages > 0);
  return stateOf(of.ask)
}

/** I3: the same inbox, filed again in the order of receipt, makes the same records. */
async function checkReplay(
  of: Checked,
  kept: readonly Kept[],
  unfiled: ReadonlySet<string>,
  state: State,
  fail: Fail,
): Promise<void> {
  const again = kept.filter((one) => !unfiled.has(one.bytes.toString('latin1')))
  const replayed = await fileAnew(
    of,
    again.map(({ feed, control, bytes, receivedAt }) => ({
      feed,
      form: 'hl7v2',
      controlId: control,
      bytes,
      receivedAt,
    })),
  )
  // When each source was last heard is told by batch: a clock that is set back shows there.
  const isDated = !of.kinds.has('ghost') && !of.kinds.has('clock')
  const withDelays = unfiled.size === 0
  compare('I3', state, replayed, { isDated, withDelays }, fail)
  const outcomes = await keptMessages(of.ask)
  outcomes.forEach((one, index) => {
    const live = again[index]!
    // Parts of a filed message that are in doubt are told of the last message of their batch.
    const isWhole = one.outcome === 'set-aside'
    const isSame = !isWhole || one.reasons.join() === live.reasons.join()
    if (one.outcome !== live.outcome || !isSame) {
      const [before, now] = [live, one].map((of) => `${of.outcome} (${of.reasons.join()})`)
      fail('I3', `${live.feed} ${live.control}: ${before} was live, replay says ${now}`)
    }
  })
}

/** I8: the same messages, each sent once, in order, and nothing goes wrong. */
async function checkUntroubled(
  of: Checked,
  unfiled: ReadonlySet<string>,
  isUndone: boolean,
  state: State,
  fail: Fail,
): Promise<void> {
  const messages = [...of.told.feeds.values()]
    .flat()
    .filter((one) => !unfiled.has(one.bytes.toString('latin1')))
  let untroubled = await fileAnew(
    of,
    messages.map((one) => arrivalOf(one, of.now)),
  )
  if (isUndone) {
    await undoWrongMerges(of)
    untroubled = await stateOf(of.ask)
  }
  const withDelays = unfiled.size === 0
  compare('I8', state, untroubled, { isDated: false, withDelays }, fail)
}

const arrivalOf = ({ feed, control, bytes }: Message, receivedAt: number): Arrival => ({
  feed,
  form: 'hl7v2',
  controlId: peek(bytes)?.controlId ?? control,
  bytes,
  receivedAt,
})

function compare(law: string, live: State, other: State, how: Comparison, fail: Fail): void {
  const numbers = new Set([...live.views.keys(), ...other.views.keys()])
  for (const one of numbers) {
    const [a, b] = [live, other].map((state) => text(withoutArrival(state.views.get(one), how)))
    if (a !== b) fail(law, `${one}: ${difference(a, b)}`)
  }
  if (live.relationships !== other.relationships) {
    fail(law, `relationships: ${difference(live.relationships, other.relationships)}`)
  }
  if (live.oddities !== other.oddities) {
    fail(law, `oddities: ${difference(live.oddities, other.oddities)}`)
  }
}

/** Where two texts part, with a little of what stands there. */
function difference(a = 'nothing', b = 'nothing'): string {
  let at = 0
  while (at < a.length && a[at] === b[at]) at += 1
  const from = Math.max(0, at - 80)
  return `live …${a.slice(from, at + 80)}… other …${b.slice(from, at + 80)}…`
}
