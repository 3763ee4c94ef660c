/** Feed profiles that operators brought: added, never changed. What they mean, sources knows. */
import { createHash } from 'node:crypto'
import type { Tx } from '#database'

export interface StoredProfile {
  readonly name: string
  readonly version: number
  readonly body: object
  /** Epoch ms. */
  readonly addedAt: number
  readonly addedBy: string
}

export interface NewProfile extends StoredProfile {
  /** ISO date. */
  readonly effectiveFrom: string
}

/** False when there is such a version of it already. */
export async function addProfile(tx: Tx, profile: NewProfile): Promise<boolean> {
  const body = JSON.stringify(profile.body)
  const added = await tx.query(
    `INSERT INTO network.profile
       (name, version, effective_from, body, digest, added_at, added_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (name, version) DO NOTHING RETURNING name`,
    [
      profile.name,
      profile.version,
      profile.effectiveFrom,
      body,
      createHash('sha256').update(body).digest('hex'),
      new Date(profile.addedAt).toISOString(),
      profile.addedBy,
    ],
  )
  return added.rows.length === 1
}

/** The same for the same profiles, whichever database they lie in; '' when there are none. */
export async function profilesDigest(tx: Tx): Promise<string> {
  const found = await tx.query<{ digest: string }>({
    name: 'network-profiles-digest',
    text: `SELECT coalesce(md5(string_agg(name || version || digest, ',' ORDER BY name, version)), '')
      AS digest FROM network.profile`,
  })
  return found.rows[0]?.digest ?? ''
}

export async function storedProfiles(tx: Tx): Promise<StoredProfile[]> {
  const found = await tx.query<StoredRow>(
    `SELECT name, version, body, added_at, added_by FROM network.profile ORDER BY name, version`,
  )
  return found.rows.map(({ added_at, added_by, ...row }) => ({
    ...row,
    addedAt: added_at,
    addedBy: added_by,
  }))
}

interface StoredRow {
  name: string
  version: number
  body: object
  added_at: number
  added_by: string
}
