-- How much came from each feed, by the hour, and how much of it a human must look at: what a
-- feed usually sends is known without counting messages.
CREATE TABLE inbox.hour (
  feed text NOT NULL,
  hour timestamptz NOT NULL,
  received bigint NOT NULL,
  set_aside bigint NOT NULL,
  PRIMARY KEY (feed, hour)
) WITH (fillfactor = 50);

INSERT INTO inbox.hour (feed, hour, received, set_aside)
SELECT m.feed, date_trunc('hour', m.received_at, 'UTC'), count(*),
  count(*) FILTER (WHERE o.outcome = 'set-aside')
FROM inbox.message m JOIN inbox.outcome o USING (message_id)
GROUP BY 1, 2;

GRANT SELECT, INSERT, UPDATE ON inbox.hour TO lcr_filing;
GRANT SELECT ON inbox.hour TO lcr_serving;
