-- Feeds that number their messages (MSH-13): the last number, and those that never came (RL-12).
CREATE TABLE network.sequence (
  feed text PRIMARY KEY,
  last bigint NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE network.sequence_gap (
  feed text NOT NULL,
  first bigint NOT NULL,
  last bigint NOT NULL,
  noticed_at timestamptz NOT NULL,
  PRIMARY KEY (feed, first)
);

GRANT SELECT, INSERT, UPDATE ON network.sequence TO lcr_filing;
GRANT SELECT, INSERT, UPDATE, DELETE ON network.sequence_gap TO lcr_filing;
GRANT SELECT ON network.sequence, network.sequence_gap TO lcr_serving;
