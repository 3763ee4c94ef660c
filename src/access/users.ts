/** Who may not sign in any more (AC-09), who a member of staff is (AC-20), what is used once. */
import type { Tx } from '#database'

export interface DisabledUser {
  readonly userKey: string
  /** Epoch ms. */
  readonly since: number
  readonly because: string
  readonly by: string
}

/** False when they were disabled already. */
export async function disableUser(tx: Tx, user: DisabledUser): Promise<boolean> {
  const { rowCount } = await tx.query(
    `INSERT INTO access.disabled_user (user_key, since, because, disabled_by)
     VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    [user.userKey, new Date(user.since), user.because, user.by],
  )
  return rowCount > 0
}

/** False when they were not disabled. */
export async function enableUser(tx: Tx, userKey: string): Promise<boolean> {
  const text = 'DELETE FROM access.disabled_user WHERE user_key = $1'
  return (await tx.query(text, [userKey])).rowCount > 0
}

export async function disabledUsers(tx: Tx): Promise<DisabledUser[]> {
  const { rows } = await tx.query<DisabledUser>(
    `SELECT user_key AS "userKey", since, because, disabled_by AS "by"
     FROM access.disabled_user ORDER BY since DESC, user_key`,
  )
  return rows
}

/** Remembers which person a member of staff is, by the HMAC of a number of theirs. */
export async function saveStaff(
  tx: Tx,
  staff: { userKey: string; identifier: Uint8Array; by: string; at: number },
): Promise<void> {
  await tx.query(
    `INSERT INTO access.staff (user_key, identifier, registered_at, registered_by)
     VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    [staff.userKey, staff.identifier, new Date(staff.at), staff.by],
  )
}

/** Where nobody is registered, nothing has to be kept up. */
export async function hasStaff(tx: Tx): Promise<boolean> {
  const { rows } = await tx.query<{ there: boolean }>({
    name: 'access-has-staff',
    text: 'SELECT EXISTS (SELECT FROM access.staff) AS there',
  })
  return rows[0]?.there === true
}

/** Before it is told anew who they are. */
export async function forgetOwnPersons(tx: Tx, personIds: readonly number[]): Promise<void> {
  await tx.query('DELETE FROM access.own_person WHERE person_id = ANY ($1)', [personIds])
}

/**
 * Which of these persons are members of staff, as far as the numbers say so. For whoever files: call
 * it with the numbers of each person that are new there.
 */
export async function ownPersonsOf(
  tx: Tx,
  persons: readonly { readonly personId: number; readonly identifier: Uint8Array }[],
): Promise<void> {
  if (persons.length === 0) return
  await tx.query(
    `INSERT INTO access.own_person (user_key, person_id)
     SELECT s.user_key, p.person_id
     FROM unnest($1::bigint[], $2::text[]) AS p (person_id, identifier)
     JOIN access.staff s ON s.identifier = decode(p.identifier, 'hex')
     ON CONFLICT DO NOTHING`,
    [
      persons.map((one) => one.personId),
      persons.map((one) => Buffer.from(one.identifier).toString('hex')),
    ],
  )
}

/** False when it has been used before. Remembers until `forgetAt` (epoch ms). */
export async function spendOnce(
  tx: Tx,
  hash: Uint8Array,
  { now, forgetAt }: { now: number; forgetAt: number },
): Promise<boolean> {
  await tx.query('DELETE FROM access.used_launch WHERE forget_at <= $1', [new Date(now)])
  const { rowCount } = await tx.query(
    'INSERT INTO access.used_launch (hash, forget_at) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    [hash, new Date(forgetAt)],
  )
  return rowCount > 0
}
