-- Each thing that a sender says of who a patient is has a time of its own (HL7-05): NHS number,
-- family, given, birth date, gender, identity unknown. Null: all were said at event_time.
ALTER TABLE identity.source_patient
  ADD COLUMN said_at bigint[],
  -- NHS numbers and birth dates that it said before, and when (ms) it last said each.
  ADD COLUMN former jsonb,
  -- When (ms) the sender deleted its record of the patient (A29); what it says of the patient
  -- later brings it back.
  ADD COLUMN withdrawn_at bigint,
  -- What is known of it can only be told from all of its messages together.
  ADD COLUMN told_whole boolean NOT NULL DEFAULT false,
  ADD COLUMN sensitive boolean NOT NULL DEFAULT false,
  -- When (ms) its list of relatives and contacts was last sent, and how long it was.
  ADD COLUMN relatives_at bigint,
  ADD COLUMN relatives smallint;

-- A link says of two numbers that both live on what a merge says of a survivor and a retired one.
-- What is held does nothing until somebody confirms it.
ALTER TABLE identity.merge
  ADD COLUMN kind text NOT NULL DEFAULT 'merge' CHECK (kind IN ('merge', 'link', 'unlink')),
  ADD COLUMN confirmed_at timestamptz,
  ADD COLUMN confirmed_by text;
CREATE INDEX merge_by_survivor ON identity.merge (survivor_id);

-- A visit or an account goes to another patient or gets another number: with it goes what was
-- said of it until then. Numbered together with merges, for whoever undoes one.
CREATE TABLE identity.belonging_move (
  move_id bigint PRIMARY KEY DEFAULT nextval('identity.merge_merge_id_seq'),
  from_id bigint NOT NULL,
  to_id bigint NOT NULL,
  -- The sender's name for it ('visit:RJZ/V1') and its name from then on; null: everything.
  what text,
  as_what text,
  event_time bigint NOT NULL,
  message_id bigint NOT NULL,
  applied_at timestamptz NOT NULL,
  undone_at timestamptz,
  undone_by text
);
CREATE INDEX belonging_move_by_from ON identity.belonging_move (from_id);
CREATE INDEX belonging_move_by_to ON identity.belonging_move (to_id);

GRANT SELECT, INSERT, UPDATE ON identity.belonging_move TO lcr_filing;
GRANT SELECT ON identity.belonging_move TO lcr_serving;
