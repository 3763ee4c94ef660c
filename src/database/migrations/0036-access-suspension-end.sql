-- When the earliest of the suspensions that run now ends: no permit that rests on one outlasts it.
CREATE FUNCTION access.suspension_ends() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT min(s.until_at) FROM access.suspension s
  WHERE s.approved_at IS NOT NULL AND s.ended_at IS NULL
    AND clock_timestamp() >= s.from_at AND clock_timestamp() < s.until_at
$$;
REVOKE ALL ON FUNCTION access.suspension_ends() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.suspension_ends() TO lcr_serving;
