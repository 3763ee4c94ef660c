-- Who is signed in, in which role. The secret is the browser's alone: what is kept is its hash.
CREATE TABLE access.session (
  -- SHA-256 of the secret.
  hash bytea PRIMARY KEY CHECK (length(hash) = 32),
  user_key text NOT NULL,
  -- The user as the identity provider said it: one selected role, of one organisation.
  holder jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  used_at timestamptz NOT NULL,
  -- The latest end, however much it is used.
  ends_at timestamptz NOT NULL,
  CONSTRAINT session_ends_after_it_began CHECK (ends_at > created_at)
) WITH (fillfactor = 80);
CREATE INDEX session_by_user ON access.session (user_key);
CREATE INDEX session_by_end ON access.session (ends_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON access.session TO lcr_serving;
