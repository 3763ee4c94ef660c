-- Registers that were kept before this one: each file that was brought, each row of it with what
-- became of it (OO-31, OO-35). Only who keeps the register sees what the rows say.
CREATE TABLE access.import (
  import_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  register text NOT NULL,
  file_hash bytea NOT NULL CHECK (length(file_hash) = 32),
  manifest jsonb NOT NULL,
  -- Thumbprint of the key that signed the manifest; null: it was not signed.
  signed_by text,
  imported_at timestamptz NOT NULL,
  by_key text NOT NULL,
  by_name text NOT NULL,
  by_organisation text NOT NULL,
  -- By result and reason, and by oddity: how many rows.
  counts jsonb NOT NULL,
  CONSTRAINT import_is_known_once UNIQUE (register, file_hash)
);

CREATE TABLE access.import_row (
  import_id bigint NOT NULL,
  -- Of the file, from 1.
  line integer NOT NULL,
  -- SHA-256 of the register and what the columns say: the same row in a later file.
  row_hash bytea NOT NULL CHECK (length(row_hash) = 32),
  -- HMAC of the register and whom the row is about; null: it does not say.
  about bytea CHECK (length(about) = 32),
  row_id text,
  recorded_on text,
  result text NOT NULL CHECK (result IN ('matched', 'held-unmatched', 'duplicate-of', 'withdrawn')),
  reason text NOT NULL,
  oddities text[] NOT NULL,
  -- The objection that it made, or that it is a duplicate of.
  objection_id uuid,
  raw text NOT NULL,
  PRIMARY KEY (import_id, line)
);
CREATE INDEX import_row_by_hash ON access.import_row (row_hash);
CREATE INDEX import_row_by_about ON access.import_row (about) WHERE about IS NOT NULL;
CREATE INDEX import_row_by_objection ON access.import_row (objection_id)
  WHERE objection_id IS NOT NULL;

-- Whom rows can only find by name and date of birth: asked for each new identity (OO-32). Names are
-- folded for comparison.
CREATE TABLE access.import_name (
  birth_date text NOT NULL,
  family text NOT NULL,
  given text NOT NULL,
  objection_id uuid NOT NULL,
  -- Of the row's own NHS number: who has another one is somebody else.
  nhs_number bytea CHECK (length(nhs_number) = 32),
  PRIMARY KEY (birth_date, family, given, objection_id)
);

GRANT SELECT, INSERT ON access.import, access.import_name TO lcr_filing;
GRANT INSERT ON access.import_row TO lcr_filing;
GRANT SELECT (import_id, line, row_hash, about, result, reason, objection_id)
  ON access.import_row TO lcr_filing;
GRANT SELECT ON access.import, access.import_row TO lcr_register;
GRANT USAGE ON SEQUENCE access.import_import_id_seq TO lcr_filing;

-- What feeds say in codes that concern sharing (OO-23): when a statement of a source patient last
-- said it, and when it last said that it is so no more, in any order of arrival.
CREATE TABLE access.consent_code (
  source_patient_id bigint NOT NULL,
  system text NOT NULL,
  code text NOT NULL,
  -- The sender's own name for the statement.
  statement text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('HONOUR', 'IGNORE', 'REVIEW')),
  words text NOT NULL,
  feed text NOT NULL,
  -- Epoch ms; 0: never.
  said_at bigint NOT NULL,
  removed_at bigint NOT NULL,
  heard_at timestamptz NOT NULL,
  -- Hash of the mapping that it was judged by.
  mapping text NOT NULL,
  -- The objection that it made, or that it stands behind.
  objection_id uuid,
  PRIMARY KEY (source_patient_id, system, code, statement)
);
CREATE INDEX consent_code_by_objection ON access.consent_code (objection_id)
  WHERE objection_id IS NOT NULL;

GRANT SELECT, INSERT, UPDATE ON access.consent_code TO lcr_filing;
GRANT SELECT ON access.consent_code TO lcr_register;
