-- Further ways in which a user may see a person, and further reasons not to.
ALTER TABLE access.declaration
  ADD COLUMN kind text NOT NULL DEFAULT 'self-declared' CHECK (kind IN
    ('self-declared', 'colleague-granted', 'patient-consent', 'seal-break')),
  -- As at the time; null where nobody has said it here.
  ADD COLUMN user_name text,
  -- Who gave it to the user; null: the user did.
  ADD COLUMN granted_by text,
  ADD COLUMN granted_by_name text,
  ADD COLUMN reviewed_at timestamptz,
  ADD COLUMN reviewed_by text,
  ADD COLUMN review_outcome text,
  ADD COLUMN review_words text,
  -- What a reviewer should look at: words that were written of somebody else before.
  ADD COLUMN doubts text[] NOT NULL DEFAULT '{}',
  -- Evidence that came later says that the user's organisation cared for the person (LR-10).
  ADD COLUMN explained_at timestamptz,
  ADD COLUMN explained_by text;
CREATE INDEX declaration_unreviewed ON access.declaration (declared_at) WHERE reviewed_at IS NULL;

-- Set by a privacy officer for somebody whose record is likely to be looked at for no good reason,
-- or derived from what a source says. Lifted, never deleted.
CREATE TABLE access.restriction (
  restriction_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id bigint NOT NULL,
  -- 'whereabouts': nobody may learn where this person is. 'guarded': staff, public figures, the
  -- newsworthy; never told apart on a screen.
  kind text NOT NULL CHECK (kind IN ('whereabouts', 'guarded')),
  because text NOT NULL,
  -- The source patient that says so; null: somebody set it.
  source_patient_id bigint,
  set_at timestamptz NOT NULL,
  set_by text NOT NULL,
  set_by_name text NOT NULL,
  until_at timestamptz,
  lifted_at timestamptz,
  lifted_by text,
  lifted_because text
);
CREATE INDEX restriction_by_person ON access.restriction (person_id) WHERE lifted_at IS NULL;
CREATE UNIQUE INDEX restriction_once_per_source ON access.restriction (source_patient_id)
  WHERE source_patient_id IS NOT NULL AND lifted_at IS NULL;

-- Members of staff whose employer says which person they are: HMAC of the NHS number (AC-20).
CREATE TABLE access.staff (
  user_key text NOT NULL,
  identifier bytea NOT NULL CHECK (length(identifier) = 32),
  registered_at timestamptz NOT NULL,
  registered_by text NOT NULL,
  PRIMARY KEY (user_key, identifier)
);

-- Which person a member of staff is, as far as the numbers of that person are known: kept while
-- messages are filed, so that a decision asks for one row.
CREATE TABLE access.own_person (
  user_key text NOT NULL,
  person_id bigint NOT NULL,
  PRIMARY KEY (user_key, person_id)
);

-- Who may not sign in any more, whatever their provider says (AC-09).
CREATE TABLE access.disabled_user (
  user_key text PRIMARY KEY,
  since timestamptz NOT NULL,
  because text NOT NULL,
  disabled_by text NOT NULL
);

-- Launch tokens that have been used (AC-10).
CREATE TABLE access.used_launch (
  hash bytea PRIMARY KEY CHECK (length(hash) = 32),
  forget_at timestamptz NOT NULL
);
CREATE INDEX used_launch_by_end ON access.used_launch (forget_at);

GRANT SELECT, INSERT, UPDATE ON access.declaration, access.restriction TO lcr_serving;
GRANT SELECT, INSERT, UPDATE ON access.restriction TO lcr_filing;
GRANT SELECT, INSERT, DELETE ON access.own_person TO lcr_filing, lcr_serving;
GRANT SELECT ON access.staff TO lcr_filing;
GRANT SELECT, INSERT, DELETE ON access.staff, access.disabled_user, access.used_launch TO lcr_serving;
GRANT SELECT ON access.register_key TO lcr_serving;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA access TO lcr_serving, lcr_filing;
