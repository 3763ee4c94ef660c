-- Who said no: the register of objections. Nothing in it is ever changed or deleted; what is in
-- force is derived. A role of its own sees it: the roles that serve screens can ask of one person
-- whether they have objected, and nothing more (OO-25, OO-27).
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'lcr_register') THEN
    BEGIN
      CREATE ROLE lcr_register NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL;
    END;
  END IF;
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    BEGIN
      EXECUTE format('GRANT lcr_register TO %I', current_user);
    EXCEPTION
      WHEN unique_violation THEN
        NULL;
      WHEN insufficient_privilege THEN
        IF NOT pg_has_role(current_user, 'lcr_register', 'MEMBER') THEN
          RAISE EXCEPTION 'the login % may not take the role lcr_register', current_user
            USING HINT = format('As an administrator: GRANT lcr_register TO %I', current_user);
        END IF;
    END;
  END IF;
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'lcr_register' AND (rolsuper OR rolbypassrls)) THEN
    RAISE EXCEPTION 'the role lcr_register passes row level security and must not';
  END IF;
END
$$;

GRANT USAGE ON SCHEMA access TO lcr_register, lcr_reading;
GRANT USAGE ON SCHEMA audit, identity TO lcr_register;

-- Identifiers in the register are kept as HMAC-SHA-256 under this key (OO-03): an objection binds
-- to numbers of people who have never been seen, and holds none of them readably.
CREATE TABLE access.register_key (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  key bytea NOT NULL CHECK (length(key) = 32)
);
INSERT INTO access.register_key (key) VALUES (sha256(convert_to(
  gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')));

CREATE TABLE access.objection (
  -- UUID version 7: the same in every copy of the register.
  objection_id uuid PRIMARY KEY,
  -- By which way it came: 'desk', 'code' (said by a feed) or 'import'.
  route text NOT NULL CHECK (route IN ('desk', 'code', 'import')),
  -- What is said to people: 'Connect Care'; the feed; the organisation of the desk.
  origin text NOT NULL,
  -- When the origin recorded it, as it says so: a date, or a part of one.
  recorded_on text,
  made_by text NOT NULL DEFAULT 'person'
    CHECK (made_by IN ('person', 'parent', 'attorney', 'deputy', 'not-known')),
  overridable text NOT NULL DEFAULT 'never' CHECK (overridable IN ('never', 'lacks-capacity')),
  -- The person's own words, and how it was made sure who they are.
  words text,
  identity_check text,
  created_at timestamptz NOT NULL
);

-- received → upheld | not-upheld → ended (OO state machine): the newest that changes it counts.
CREATE TABLE access.objection_event (
  event_id uuid PRIMARY KEY,
  number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  objection_id uuid NOT NULL,
  at timestamptz NOT NULL,
  what text NOT NULL CHECK (what IN ('received', 'upheld', 'not-upheld', 'withdrawn',
    'error-proposed', 'error-declined', 'entered-in-error')),
  by_key text NOT NULL,
  by_name text NOT NULL,
  by_organisation text NOT NULL,
  because text
);
CREATE INDEX objection_event_by_objection ON access.objection_event (objection_id, number);

CREATE TABLE access.objection_identifier (
  identifier bytea NOT NULL CHECK (length(identifier) = 32),
  objection_id uuid NOT NULL,
  -- 'said' with the objection, or 'seen' since with somebody whom it hides (OO-06).
  how text NOT NULL DEFAULT 'said' CHECK (how IN ('said', 'seen')),
  -- Somebody decided that it is another person's.
  released_at timestamptz,
  PRIMARY KEY (identifier, objection_id)
);
CREATE INDEX objection_identifier_by_objection ON access.objection_identifier (objection_id);

-- Whom it hides. A person that was bound stays bound until somebody says otherwise (OO-04, OO-05).
CREATE TABLE access.objection_person (
  person_id bigint NOT NULL,
  objection_id uuid NOT NULL,
  how text NOT NULL CHECK (how IN ('chosen', 'identifier', 'merged', 'ambiguous')),
  since timestamptz NOT NULL,
  released_at timestamptz,
  released_by text,
  PRIMARY KEY (person_id, objection_id)
);
CREATE INDEX objection_person_by_objection ON access.objection_person (objection_id);

-- Who is objected now: derived in the same transaction as each of the above changes.
CREATE TABLE access.objected (
  person_id bigint PRIMARY KEY,
  since timestamptz NOT NULL,
  -- When what was filed of them before is to be deleted (OO-11); null: nothing is left.
  delete_at timestamptz,
  -- Something came since: who is caring for them is to be told again from their messages.
  evidence_due boolean NOT NULL DEFAULT false
);
CREATE INDEX objected_to_delete ON access.objected (delete_at) WHERE delete_at IS NOT NULL;
CREATE INDEX objected_evidence_due ON access.objected (person_id) WHERE evidence_due;

-- Whom nothing hides any more: their record is to be told again from what is stored (OO-20).
CREATE TABLE access.to_restore (
  person_id bigint PRIMARY KEY,
  since timestamptz NOT NULL
);

-- Messages of which nothing was put into a record: how many, and nothing of whom (OO-09).
CREATE TABLE access.kept_out (
  day date PRIMARY KEY,
  messages bigint NOT NULL
);

-- While there is a row, nobody's record opens: the register is known to be behind (OO-19).
CREATE TABLE access.shut (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  since timestamptz NOT NULL,
  because text NOT NULL
);

-- Which lines of the journal outside the database were written by a transaction that committed.
CREATE TABLE access.journal_mark (
  journal uuid NOT NULL,
  first_number bigint NOT NULL,
  last_number bigint NOT NULL,
  -- SHA-256 of the last line: whether the journal is of this database.
  hash bytea NOT NULL CHECK (length(hash) = 32),
  at timestamptz NOT NULL,
  PRIMARY KEY (journal, first_number)
);

-- Lifted by law for a while: dated, approved by two, ended by the clock.
CREATE TABLE access.suspension (
  suspension_id uuid PRIMARY KEY,
  from_at timestamptz NOT NULL,
  until_at timestamptz NOT NULL,
  -- Kinds of relationship in which objections do not hide meanwhile.
  kinds text[] NOT NULL CHECK (cardinality(kinds) > 0),
  instrument text NOT NULL,
  notice text NOT NULL,
  proposed_by text NOT NULL,
  proposed_by_name text NOT NULL,
  proposed_at timestamptz NOT NULL,
  approved_by text,
  approved_by_name text,
  approved_at timestamptz,
  ended_at timestamptz,
  ended_by text,
  CONSTRAINT suspension_lasts_180_days_at_most
    CHECK (until_at > from_at AND until_at <= from_at + interval '180 days'),
  CONSTRAINT suspension_is_approved_by_another
    CHECK (approved_by IS NULL OR approved_by <> proposed_by)
);

-- What a human has to decide or to look at.
CREATE TABLE access.task (
  task_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL,
  objection_id uuid,
  person_id bigint,
  raised_at timestamptz NOT NULL,
  due_at timestamptz,
  -- For a reader who may know whom it is about; no clinical content.
  words text NOT NULL,
  detail jsonb,
  -- Of what must be raised once however often it is seen, what it is about.
  once text UNIQUE,
  done_at timestamptz,
  done_by text,
  done_by_name text,
  outcome text
);
CREATE INDEX task_open ON access.task (due_at, task_id) WHERE done_at IS NULL;
CREATE INDEX task_by_objection ON access.task (objection_id) WHERE objection_id IS NOT NULL;

-- An objection hides from its receipt until it is not upheld, or has ended: the newest counts. Not by
-- the order of `number` alone, in which the events of every objection would be read.
CREATE FUNCTION access.is_in_force(objection uuid) RETURNS boolean
LANGUAGE sql STABLE
AS $$
  SELECT e.what IN ('received', 'upheld') FROM access.objection_event e
  WHERE e.objection_id = objection
    AND e.what IN ('received', 'upheld', 'not-upheld', 'withdrawn', 'entered-in-error')
  ORDER BY e.number + 0 DESC LIMIT 1
$$;
REVOKE ALL ON FUNCTION access.is_in_force(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.is_in_force(uuid) TO lcr_filing, lcr_register;

-- Published to audit's gate, to notice and to access's own questions. Always the primary (OO-18).
CREATE FUNCTION access.is_objected(asked bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT EXISTS (SELECT FROM access.objected o WHERE o.person_id = asked)
    OR EXISTS (SELECT FROM access.shut)
$$;
REVOKE ALL ON FUNCTION access.is_objected(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.is_objected(bigint)
  TO lcr_filing, lcr_serving, lcr_reading, lcr_register;

-- Kinds of relationship for which the law has lifted objections at this moment; empty: none.
CREATE FUNCTION access.suspended_kinds() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT coalesce(array_agg(DISTINCT k), '{}')
  FROM access.suspension s, unnest(s.kinds) AS k
  WHERE s.approved_at IS NOT NULL AND s.ended_at IS NULL
    AND clock_timestamp() >= s.from_at AND clock_timestamp() < s.until_at
    AND NOT EXISTS (SELECT FROM access.shut)
$$;
REVOKE ALL ON FUNCTION access.suspended_kinds() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.suspended_kinds()
  TO lcr_filing, lcr_serving, lcr_reading, lcr_register;

GRANT SELECT ON access.register_key TO lcr_filing, lcr_register;
GRANT SELECT, INSERT ON access.objection, access.objection_event TO lcr_filing, lcr_register;
GRANT SELECT, INSERT, UPDATE ON access.objection_identifier, access.objection_person, access.task
  TO lcr_filing, lcr_register;
GRANT SELECT, INSERT, UPDATE, DELETE ON access.objected, access.to_restore
  TO lcr_filing, lcr_register;
GRANT SELECT, INSERT, UPDATE ON access.kept_out TO lcr_filing;
GRANT SELECT ON access.kept_out TO lcr_register;
GRANT SELECT ON access.shut TO lcr_serving, lcr_filing;
GRANT SELECT, INSERT, DELETE ON access.shut TO lcr_register;
GRANT SELECT, INSERT ON access.journal_mark TO lcr_filing, lcr_register;
GRANT SELECT, INSERT, UPDATE ON access.suspension TO lcr_register;
GRANT SELECT ON access.suspension TO lcr_filing;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA access TO lcr_filing, lcr_register;
GRANT INSERT ON access.task TO lcr_serving;
GRANT USAGE ON SEQUENCE access.task_task_id_seq TO lcr_serving;
