/** That a register was brought over is written down: before it is read, and as part of its commit. */
import {
  type ImportReckoning,
  type Manifest,
  mayKeepObjections,
  mayOperate,
  standingPolicy,
  type User,
} from '#access'
import { eventId, note } from '#audit'
import type { Tx } from '#database'
import { Failure } from '#vocabulary'
import type { Needs } from './needs.ts'

/** Throws Failure `refused` for who neither operates nor keeps the register. */
export async function noteImport(
  needs: Needs,
  by: User,
  manifest: Manifest,
  fileHash: Buffer,
  check: boolean,
): Promise<void> {
  const may = mayOperate(by, standingPolicy) || mayKeepObjections(by, standingPolicy)
  const at = needs.clock.now()
  await note(needs.database, {
    id: eventId(at),
    at,
    action: 'import-objections',
    effect: may ? 'note' : 'refuse',
    who: by,
    reasons: [may ? (check ? 'checked' : 'asked') : 'no-activity-to-keep-objections'],
    policy: standingPolicy.hash,
    detail: {
      register: manifest.register,
      fileHash: fileHash.toString('hex'),
      rows: manifest.rows,
      signedOffBy: manifest.signOff.name,
    },
  })
  if (may) return
  const words = 'This needs somebody who keeps the register of objections.'
  throw new Failure('refused', 'no-activity-to-keep-objections', words)
}

export async function noteImported(
  tx: Tx,
  by: User,
  { importId, register, results }: ImportReckoning,
  at: number,
): Promise<void> {
  await note(tx, {
    id: eventId(at),
    at,
    action: 'import-objections',
    effect: 'note',
    who: by,
    reasons: ['imported'],
    policy: standingPolicy.hash,
    detail: {
      register,
      importId,
      ...Object.fromEntries(results.map(({ result, rows }) => [result, rows])),
    },
  })
}
