/**
 * The database as the doors for people and FHIR see it: when it is away for a while they answer
 * "not just now", which tells a feed to send again, and never "a fault" (RL-15).
 */
import { type Database, isTemporary } from '#database'
import { Failure } from '#vocabulary'

export function tellingFailures(database: Database): Database {
  const tell = (error: unknown): never => {
    if (!isTemporary(error)) throw error
    throw new Failure('unavailable', 'database-unavailable', 'The database is not available.', {
      cause: error,
    })
  }
  return {
    transaction: (role, work) => database.transaction(role, work).catch(tell),
    query: (role, statement, values) =>
      database.query(role, statement, values).catch(tell) as never,
    simple: (role, text, prepared) => database.simple(role, text, prepared).catch(tell),
    listen: (channel, heard) => database.listen(channel, heard),
    close: () => database.close(),
  }
}
