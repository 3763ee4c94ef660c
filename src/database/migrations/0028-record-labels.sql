-- A second label by which entries are withheld: `sensitive`, said by versioned terminology.
-- `linked` beside it: not by what the entry says, but by what it is linked with.

-- Something about this person is or was sensitive: links between their entries are followed.
-- Who serves may not know it.
ALTER TABLE record.person ADD COLUMN sensitive boolean NOT NULL DEFAULT false;
REVOKE SELECT ON record.person FROM lcr_serving;
GRANT SELECT (person_id, version, changed_at) ON record.person TO lcr_serving;

-- Of each of their source patients, the entries that something sensitive is or names: what is none
-- of them and names none of them need not be looked at with the rest of the record.
CREATE TABLE record.sensitive_keys (
  person_id bigint NOT NULL,
  source_patient_id bigint NOT NULL,
  keys bigint[] NOT NULL,
  PRIMARY KEY (person_id, source_patient_id)
);
ALTER TABLE record.sensitive_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE record.sensitive_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY filing ON record.sensitive_keys TO lcr_filing USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON record.sensitive_keys TO lcr_filing;

-- Feeds of which this row shows more than who the person is: others are not named in it.
ALTER TABLE record.prepared ADD COLUMN feeds text[] NOT NULL DEFAULT '{}';

-- Labels that everything bore which a feed said in a message.
ALTER TABLE record.heard ADD COLUMN labels text[] NOT NULL DEFAULT '{}';
UPDATE record.heard SET labels = '{restricted}' WHERE restricted;
ALTER TABLE record.heard DROP CONSTRAINT heard_pkey;
ALTER TABLE record.heard DROP COLUMN restricted;
ALTER TABLE record.heard
  ADD PRIMARY KEY (person_id, source_patient_id, organisation, feed, labels);

-- All versions of an entry bear the labels that it has now, and so does what they are packed in.
UPDATE record.entry e SET labels = c.labels
  FROM record.entry c
  WHERE c.person_id = e.person_id AND c.key = e.key AND c.until IS NULL AND c.labels IS NOT NULL
    AND e.until IS NOT NULL AND e.labels IS DISTINCT FROM c.labels;
UPDATE record.pack p SET labels = l.labels
  FROM (
    SELECT e.person_id, e.pack_id, array_agg(DISTINCT label ORDER BY label) AS labels
    FROM record.entry e, unnest(e.labels) AS label GROUP BY 1, 2
  ) l
  WHERE l.person_id = p.person_id AND l.pack_id = p.pack_id AND NOT (coalesce(p.labels, '{}') @> l.labels);

-- The same bytes are withheld wherever they are attached.
UPDATE record.attachment a SET labels = l.labels
  FROM (
    SELECT person_id, hash, array_agg(DISTINCT label ORDER BY label) AS labels
    FROM record.attachment, unnest(labels) AS label GROUP BY 1, 2
  ) l
  WHERE l.person_id = a.person_id AND l.hash = a.hash AND a.labels IS DISTINCT FROM l.labels;

-- Which terminology says what is sensitive, and since when it has been in use here.
CREATE TABLE record.sensitive_sets (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  since timestamptz NOT NULL,
  version int NOT NULL,
  hash text NOT NULL
);
GRANT SELECT, INSERT ON record.sensitive_sets TO lcr_filing;
