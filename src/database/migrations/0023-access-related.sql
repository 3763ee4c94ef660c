-- Who is in the care of an organisation now: of each code and kind what has no end and began of
-- late enough, and what ended of late, without reading what is over. Codes are compared by bytes.
CREATE INDEX relationship_of_organisation ON access.relationship
  (organisation COLLATE "C", kind, ends_at, starts_at) INCLUDE (person_id);
DROP INDEX access.relationship_by_organisation;
CREATE INDEX relationship_of_dead ON access.relationship (person_id, starts_at)
  WHERE kind = 'death';
