/**
 * The means by which journeys reach PostgreSQL. Three roles, three pools: `filing` writes what
 * arrives, `serving` decides and audits, `reading` sees clinical rows only through row level
 * security and a committed decision.
 */
export type Role = 'filing' | 'serving' | 'reading'

export interface Result<Row> {
  readonly rows: Row[]
  readonly rowCount: number
}

/** Statements that are given a name are prepared once per connection. */
export interface Statement {
  readonly name?: string
  readonly text: string
  readonly values?: readonly unknown[]
}

export interface Tx {
  query<Row = Record<string, unknown>>(
    statement: string | Statement,
    values?: readonly unknown[],
  ): Promise<Result<Row>>
}

export interface Database {
  /** BEGIN, work, COMMIT; ROLLBACK when work throws. Returns only after the commit is durable. */
  transaction<T>(role: Role, work: (tx: Tx) => Promise<T>): Promise<T>
  /** One statement, its own transaction. */
  query<Row = Record<string, unknown>>(
    role: Role,
    statement: string | Statement,
    values?: readonly unknown[],
  ): Promise<Result<Row>>
  /** Calls `heard` with the payload of each NOTIFY on the channel; ends when the result is called. */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>
  close(): Promise<void>
}
