/** The feeds that may write: whose they are, how they prove it, when each was last heard. */
import type { Database, Tx } from '#database'

export interface Feed {
  readonly name: string
  readonly form: 'hl7v2' | 'fhir'
  readonly organisation: string
  readonly organisationName: string
  /** Name of its feed profile. */
  readonly profile: string
  /** FHIR feeds: the OAuth 2 client id and its public keys (RFC 7517). */
  readonly clientId?: string
  readonly jwks?: { readonly keys: readonly Record<string, unknown>[] }
}

interface Row {
  name: string
  form: 'hl7v2' | 'fhir'
  organisation: string
  organisation_name: string
  profile: string
  client_id: string | null
  jwks: Feed['jwks'] | null
}

const columns = 'name, form, organisation, organisation_name, profile, client_id, jwks'

const fromRow = (row: Row): Feed => ({
  name: row.name,
  form: row.form,
  organisation: row.organisation,
  organisationName: row.organisation_name,
  profile: row.profile,
  ...(row.client_id !== null && { clientId: row.client_id }),
  ...(row.jwks !== null && { jwks: row.jwks }),
})

/** New, or anew with other keys; a feed never changes the organisation that it writes for. */
export async function registerFeed(tx: Tx, feed: Feed, at: number): Promise<Feed | undefined> {
  const registered = await tx.query<Row>(
    `INSERT INTO network.feed (${columns}, registered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (name) DO UPDATE SET profile = excluded.profile, client_id = excluded.client_id,
       jwks = excluded.jwks
     WHERE feed.organisation = excluded.organisation AND feed.form = excluded.form
     RETURNING ${columns}`,
    [
      feed.name,
      feed.form,
      feed.organisation,
      feed.organisationName,
      feed.profile,
      feed.clientId ?? null,
      feed.jwks ? JSON.stringify(feed.jwks) : null,
      new Date(at).toISOString(),
    ],
  )
  return registered.rows[0] && fromRow(registered.rows[0])
}

/** Senders that nobody registered are feeds from their first message on. */
export async function noteFeeds(
  tx: Tx,
  feeds: readonly (Feed & { readonly receivedAt: number })[],
  at: number,
): Promise<void> {
  if (feeds.length === 0) return
  await tx.query({
    name: 'network-note',
    text: `INSERT INTO network.feed (name, form, organisation, organisation_name, profile,
        registered_at, last_received_at)
      SELECT n, f, o, m, p, $6, r
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $7::timestamptz[])
        AS k (n, f, o, m, p, r)
      ON CONFLICT (name) DO UPDATE
        SET last_received_at = greatest(feed.last_received_at, excluded.last_received_at),
          -- Senders of HL7 v2 have the profile that names them; others are registered for one.
          profile = CASE feed.form WHEN 'hl7v2' THEN excluded.profile ELSE feed.profile END`,
    values: [
      feeds.map((feed) => feed.name),
      feeds.map((feed) => feed.form),
      feeds.map((feed) => feed.organisation),
      feeds.map((feed) => feed.organisationName),
      feeds.map((feed) => feed.profile),
      new Date(at).toISOString(),
      feeds.map((feed) => new Date(feed.receivedAt).toISOString()),
    ],
  })
}

/** Whose each feed is and how it speaks; without the keys, which only its door needs. */
export async function allFeeds(tx: Tx): Promise<Feed[]> {
  const found = await tx.query<Row>({
    name: 'network-feeds',
    text: `SELECT name, form, organisation, organisation_name, profile, NULL AS client_id,
        NULL AS jwks FROM network.feed`,
  })
  return found.rows.map(fromRow)
}

export async function feedByClient(
  database: Database,
  clientId: string,
): Promise<Feed | undefined> {
  const found = await database.query<Row>('serving', {
    name: 'network-by-client',
    text: `SELECT ${columns} FROM network.feed WHERE client_id = $1`,
    values: [clientId],
  })
  return found.rows[0] && fromRow(found.rows[0])
}

export interface HeardFeed {
  readonly name: string
  readonly form: Feed['form']
  readonly organisation: string
  readonly organisationName: string
  readonly profile: string
  /** Epoch ms; undefined: registered and never heard. */
  readonly lastReceivedAt: number | undefined
}

/** Senders choose their names: what is watched of them is bounded. */
const heardMax = 2_000

/** The feeds that were heard last, with when that was. */
export async function heardFeeds(tx: Tx): Promise<HeardFeed[]> {
  const found = await tx.query<Row & { last_received_at: number | null }>(
    `SELECT name, form, organisation, organisation_name, profile, last_received_at FROM network.feed
     ORDER BY last_received_at DESC NULLS LAST, name LIMIT $1`,
    [heardMax],
  )
  return found.rows.map((row) => ({
    name: row.name,
    form: row.form,
    organisation: row.organisation,
    organisationName: row.organisation_name,
    profile: row.profile,
    lastReceivedAt: row.last_received_at ?? undefined,
  }))
}
