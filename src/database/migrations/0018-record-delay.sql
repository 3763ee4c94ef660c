-- Something that a source said about a person could not be filed yet: their record says so until
-- a human has dealt with the message (RL-07).
CREATE TABLE record.delay (
  person_id bigint NOT NULL,
  source_patient_id bigint NOT NULL,
  message_id bigint NOT NULL,
  organisation text NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (person_id, source_patient_id, message_id)
);
CREATE INDEX delay_by_message ON record.delay (message_id);

ALTER TABLE record.delay ENABLE ROW LEVEL SECURITY;
ALTER TABLE record.delay FORCE ROW LEVEL SECURITY;
CREATE POLICY filing ON record.delay TO lcr_filing USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON record.delay TO lcr_filing;
