-- What can be about one patient only: who was named for it, and by which entries. Whom the sender
-- named last has it; what others were told of it is retracted (LAB-04), and so is what a
-- replacing report no longer holds (LAB-02).
CREATE TABLE record.claim (
  -- 64 bits of SHA-256 over the organisation and the claim.
  claim bigint NOT NULL,
  source_patient_id bigint NOT NULL,
  -- Where the source patient is placed, as in record.entry.
  person_id bigint NOT NULL,
  -- When the sender named this patient last (ms): its own time, then that of the message.
  said bigint NOT NULL,
  sent bigint NOT NULL,
  -- The last message held all there is of it.
  replaces boolean NOT NULL,
  -- The entries that are part of it, and which part each is whoever the patient: 32 bits of
  -- SHA-256 over kind and source id.
  keys bigint[] NOT NULL,
  parts int[] NOT NULL,
  -- When each was last part of it; null when all were in the last message.
  keys_said bigint[],
  keys_sent bigint[],
  -- Why an entry is retracted now, by its key; null when none is.
  retracted jsonb,
  PRIMARY KEY (claim, source_patient_id)
);
CREATE INDEX claim_of_patient ON record.claim (source_patient_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON record.claim TO lcr_filing;

-- A document that turned out to be about somebody else is kept, and can no longer be opened.
ALTER TABLE record.attachment ADD COLUMN retracted boolean NOT NULL DEFAULT false;
CREATE POLICY reading_what_stands ON record.attachment AS RESTRICTIVE FOR SELECT TO lcr_reading
  USING (NOT retracted);
