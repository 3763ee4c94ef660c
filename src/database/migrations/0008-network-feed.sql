-- Who shares what: the feeds that may write, whose they are, and when each was last heard.
CREATE TABLE network.feed (
  name text PRIMARY KEY,
  form text NOT NULL CHECK (form IN ('hl7v2', 'fhir')),
  organisation text NOT NULL,
  organisation_name text NOT NULL,
  profile text NOT NULL,
  -- FHIR feeds: the OAuth client and its public keys (RFC 7517).
  client_id text UNIQUE,
  jwks jsonb,
  registered_at timestamptz NOT NULL,
  last_received_at timestamptz
) WITH (fillfactor = 50);
GRANT SELECT, INSERT, UPDATE ON network.feed TO lcr_filing;
GRANT SELECT ON network.feed TO lcr_serving;
