/**
 * The means by which journeys reach PostgreSQL. Four roles, four pools: `filing` writes what
 * arrives, `serving` decides and audits, `reading` sees clinical rows only through row level
 * security and a committed decision, `register` alone sees who has objected, and why.
 */
export type Role = 'filing' | 'serving' | 'reading' | 'register'

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
  /**
   * Several statements, separated by semicolons, in one round trip; the results in their order.
   * They may contain BEGIN, SET LOCAL and COMMIT; a transaction left open is rolled back.
   * There are no parameters here: nothing that comes from outside may be put into the text unless
   * it has been checked against a strict pattern (a uuid, a number), because the text is executed.
   * `prepared` (`name(types) AS statement`) is prepared once per connection, for EXECUTE name(…).
   */
  simple(role: Role, text: string, prepared?: string): Promise<Result<Record<string, unknown>>[]>
  /**
   * Calls `heard` with the payload of each NOTIFY on the channel until the result is called. After
   * a lost connection it calls it with an empty payload: something may have been missed.
   */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>
  close(): Promise<void>
}
