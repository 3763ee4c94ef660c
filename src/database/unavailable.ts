/** The database cannot be reached or cannot take work just now: the same request may work later. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable'
}

/** SQLSTATE classes: 08 connection, 53 resources, 57P shutdown, start or recovery. */
const unavailableClasses = /^(?:08|53|57P)/

/** Idle-in-transaction timeout; read only, as a standby before promotion; input/output error. */
const unavailableStates = new Set(['25P03', '25006', '58030'])

const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
  'EACCES',
])

/** The driver's own words for a lost or refused connection carry no code. */
const lostConnection =
  /^Connection terminated|^timeout exceeded when trying to connect|connection timeout|^Client has encountered a connection error|^Cannot use a pool after calling end/i

/** Serialisation failure, deadlock, lock not available, statement timeout: nothing was done. */
const collisions = new Set(['40001', '40P01', '55P03', '57014'])

/** Turns what the driver throws for a database that is away into one class; leaves the rest. */
export function asDatabaseError(error: unknown): unknown {
  if (error instanceof DatabaseUnavailable || !(error instanceof Error)) return error
  const { code } = error as { code?: unknown }
  const away =
    typeof code === 'string'
      ? unavailableClasses.test(code) || unavailableStates.has(code) || unreachable.has(code)
      : lostConnection.test(error.message)
  if (!away) return error
  return new DatabaseUnavailable(`The database is not available: ${error.message}`, {
    cause: error,
  })
}

/** True when the same work, unchanged, may succeed later. */
export function isTemporary(error: unknown): boolean {
  if (asDatabaseError(error) instanceof DatabaseUnavailable) return true
  const { code } = (error ?? {}) as { code?: unknown }
  return typeof code === 'string' && collisions.has(code)
}
