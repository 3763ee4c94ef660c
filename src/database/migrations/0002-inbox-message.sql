-- What has arrived: the exact bytes, once. Nothing here is ever updated; what became of a
-- message is a row of its own.
CREATE TABLE inbox.message (
  message_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  received_at timestamptz NOT NULL,
  feed text NOT NULL,
  form text NOT NULL CHECK (form IN ('hl7v2', 'fhir')),
  -- MSH-10 or X-Request-Id, as sent.
  control_id text,
  -- SHA-256 of the bytes as they came over the wire.
  hash bytea NOT NULL CHECK (length(hash) = 32),
  peer text,
  -- How `bytes` are kept: as they came, or in one zstd frame.
  encoding text NOT NULL CHECK (encoding IN ('identity', 'zstd')),
  bytes bytea NOT NULL
);
ALTER TABLE inbox.message ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- The same bytes from the same feed are the same message (RL-05): one row, one effect.
CREATE UNIQUE INDEX message_is_received_once ON inbox.message (feed, hash);
CREATE INDEX message_by_control_id ON inbox.message (feed, control_id);

CREATE TABLE inbox.pending (
  message_id bigint PRIMARY KEY
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

CREATE TABLE inbox.outcome (
  message_id bigint PRIMARY KEY,
  filed_at timestamptz NOT NULL,
  message_type text,
  outcome text NOT NULL CHECK (outcome IN ('filed', 'set-aside')),
  entries int NOT NULL
);

-- Whole messages (place is null) and parts of messages that a human must look at.
CREATE TABLE inbox.set_aside (
  message_id bigint NOT NULL,
  part int NOT NULL,
  at timestamptz NOT NULL,
  place text,
  reason text NOT NULL,
  words text NOT NULL,
  PRIMARY KEY (message_id, part)
);

-- The same message sent again: counted, and nothing else happens.
CREATE TABLE inbox.duplicate (
  message_id bigint NOT NULL,
  received_at timestamptz NOT NULL,
  peer text
);

-- What was received and not understood, or could not be read: by kind, never by value.
CREATE TABLE inbox.oddity (
  feed text NOT NULL,
  what text NOT NULL,
  times bigint NOT NULL,
  PRIMARY KEY (feed, what)
);

GRANT SELECT, INSERT ON inbox.message, inbox.outcome, inbox.set_aside, inbox.duplicate TO lcr_filing;
GRANT SELECT, INSERT, UPDATE ON inbox.oddity TO lcr_filing;
GRANT SELECT, INSERT, DELETE ON inbox.pending TO lcr_filing;
GRANT SELECT (message_id, received_at, feed, form, control_id, peer) ON inbox.message TO lcr_serving;
GRANT SELECT ON inbox.pending, inbox.outcome, inbox.set_aside, inbox.duplicate, inbox.oddity TO lcr_serving;
