-- Which feeds have said something of whom, also where a later message of another feed put it anew
-- in the same moment: a source's silence in a section that it shares means something.
CREATE TABLE record.heard (
  person_id bigint NOT NULL,
  source_patient_id bigint NOT NULL,
  organisation text NOT NULL,
  feed text NOT NULL,
  -- Everything that it said was restricted.
  restricted boolean NOT NULL,
  -- The first time; when last is known by the packs.
  received_at timestamptz NOT NULL,
  PRIMARY KEY (person_id, source_patient_id, organisation, feed, restricted)
);

INSERT INTO record.heard (person_id, source_patient_id, organisation, feed, restricted, received_at)
SELECT person_id, source_patient_id, organisation, feed, coalesce(cardinality(labels), 0) > 0,
  min(received_at)
FROM record.pack GROUP BY 1, 2, 3, 4, 5;

ALTER TABLE record.heard ENABLE ROW LEVEL SECURITY;
ALTER TABLE record.heard FORCE ROW LEVEL SECURITY;
CREATE POLICY filing ON record.heard TO lcr_filing USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON record.heard TO lcr_filing;
