-- How often somebody looks for persons, and in vain, by ten minutes: the pace is limited (AC-18),
-- and who tries numbers is seen. Whom they looked for is in the audit, not here.
CREATE TABLE access.find_tally (
  user_key text NOT NULL,
  from_at timestamptz NOT NULL,
  finds int NOT NULL,
  misses int NOT NULL,
  PRIMARY KEY (user_key, from_at)
);
CREATE INDEX find_tally_by_time ON access.find_tally (from_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON access.find_tally TO lcr_serving;

-- For whom nobody has looked yet whether what they said is explained.
CREATE INDEX declaration_unexplained ON access.declaration (declared_at) WHERE explained_at IS NULL;
