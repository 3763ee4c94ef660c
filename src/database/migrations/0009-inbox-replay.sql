-- What humans did about messages: asked that they be read again, or said why they need not be
-- filed. Nothing is taken away: what had become of a message before is kept beside its replay.
CREATE TABLE inbox.replay (
  replay_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  by_key text NOT NULL,
  by_name text NOT NULL,
  because text NOT NULL
);

CREATE TABLE inbox.replayed (
  message_id bigint NOT NULL,
  replay_id bigint NOT NULL,
  -- The outcome and the parts set aside that this replay replaced.
  was jsonb NOT NULL,
  PRIMARY KEY (message_id, replay_id)
);

CREATE TABLE inbox.dismissal (
  message_id bigint NOT NULL,
  at timestamptz NOT NULL,
  by_key text NOT NULL,
  by_name text NOT NULL,
  because text NOT NULL,
  PRIMARY KEY (message_id, at)
);

-- Each search of messages begins with one of these, or with the primary keys.
CREATE INDEX message_by_feed ON inbox.message (feed, message_id);
CREATE INDEX outcome_by_type ON inbox.outcome (message_type COLLATE "C", message_id);
CREATE INDEX set_aside_by_reason ON inbox.set_aside (reason, message_id);

GRANT SELECT, INSERT ON inbox.replay, inbox.replayed, inbox.dismissal TO lcr_filing;
GRANT SELECT ON inbox.replay, inbox.replayed, inbox.dismissal TO lcr_serving;
GRANT UPDATE ON inbox.outcome TO lcr_filing;
GRANT DELETE ON inbox.set_aside TO lcr_filing;
