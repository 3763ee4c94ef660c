-- Who saw it. The decision is the audit event: committed before a clinical byte is read.
CREATE TABLE audit.event (
  -- UUID version 7: ordered by time, not guessable.
  event_id uuid PRIMARY KEY,
  at timestamptz NOT NULL,
  -- The transaction that wrote it; not insertable, so that a decision cannot be forged to look
  -- as if an earlier transaction had committed it.
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  action text NOT NULL,
  effect text NOT NULL CHECK (effect IN ('permit', 'refuse', 'note')),
  person_id bigint,
  user_key text NOT NULL,
  user_name text NOT NULL,
  role_code text NOT NULL,
  role_name text NOT NULL,
  organisation text NOT NULL,
  session text NOT NULL,
  assurance text NOT NULL,
  purpose text NOT NULL,
  reasons text[] NOT NULL,
  relationship text,
  withhold text[] NOT NULL DEFAULT '{}',
  expires_at timestamptz,
  policy text NOT NULL,
  request_id text,
  detail jsonb,
  CONSTRAINT event_permit_names_a_person_and_an_end
    CHECK (effect <> 'permit' OR (person_id IS NOT NULL AND expires_at IS NOT NULL)),
  CONSTRAINT event_permit_lasts_15_minutes_at_most
    CHECK (expires_at IS NULL OR expires_at <= at + interval '15 minutes')
);
CREATE INDEX event_by_person ON audit.event (person_id, at) WHERE person_id IS NOT NULL;

GRANT INSERT (event_id, at, action, effect, person_id, user_key, user_name, role_code, role_name,
  organisation, session, assurance, purpose, reasons, relationship, withhold, expires_at, policy,
  request_id, detail) ON audit.event TO lcr_serving;

-- The gate. The person and the labels to withhold of the decision that this transaction names:
-- only if that decision permits, has not expired, and an earlier transaction committed it.
-- Published to the record station's row level security (decision 0003).
CREATE FUNCTION audit.granted(OUT person_id bigint, OUT withhold text[])
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT e.person_id, e.withhold
  FROM audit.event e
  WHERE e.event_id = nullif(current_setting('lcr.decision', true), '')::uuid
    AND e.effect = 'permit'
    AND e.expires_at > clock_timestamp()
    AND e.at <= clock_timestamp() + interval '5 minutes'
    AND e.xid IS DISTINCT FROM pg_current_xact_id_if_assigned()
$$;
REVOKE ALL ON FUNCTION audit.granted() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.granted() TO lcr_reading;
