-- A register is brought over while messages are filed. Of whom something changes meanwhile is noted
-- here by whoever changes it: they are looked for once more before the import commits (OO-10).
-- Empty but while a register is brought; it need not survive what ends every transaction.
CREATE UNLOGGED TABLE access.import_meanwhile (
  number bigint GENERATED ALWAYS AS IDENTITY,
  -- Of whom a number may be known now that was not before.
  source_patient_id bigint,
  -- Of whom anything may be; where the source patient moved to.
  person_id bigint,
  moved_from bigint
);
GRANT SELECT, INSERT, DELETE ON access.import_meanwhile TO lcr_filing;

-- How many objections are in force (OO-41), without counting millions each minute: each transaction
-- adds what it changes, so that nobody waits for a row of somebody else's. Never read but as sums.
CREATE TABLE access.register_tally (
  route text NOT NULL,
  origin text NOT NULL,
  -- In which they were received; '-infinity' once nobody asks.
  hour timestamptz NOT NULL,
  is_pending boolean NOT NULL,
  objections bigint NOT NULL,
  -- Of them, those that are about nobody who was ever seen.
  unbound bigint NOT NULL
);
GRANT INSERT ON access.register_tally TO lcr_filing, lcr_register;
GRANT SELECT, DELETE ON access.register_tally TO lcr_register;

-- Few rows at a time beside millions, also where the tables were empty when the statement was planned.
-- `number + 0`: in the order of its numbers alone every event would be read for each objection.
CREATE FUNCTION access.tally_events() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
  SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
BEGIN
  INSERT INTO access.register_tally (route, origin, hour, is_pending, objections, unbound)
  SELECT o.route, o.origin, date_trunc('hour', o.created_at, 'UTC'), s.what = 'received',
    sum(s.sign), sum(CASE WHEN b.is_bound THEN 0 ELSE s.sign END)
  FROM (
    (SELECT DISTINCT ON (objection_id) objection_id, what, 1 AS sign FROM added
      WHERE what NOT IN ('error-proposed', 'error-declined')
      ORDER BY objection_id, number DESC)
    UNION ALL
    SELECT a.objection_id, e.what, -1
    FROM (SELECT objection_id, min(number) AS first FROM added
      WHERE what NOT IN ('error-proposed', 'error-declined') GROUP BY objection_id) a
    CROSS JOIN LATERAL (SELECT e.what FROM access.objection_event e
      WHERE e.objection_id = a.objection_id AND e.number < a.first
        AND e.what NOT IN ('error-proposed', 'error-declined')
      ORDER BY e.number + 0 DESC LIMIT 1) e
  ) s
  JOIN access.objection o USING (objection_id)
  CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM access.objection_person p
    WHERE p.objection_id = o.objection_id) AS is_bound) b
  WHERE s.what IN ('received', 'upheld')
  GROUP BY 1, 2, 3, 4;
  RETURN NULL;
END
$$;

-- The first whom an objection is about.
CREATE FUNCTION access.tally_persons() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
  SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
BEGIN
  INSERT INTO access.register_tally (route, origin, hour, is_pending, objections, unbound)
  SELECT o.route, o.origin, date_trunc('hour', o.created_at, 'UTC'), s.what = 'received',
    0, -count(*)
  FROM (SELECT objection_id, count(*) AS persons FROM added GROUP BY objection_id) a
  JOIN access.objection o USING (objection_id)
  CROSS JOIN LATERAL (SELECT e.what FROM access.objection_event e
    WHERE e.objection_id = a.objection_id
      AND e.what NOT IN ('error-proposed', 'error-declined')
    ORDER BY e.number + 0 DESC LIMIT 1) s
  WHERE s.what IN ('received', 'upheld')
    AND a.persons = (SELECT count(*) FROM access.objection_person p
      WHERE p.objection_id = a.objection_id)
  GROUP BY 1, 2, 3, 4;
  RETURN NULL;
END
$$;

-- Nothing deletes one; rows that are gone without a word are to be seen all the same.
CREATE FUNCTION access.tally_gone() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
  SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
BEGIN
  INSERT INTO access.register_tally (route, origin, hour, is_pending, objections, unbound)
  SELECT g.route, g.origin, date_trunc('hour', g.created_at, 'UTC'), s.what = 'received',
    -count(*), -count(*) FILTER (WHERE NOT b.is_bound)
  FROM gone g
  CROSS JOIN LATERAL (SELECT e.what FROM access.objection_event e
    WHERE e.objection_id = g.objection_id
      AND e.what NOT IN ('error-proposed', 'error-declined')
    ORDER BY e.number + 0 DESC LIMIT 1) s
  CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM access.objection_person p
    WHERE p.objection_id = g.objection_id) AS is_bound) b
  WHERE s.what IN ('received', 'upheld')
  GROUP BY 1, 2, 3, 4;
  RETURN NULL;
END
$$;

-- From the register itself: now, and after rows were put into it past the triggers.
CREATE FUNCTION access.tally_anew() RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
  DELETE FROM access.register_tally;
  INSERT INTO access.register_tally (route, origin, hour, is_pending, objections, unbound)
  SELECT o.route, o.origin, date_trunc('hour', o.created_at, 'UTC'), s.what = 'received',
    count(*), count(*) FILTER (WHERE b.objection_id IS NULL)
  FROM access.objection o
  JOIN (SELECT DISTINCT ON (objection_id) objection_id, what FROM access.objection_event
    WHERE what NOT IN ('error-proposed', 'error-declined')
    ORDER BY objection_id, number DESC) s USING (objection_id)
  LEFT JOIN (SELECT DISTINCT objection_id FROM access.objection_person) b USING (objection_id)
  WHERE s.what IN ('received', 'upheld')
  GROUP BY 1, 2, 3, 4;
$$;
REVOKE ALL ON FUNCTION access.tally_anew() FROM PUBLIC;
SELECT access.tally_anew();

CREATE TRIGGER tally AFTER INSERT ON access.objection_event
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION access.tally_events();
CREATE TRIGGER tally AFTER INSERT ON access.objection_person
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION access.tally_persons();
CREATE TRIGGER tally AFTER DELETE ON access.objection
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION access.tally_gone();
