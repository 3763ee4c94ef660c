-- Feed profiles that operators brought, beside those that ship with the program. Nothing is ever
-- changed: another version is another row, so that reading a message again tells the same.
CREATE TABLE network.profile (
  name text NOT NULL,
  version int NOT NULL CHECK (version > 0),
  effective_from date NOT NULL,
  -- As the operator wrote it.
  body jsonb NOT NULL,
  -- SHA-256 of the body: by all of them together it is known whether there are new ones.
  digest text NOT NULL,
  added_at timestamptz NOT NULL,
  added_by text NOT NULL,
  PRIMARY KEY (name, version)
);
GRANT SELECT, INSERT ON network.profile TO lcr_filing;
GRANT SELECT ON network.profile TO lcr_serving;
