-- Documents that information governance has taken out of one person's record (OO-17): by the
-- SHA-256 of their bytes. Shown again, never deleted: what was hidden when stays known (AU-06).
CREATE TABLE access.hidden_document (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id bigint NOT NULL,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  hidden_at timestamptz NOT NULL,
  hidden_by text NOT NULL,
  hidden_by_name text NOT NULL,
  because text NOT NULL,
  shown_at timestamptz,
  shown_by text,
  shown_by_name text,
  shown_because text
);
CREATE INDEX hidden_document_by_person ON access.hidden_document (person_id);
CREATE UNIQUE INDEX hidden_document_once ON access.hidden_document (person_id, hash)
  WHERE shown_at IS NULL;

GRANT SELECT ON access.hidden_document TO lcr_serving, lcr_filing;
GRANT INSERT, UPDATE ON access.hidden_document TO lcr_filing;
GRANT USAGE ON SEQUENCE access.hidden_document_number_seq TO lcr_filing;
