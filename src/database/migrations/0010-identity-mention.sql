-- Which messages say something of a source patient: what is known of it can be told again from
-- nothing but these, in the order in which they came (RL-09).
CREATE TABLE identity.mention (
  source_patient_id bigint NOT NULL,
  message_id bigint NOT NULL,
  PRIMARY KEY (source_patient_id, message_id)
);
CREATE INDEX mention_by_message ON identity.mention (message_id);

-- Messages that were filed before mentions were kept are read once more, when there is time:
-- those up to `message_id` have been, and all have been once that is `last_message_id`.
CREATE TABLE identity.mention_progress (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  message_id bigint NOT NULL,
  last_message_id bigint NOT NULL
);

GRANT SELECT, INSERT ON identity.mention TO lcr_filing;
GRANT SELECT, INSERT, UPDATE ON identity.mention_progress TO lcr_filing;
GRANT SELECT ON identity.mention, identity.mention_progress TO lcr_serving;
