-- What is asked for each batch of messages, by what it is asked for.
CREATE INDEX staff_by_identifier ON access.staff (identifier);
CREATE INDEX own_person_by_person ON access.own_person (person_id);
CREATE INDEX restriction_by_source_patient ON access.restriction (source_patient_id)
  WHERE source_patient_id IS NOT NULL;
-- Of whom nothing is left: told for as long as a suspension runs, a few at a time.
CREATE INDEX objected_deleted ON access.objected (person_id) WHERE delete_at IS NULL;
