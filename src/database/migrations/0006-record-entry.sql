-- What is known. Entries are the truth and never change; the prepared record is derived from
-- them and can be thrown away. Every key begins with the person: it is the distribution key.
CREATE TYPE record.kind AS ENUM (
  'Patient', 'AllergyIntolerance', 'MedicationRequest', 'MedicationStatement',
  'MedicationAdministration', 'MedicationDispense', 'Condition', 'Encounter', 'EpisodeOfCare',
  'CareTeam', 'Observation', 'DiagnosticReport', 'DocumentReference', 'Procedure', 'Immunization',
  'Appointment', 'ServiceRequest', 'CarePlan', 'Flag', 'RelatedPerson', 'Goal', 'Consent', 'Task',
  'DeviceRequest', 'QuestionnaireResponse', 'ImagingStudy', 'Specimen', 'Communication', 'List'
);

CREATE TABLE record.person (
  person_id bigint PRIMARY KEY,
  version int NOT NULL,
  changed_at timestamptz NOT NULL
) WITH (fillfactor = 80);

-- The originals that one message brought about one source patient, compressed together.
CREATE TABLE record.pack (
  person_id bigint NOT NULL,
  pack_id bigint NOT NULL,
  source_patient_id bigint NOT NULL,
  message_id bigint NOT NULL,
  received_at timestamptz NOT NULL,
  -- 1: zstd with dictionary 1 (see record/packing.ts).
  encoding smallint NOT NULL,
  organisation text NOT NULL,
  feed text NOT NULL,
  -- Sensitivity labels of everything inside; a pack holds entries of one set of labels only.
  labels text[],
  bytes bytea NOT NULL,
  PRIMARY KEY (person_id, pack_id)
);
ALTER TABLE record.pack ALTER COLUMN bytes SET STORAGE EXTERNAL;
CREATE SEQUENCE record.pack_number;

CREATE TABLE record.entry (
  person_id bigint NOT NULL,
  source_patient_id bigint NOT NULL,
  -- 64 bits of SHA-256 over namespace, source patient, kind and source id.
  key bigint NOT NULL,
  pack_id bigint NOT NULL,
  -- 64 bits of SHA-256 over the original: the same content again is no new version.
  content bigint NOT NULL,
  -- When the source's world was so (ms), and the clinically relevant time (ms) if there is one.
  event_time bigint NOT NULL,
  -- When the same was last said again (ms): an older word that comes late is still older (RL-06).
  confirmed bigint,
  effective bigint,
  -- Versions of the person between which this was so; `until` is null while it is.
  since int NOT NULL,
  until int,
  kind record.kind NOT NULL,
  position smallint NOT NULL,
  labels text[],
  -- The key names the source patient too.
  PRIMARY KEY (person_id, key, since)
);

-- The banner asks for a person's Patients whenever one of them changes.
CREATE INDEX entry_patients ON record.entry (person_id) WHERE kind = 'Patient';

CREATE TABLE record.attachment (
  person_id bigint NOT NULL,
  source_patient_id bigint NOT NULL,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  content_type text NOT NULL,
  size int NOT NULL,
  encoding text NOT NULL CHECK (encoding IN ('identity', 'zstd')),
  bytes bytea NOT NULL,
  labels text[],
  PRIMARY KEY (person_id, source_patient_id, hash)
);
ALTER TABLE record.attachment ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- The record as it is served. One row holds everything (labels: all labels within); where
-- something can be withheld, a second holds what is left. `fresh` is what has been filed since
-- `body` was last written, one JSON line each.
CREATE TABLE record.prepared (
  person_id bigint NOT NULL,
  labels text[] NOT NULL,
  version int NOT NULL,
  items int NOT NULL,
  body bytea NOT NULL,
  fresh bytea NOT NULL DEFAULT '',
  PRIMARY KEY (person_id, labels)
) WITH (fillfactor = 70);
ALTER TABLE record.prepared ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE record.prepared ALTER COLUMN fresh SET STORAGE EXTERNAL;

-- Persons whose prepared record has fresh lines to be folded in when there is time.
CREATE TABLE record.unfolded (
  person_id bigint PRIMARY KEY
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['pack', 'entry', 'attachment', 'prepared'] LOOP
    EXECUTE format('ALTER TABLE record.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE record.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY filing ON record.%I TO lcr_filing USING (true) WITH CHECK (true)', name);
    -- Init-plans: the decision is looked up once per statement, not once per row.
    EXECUTE format($policy$
      CREATE POLICY reading ON record.%I FOR SELECT TO lcr_reading USING (
        person_id = (SELECT g.person_id FROM audit.granted() g)
        AND (coalesce(cardinality(labels), 0) = 0
             OR NOT labels && (SELECT g.withhold FROM audit.granted() g)))$policy$, name);
    EXECUTE format('GRANT SELECT ON record.%I TO lcr_reading', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON record.%I TO lcr_filing', name);
  END LOOP;
END
$$;
GRANT DELETE ON record.prepared, record.attachment TO lcr_filing;
GRANT SELECT, INSERT, UPDATE ON record.person TO lcr_filing;
GRANT SELECT, INSERT, DELETE ON record.unfolded TO lcr_filing;
GRANT USAGE ON SEQUENCE record.pack_number TO lcr_filing;
GRANT SELECT ON record.person TO lcr_serving;
