-- Who may see it, and why: dated facts, each with its evidence. Windows are policy, applied at
-- the time of the decision; nothing here says that access is allowed.
CREATE TABLE access.relationship (
  person_id bigint NOT NULL,
  source_patient_id bigint NOT NULL,
  -- The entry that is the evidence, and which of the facts in it.
  evidence bigint NOT NULL,
  ordinal smallint NOT NULL,
  kind text NOT NULL,
  -- ODS code, as the evidence gives it; matched with sites and successors at decision time.
  organisation text NOT NULL,
  place text,
  -- ISO 8601 as given by the evidence; null: not known, or still open.
  starts_at timestamptz,
  ends_at timestamptz,
  PRIMARY KEY (person_id, source_patient_id, evidence, ordinal)
);
CREATE INDEX relationship_by_organisation ON access.relationship (organisation, starts_at DESC);
CREATE INDEX relationship_by_source_patient ON access.relationship (source_patient_id);

CREATE TABLE access.declaration (
  declaration_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id bigint NOT NULL,
  user_key text NOT NULL,
  organisation text NOT NULL,
  reason text NOT NULL,
  words text NOT NULL,
  declared_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  event_id uuid NOT NULL
);
CREATE INDEX declaration_by_person ON access.declaration (person_id, user_key, ends_at);
CREATE INDEX declaration_by_user ON access.declaration (user_key, declared_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON access.relationship TO lcr_filing;
GRANT SELECT ON access.relationship TO lcr_serving;
GRANT SELECT, INSERT ON access.declaration TO lcr_serving;
GRANT SELECT, UPDATE ON access.declaration TO lcr_filing;
