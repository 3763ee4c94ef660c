-- The gate asks for objections too: a permit that was given before the person said no shows
-- nothing after it, and a suspension by law opens it only for a decision that rests on one.
CREATE OR REPLACE FUNCTION audit.granted(OUT person_id bigint, OUT withhold text[])
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT e.person_id, e.withhold
  FROM audit.event e
  WHERE e.event_id = nullif(current_setting('lcr.decision', true), '')::uuid
    AND e.effect = 'permit'
    AND e.expires_at > clock_timestamp()
    AND e.at <= clock_timestamp() + interval '5 minutes'
    AND e.xid IS DISTINCT FROM pg_current_xact_id_if_assigned()
    AND (NOT access.is_objected(e.person_id)
      OR ('objection-suspended' = ANY (e.reasons) AND cardinality(access.suspended_kinds()) > 0))
$$;

GRANT INSERT (event_id, at, action, effect, person_id, user_key, user_name, role_code, role_name,
  organisation, session, assurance, purpose, reasons, relationship, withhold, expires_at, policy,
  request_id, detail) ON audit.event TO lcr_register, lcr_filing;
