/** What the register says, for who keeps it: each look is audited before it is taken (OO-27). */
import type { Tx } from '#database'
import { dueAfter } from './answer-in-time.ts'
import {
  type BoundHow,
  type Happened,
  type MadeBy,
  type ObjectionState,
  type Route,
  referenceOf,
  stateOf,
} from './objection.ts'
import { staffKinds } from './tasks.ts'

export interface KeptObjection {
  readonly objectionId: string
  readonly reference: string
  readonly state: ObjectionState
  readonly route: Route
  readonly origin: string
  readonly recordedOn?: string
  readonly madeBy: MadeBy
  readonly overridable: 'never' | 'lacks-capacity'
  readonly words?: string
  readonly identityCheck?: string
  /** Epoch ms. */
  readonly receivedAt: number
  /** While it is undecided: until when it is to be answered. */
  readonly dueAt?: number
  /** Oldest first. */
  readonly history: readonly Happened[]
  readonly persons: readonly {
    readonly personId: number
    readonly how: BoundHow
    readonly since: number
    readonly releasedAt?: number
  }[]
}

/** Every objection that hides or hid this person, the newest first. */
export async function objectionsAbout(tx: Tx, personId: number): Promise<KeptObjection[]> {
  const { rows } = await tx.query<{ objection_id: string }>(
    `SELECT objection_id FROM access.objection_person WHERE person_id = $1`,
    [personId],
  )
  return loadObjections(
    tx,
    rows.map((row) => row.objection_id),
  )
}

export const findObjection = async (
  tx: Tx,
  objectionId: string,
): Promise<KeptObjection | undefined> => (await loadObjections(tx, [objectionId]))[0]

async function loadObjections(tx: Tx, ids: readonly string[]): Promise<KeptObjection[]> {
  if (ids.length === 0) return []
  const kept = await tx.query<{
    objection_id: string
    route: Route
    origin: string
    recorded_on: string | null
    made_by: MadeBy
    overridable: 'never' | 'lacks-capacity'
    words: string | null
    identity_check: string | null
    created_at: number
  }>(
    `SELECT objection_id, route, origin, recorded_on, made_by, overridable, words, identity_check,
       created_at
     FROM access.objection WHERE objection_id = ANY ($1) ORDER BY created_at DESC, objection_id DESC`,
    [ids],
  )
  const events = await tx.query<{
    objection_id: string
    what: Happened['what']
    at: number
    by_key: string
    by_name: string
    by_organisation: string
    because: string | null
  }>(
    `SELECT objection_id, what, at, by_key, by_name, by_organisation, because
     FROM access.objection_event WHERE objection_id = ANY ($1) ORDER BY number`,
    [ids],
  )
  const bound = await tx.query<{
    objection_id: string
    person_id: number
    how: BoundHow
    since: number
    released_at: number | null
  }>(
    `SELECT objection_id, person_id, how, since, released_at
     FROM access.objection_person WHERE objection_id = ANY ($1) ORDER BY since, person_id`,
    [ids],
  )
  const eventsBy = Map.groupBy(events.rows, (row) => row.objection_id)
  const boundBy = Map.groupBy(bound.rows, (row) => row.objection_id)
  return kept.rows.map((row) => {
    const history = (eventsBy.get(row.objection_id) ?? []).map((event) => ({
      what: event.what,
      at: event.at,
      byKey: event.by_key,
      by: event.by_name,
      organisation: event.by_organisation,
      ...(event.because !== null && { because: event.because }),
    }))
    const state = stateOf(history)
    return {
      objectionId: row.objection_id,
      reference: referenceOf(row.objection_id),
      state,
      route: row.route,
      origin: row.origin,
      ...(row.recorded_on !== null && { recordedOn: row.recorded_on }),
      madeBy: row.made_by,
      overridable: row.overridable,
      ...(row.words !== null && { words: row.words }),
      ...(row.identity_check !== null && { identityCheck: row.identity_check }),
      receivedAt: row.created_at,
      ...(state === 'pending' && { dueAt: dueAfter(row.created_at) }),
      history,
      persons: (boundBy.get(row.objection_id) ?? []).map((one) => ({
        personId: one.person_id,
        how: one.how,
        since: one.since,
        ...(one.released_at !== null && { releasedAt: one.released_at }),
      })),
    }
  })
}

/** Counts only: nothing here says who (OO-41). */
export interface RegisterFigures {
  readonly inForce: number
  readonly personsHidden: number
  /** In force, and about nobody who was ever seen. */
  readonly unmatched: number
  readonly byOrigin: readonly { readonly origin: string; readonly count: number }[]
  readonly byRoute: Readonly<Record<Route, RouteFigures>>
  readonly undecided: readonly { readonly age: string; readonly count: number }[]
  /** Days that the oldest of them has waited; 0 when there is none. */
  readonly oldestUndecidedDays: number
  readonly openTasks: number
  /** Messages of which nothing was put into a record. */
  readonly messagesKeptOut: number
}

interface RouteFigures {
  readonly inForce: number
  readonly lastDay: number
  readonly lastWeek: number
}

/** Longer than a month is too long (OO-26). */
const ages = [
  ['under 20 days', 0],
  ['20 to 27 days', 20],
  ['28 days or more', 28],
] as const

/** Nobody is counted who was invented to be looked for. */
const canaries = `SELECT person_id FROM access.canary WHERE person_id IS NOT NULL`
const ofCanaries = `SELECT o.route, o.origin, date_trunc('hour', o.created_at, 'UTC') AS hour,
    s.what = 'received' AS is_pending, -1 AS objections, 0 AS unbound
  FROM access.objection o
  CROSS JOIN LATERAL (SELECT e.what FROM access.objection_event e
    WHERE e.objection_id = o.objection_id AND e.what NOT IN ('error-proposed', 'error-declined')
    ORDER BY e.number + 0 DESC LIMIT 1) s
  WHERE s.what IN ('received', 'upheld') AND o.objection_id IN (
    SELECT objection_id FROM access.objection_person WHERE person_id IN (${canaries}))`

/** Days are counted from the hour in which an objection was received. */
export async function registerFigures(tx: Tx, now: number): Promise<RegisterFigures> {
  const found = await tx.query<{
    route: Route
    origin: string
    is_pending: boolean
    age: number
    objections: number
    unbound: number
    last_day: number
    last_week: number
  }>(
    `SELECT route, origin, is_pending,
       CASE WHEN is_pending THEN
         floor(extract(epoch FROM $1 - hour) / 86400)::int ELSE 0 END AS age,
       sum(objections)::bigint AS objections, sum(unbound)::bigint AS unbound,
       coalesce(sum(objections) FILTER (WHERE hour > $1::timestamptz - interval '1 day'),
         0)::bigint AS last_day,
       coalesce(sum(objections) FILTER (WHERE hour > $1::timestamptz - interval '7 days'),
         0)::bigint AS last_week
     FROM (SELECT * FROM access.register_tally UNION ALL ${ofCanaries}) t
     GROUP BY 1, 2, 3, 4 HAVING sum(objections) <> 0`,
    [new Date(now).toISOString()],
  )
  const rest = await tx.query<{ hidden: number; tasks: number; messages: number }>(
    `SELECT (SELECT count(*) FROM access.objected)
         - (SELECT count(*) FROM access.objected WHERE person_id IN (${canaries})) AS hidden,
       (SELECT count(*) FROM access.task WHERE done_at IS NULL AND kind <> ALL ($1)) AS tasks,
       (SELECT coalesce(sum(messages), 0)::bigint FROM access.kept_out) AS messages`,
    [staffKinds],
  )
  type Row = (typeof found.rows)[number]
  const sum = (of: (row: Row) => number, which: (row: Row) => boolean = () => true): number =>
    found.rows.filter(which).reduce((total, row) => total + of(row), 0)
  const all = (row: Row): number => row.objections
  const pending = found.rows.filter((row) => row.is_pending)
  const ofRoute = (route: Route): RouteFigures => {
    const isOf = (row: Row): boolean => row.route === route
    return {
      inForce: sum(all, isOf),
      lastDay: sum((row) => row.last_day, isOf),
      lastWeek: sum((row) => row.last_week, isOf),
    }
  }
  const origins = [...Map.groupBy(found.rows, (row) => row.origin)].map(([origin, rows]) => ({
    origin,
    count: rows.reduce((total, row) => total + row.objections, 0),
  }))
  return {
    inForce: sum(all),
    personsHidden: rest.rows[0]!.hidden,
    unmatched: sum((row) => row.unbound),
    byOrigin: origins.sort((a, b) => b.count - a.count || (a.origin < b.origin ? -1 : 1)),
    byRoute: { desk: ofRoute('desk'), code: ofRoute('code'), import: ofRoute('import') },
    undecided: ages.map(([age, from], index) => {
      const until = ages[index + 1]?.[1] ?? Number.POSITIVE_INFINITY
      return { age, count: sum(all, (row) => row.is_pending && row.age >= from && row.age < until) }
    }),
    oldestUndecidedDays: Math.max(0, ...pending.map((row) => row.age)),
    openTasks: rest.rows[0]!.tasks,
    messagesKeptOut: rest.rows[0]!.messages,
  }
}
