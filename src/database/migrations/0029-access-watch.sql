-- That an objection hides is probed all day with invented people who objected (OO-40): one for each
-- feed and each way by which an objection comes.
CREATE TABLE access.canary (
  canary_id uuid PRIMARY KEY,
  feed text NOT NULL,
  organisation text NOT NULL,
  route text NOT NULL CHECK (route IN ('desk', 'code', 'import')),
  -- Invented, as the birth date is and the letter whose SHA-256 (hex) this is.
  nhs_number text NOT NULL UNIQUE,
  birth_date text NOT NULL,
  letter text NOT NULL,
  -- Null until its messages are filed.
  person_id bigint,
  planted_at timestamptz NOT NULL,
  planted_by text NOT NULL,
  removed_at timestamptz,
  removed_by text
);
CREATE UNIQUE INDEX canary_once ON access.canary (feed, route) WHERE removed_at IS NULL;
CREATE INDEX canary_by_person ON access.canary (person_id) WHERE person_id IS NOT NULL;

-- By which a canary was seen: closed for everybody until somebody opens it again.
CREATE TABLE access.closed_channel (
  channel text PRIMARY KEY,
  since timestamptz NOT NULL,
  because text NOT NULL
);

-- How many objections were in force, by the hour: a fall is seen whatever became of the rows of
-- the register itself (OO-41).
CREATE TABLE access.register_hour (
  hour timestamptz PRIMARY KEY,
  in_force bigint NOT NULL
);

GRANT SELECT ON access.canary TO lcr_filing, lcr_register;
GRANT SELECT, INSERT, UPDATE ON access.canary TO lcr_serving;
GRANT SELECT, INSERT, DELETE ON access.closed_channel TO lcr_serving;
GRANT SELECT, INSERT, UPDATE, DELETE ON access.register_hour TO lcr_register;

-- By which rules access is decided here: each set of files that ever was in force, for ever, with
-- who proposed it and who approved it (AC-30). The newest is in force; others do not start (AT-50).
CREATE TABLE access.rules_in_force (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hash text NOT NULL,
  before text,
  -- By name: version and SHA-256 of each file.
  parts jsonb NOT NULL,
  since timestamptz NOT NULL,
  proposed_by text NOT NULL,
  approved_by text NOT NULL,
  because text NOT NULL
);
CREATE TABLE access.rules_proposed (
  hash text PRIMARY KEY,
  parts jsonb NOT NULL,
  proposed_at timestamptz NOT NULL,
  proposed_by text NOT NULL,
  because text NOT NULL
);
GRANT SELECT, INSERT ON access.rules_in_force TO lcr_serving;
GRANT SELECT, INSERT, DELETE ON access.rules_proposed TO lcr_serving;
GRANT USAGE ON SEQUENCE access.rules_in_force_number_seq TO lcr_serving;
