/**
 * What was put into the record of somebody who has objected is taken out again: the messages that
 * said it are kept, and tell it again should they change their mind. What is kept of claims says
 * only which entries were named for whom: others' records depend on it (LAB-04).
 */
import type { Tx } from '#database'

/** How many rows are gone, of all these persons. The caller holds the filing lock. */
export async function deleteProjection(tx: Tx, personIds: readonly number[]): Promise<number> {
  let deleted = 0
  for (const table of [
    'entry',
    'pack',
    'attachment',
    'prepared',
    'heard',
    'delay',
    'unfolded',
    'sensitive_keys',
  ]) {
    const gone = await tx.query({
      name: `record-delete-${table}`,
      text: `DELETE FROM record.${table} WHERE person_id = ANY ($1)`,
      values: [personIds],
    })
    deleted += gone.rowCount
  }
  return deleted
}
