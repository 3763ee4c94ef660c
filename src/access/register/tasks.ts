/** What a human has to decide or to look at, of objections and of the persons whom they hide. */
import type { Tx } from '#database'
import { daysWaited, type Urgency, urgencyOf } from './answer-in-time.ts'

export interface NewTask {
  readonly kind: string
  /** For a reader who may know whom it is about; nothing clinical. */
  readonly words: string
  readonly personId?: number
  readonly objectionId?: string
  /** Epoch ms. */
  readonly dueAt?: number
  readonly detail?: Readonly<Record<string, unknown>>
  /** Raised once however often it is seen: what it is about. */
  readonly once?: string
  /** Epoch ms. */
  readonly at?: number
}

export const raiseTask = (tx: Tx, task: NewTask): Promise<void> => raiseTasks(tx, [task])

export async function raiseTasks(tx: Tx, tasks: readonly NewTask[]): Promise<void> {
  if (tasks.length === 0) return
  await tx.query(
    `INSERT INTO access.task (kind, objection_id, person_id, raised_at, due_at, words, detail, once)
     SELECT k, o, p, coalesce(r, now()), d, w, j::jsonb, n
     FROM unnest($1::text[], $2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[],
       $6::text[], $7::text[], $8::text[]) AS t (k, o, p, r, d, w, j, n)
     ON CONFLICT DO NOTHING`,
    [
      tasks.map((one) => one.kind),
      tasks.map((one) => one.objectionId ?? null),
      tasks.map((one) => one.personId ?? null),
      tasks.map((one) => instant(one.at)),
      tasks.map((one) => instant(one.dueAt)),
      tasks.map((one) => one.words),
      tasks.map((one) => (one.detail ? JSON.stringify(one.detail) : null)),
      tasks.map((one) => one.once ?? null),
    ],
  )
}

const instant = (ms: number | undefined): string | null =>
  ms === undefined ? null : new Date(ms).toISOString()

export interface RegisterTask {
  readonly taskId: number
  readonly kind: string
  readonly words: string
  readonly raisedAt: number
  readonly dueAt?: number
  /** Of the month in which an objection is to be answered (OO-26). */
  readonly urgency: Urgency
  readonly daysWaited: number
  readonly objectionId?: string
  readonly personId?: number
  readonly detail?: Readonly<Record<string, unknown>>
  readonly doneAt?: number
  readonly doneBy?: string
  readonly outcome?: string
}

interface Row {
  task_id: number
  kind: string
  words: string
  raised_at: number
  due_at: number | null
  objection_id: string | null
  person_id: number | null
  detail: Record<string, unknown> | null
  done_at: number | null
  done_by_name: string | null
  outcome: string | null
}

const columns = `task_id, kind, words, raised_at, due_at, objection_id, person_id, detail, done_at,
  done_by_name, outcome`

/** About members of staff: for a privacy officer, and not for who keeps objections (AC-20). */
export const staffKinds: readonly string[] = ['own-record', 'launch-refused']

export const isAboutStaff = (kind: string): boolean => staffKinds.includes(kind)

/** What waits, the soonest due first; or what is done, the newest first. */
export async function listTasks(
  tx: Tx,
  asked: {
    readonly open: boolean
    readonly max: number
    readonly about: 'objections' | 'staff'
    /** Of whose members of staff; what names none is everybody's. */
    readonly organisation?: string
  },
  now: number,
): Promise<RegisterTask[]> {
  const whose = `(kind = ANY ($2)) = $3
    AND ($4::text IS NULL OR coalesce(detail->>'organisation', $4) = $4)`
  const { rows } = await tx.query<Row>(
    asked.open
      ? `SELECT ${columns} FROM access.task WHERE done_at IS NULL AND ${whose}
         ORDER BY due_at NULLS LAST, task_id LIMIT $1`
      : `SELECT ${columns} FROM access.task WHERE done_at IS NOT NULL AND ${whose}
         ORDER BY done_at DESC, task_id LIMIT $1`,
    [asked.max, staffKinds, asked.about === 'staff', asked.organisation ?? null],
  )
  return rows.map((row) => fromRow(row, now))
}

export async function findTask(
  tx: Tx,
  taskId: number,
  now: number,
): Promise<RegisterTask | undefined> {
  const text = `SELECT ${columns} FROM access.task WHERE task_id = $1`
  return (await tx.query<Row>(text, [taskId])).rows.map((row) => fromRow(row, now))[0]
}

/** Those that are open are done by it; false when none was. */
export async function finishTasks(
  tx: Tx,
  which:
    | { readonly taskId: number }
    | { readonly objectionId: string; readonly kind?: string; readonly personId?: number },
  { by, at, outcome }: { by: { key: string; name: string }; at: number; outcome: string },
): Promise<boolean> {
  const [where, values] =
    'taskId' in which
      ? ['task_id = $5', [which.taskId]]
      : [
          `objection_id = $5 AND ($6::text IS NULL OR kind = $6)
           AND ($7::bigint IS NULL OR person_id = $7)`,
          [which.objectionId, which.kind ?? null, which.personId ?? null],
        ]
  const done = await tx.query(
    `UPDATE access.task SET done_at = $1, done_by = $2, done_by_name = $3, outcome = $4
     WHERE done_at IS NULL AND ${where}`,
    [new Date(at).toISOString(), by.key, by.name, outcome, ...values],
  )
  return done.rowCount > 0
}

const fromRow = (row: Row, now: number): RegisterTask => ({
  taskId: row.task_id,
  kind: row.kind,
  words: row.words,
  raisedAt: row.raised_at,
  ...(row.due_at !== null && { dueAt: row.due_at }),
  urgency: urgencyOf({ raisedAt: row.raised_at, dueAt: row.due_at ?? undefined }, now),
  daysWaited: daysWaited(row.raised_at, row.done_at ?? now),
  ...(row.objection_id !== null && { objectionId: row.objection_id }),
  ...(row.person_id !== null && { personId: row.person_id }),
  ...(row.detail !== null && { detail: row.detail }),
  ...(row.done_at !== null && { doneAt: row.done_at }),
  ...(row.done_by_name !== null && { doneBy: row.done_by_name }),
  ...(row.outcome !== null && { outcome: row.outcome }),
})
